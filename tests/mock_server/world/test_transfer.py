"""Everything that a world holds, out as JSON and in again."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.stores.contents import SMALL
from mock_server.world import ModelQuery, World, usage
from mock_server.world.seeding.tables import TABLES
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID

if TYPE_CHECKING:
    from mock_server.stores import Store

LARGE = b"a\n" * SMALL


@pytest.fixture
def full() -> World:
    """Return a world with rows in every table."""
    full = build.world("manual:3")
    project_id = build.project(full)
    build.project(full, "theirs", INES)
    for version in ("v1", "v2"):
        model = build.model(full, project_id, version=version)
    source = {"type": "EVENTS", "events": [{}]}
    full.events.publish({"source": source, "model_id": model["id"], "env_type": "PRODUCTION"}, MAYA)
    full.files.upload("large.csv", LARGE, MAYA)
    build.csv_file(full, "")
    file = full.files.multipart_init({"filename": "f"}, MAYA)
    full.files.multipart_upload(file["id"], 7, b"\x00\xff", MAYA)
    full.jobs.get(full.artifacts.deploy(model["id"], {}, MAYA)["id"], MAYA)
    full.models.delete(model["id"], MAYA)
    return full


def read(store: Store, file_id: str) -> bytes | None:
    """Return the bytes of a file."""
    with store.transaction() as rows:
        content = usage.content(rows, "files", file_id)
    return None if content is None else content.open().read()


def test_a_snapshot_has_every_table(full: World) -> None:
    """In the order in which rows refer to earlier ones."""
    assert list(full.snapshot()) == list(TABLES)


def test_empty_tables_are_left_out() -> None:
    """Nothing is an empty object."""
    assert build.world().snapshot() == {}


def test_a_round_trip_through_json(full: World) -> None:
    """Another world is brought to the same state, rows and bytes, and answers the same."""
    snapshot = json.loads(json.dumps(full.snapshot()))
    other = build.world(seed=2)
    other.restore(snapshot)
    assert json.dumps(other.snapshot()) == json.dumps(snapshot)
    for query in (ModelQuery(), ModelQuery(latest_only=True, search="loan")):
        assert other.models.list(query, MAYA) == full.models.list(query, MAYA)
    assert other.environments.list(None, 50, 0, MAYA) == full.environments.list(None, 50, 0, MAYA)
    assert other.projects.list(None, 50, 0, INES) == full.projects.list(None, 50, 0, INES)


def test_contents(full: World) -> None:
    """Bytes of complete files and of parts stand in base64, whatever their length."""
    snapshot = full.snapshot()
    by_name = {row["filename"]: row["id"] for row in snapshot["files"]}
    contents = {row["id"]: base64.b64decode(row["base64"]) for row in snapshot["contents"]}
    assert contents == {by_name["large.csv"]: LARGE, by_name["sample.csv"]: b""}
    (part,) = snapshot["parts"]
    assert (part["file_id"], part["number"], part["base64"]) == (by_name["f"], 7, "AP8=")


def test_bytes_may_be_given_as_text(full: World) -> None:
    """As in worlds that are written by hand."""
    snapshot = full.snapshot()
    file_id = snapshot["contents"][0]["id"]
    snapshot["contents"] = [{"id": file_id, "text": "ü"}]
    full.restore(snapshot)
    assert read(full.store, file_id) == "ü".encode()
    assert full.snapshot()["contents"] == [{"id": file_id, "base64": "w7w="}]


def test_an_upload_goes_on_after_a_restart(full: World) -> None:
    """A part of before makes a whole file afterwards."""
    snapshot = full.snapshot()
    (part,) = snapshot["parts"]
    other = build.world(seed=2)
    other.restore(snapshot)
    sent = {"file_id": part["file_id"], "parts": [{"number": 7, "id": part["id"]}]}
    assert other.files.multipart_complete(sent, MAYA)["status"] == "SUCCESSFUL"
    assert read(other.store, part["file_id"]) == b"\x00\xff"


def test_a_snapshot_is_apart(full: World) -> None:
    """Changing a snapshot changes nothing in the world, before a restore and after it."""
    before = full.snapshot()
    changed = full.snapshot()
    full.restore(changed)
    for rows in changed.values():
        rows[0].clear()
    assert full.snapshot() == before


def test_restoring_replaces_everything(full: World) -> None:
    """Rows, tables and bytes that the given rows lack are gone."""
    before = full.snapshot()
    rows: dict[str, list[Any]] = {"organizations": [{"id": NO_ID, "name": "o"}]}
    full.restore(rows)
    assert full.snapshot() == rows
    assert build.names(full) == []
    assert read(full.store, before["contents"][0]["id"]) is None


def test_order_is_kept() -> None:
    """Rows come out in the order in which they went in, whatever their ids and instants."""
    where = build.world()
    rows = {"organizations": [{"id": row_id, "name": "o"} for row_id in ("c", "a", "b")]}
    where.restore(rows)
    assert where.snapshot() == rows


def test_a_row_that_refers_to_nothing(full: World) -> None:
    """It is a LookupError that names what is missing."""
    snapshot = full.snapshot()
    snapshot["models"][0]["project_id"] = NO_ID
    with pytest.raises(LookupError, match=f"project {NO_ID}"):
        full.restore(snapshot)


def test_room_is_counted(full: World) -> None:
    """What a restore brings in counts for later uploads, and nothing of before does."""
    for _ in range(2):
        full.restore(full.snapshot())
    with full.store.transaction() as rows:
        counted = rows.get("usage", "files")
    assert counted == {"id": "files", "bytes": len(LARGE) + 2}


def test_what_is_given_can_be_taken_over(full: World) -> None:
    """Then no model is left in what was given, and the world is the same as from a copy."""
    before = full.snapshot()
    given = full.snapshot()
    other = build.world()
    other.restore(given, emptied=True)
    assert other.snapshot() == before
    assert given["models"] == []
    other.restore(before)
    assert other.snapshot() == before == full.snapshot()
