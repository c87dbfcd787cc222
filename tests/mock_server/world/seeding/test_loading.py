"""Worlds in files: what is read, and how what is wrong is told."""

from __future__ import annotations

import gc
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mock_server.world import Identity, ModelQuery, Violation, World, WorldFileError, load_world
from mock_server.worlds import contract_violations
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID
from tests.mock_server.world.seeding.world_files import (
    AT,
    MADE,
    MODEL,
    SMALL,
    USER,
    changed,
    complaint,
    large_world,
    read,
    written,
)

WORLDS = Path(__file__).parents[4] / "fixtures" / "worlds"

WHO = Identity(SMALL["users"][0], SMALL["organizations"][0])


def opened(rows: dict[str, list[dict[str, Any]]]) -> World:
    """Return a world with these rows."""
    world = build.world()
    world.restore(rows)
    return world


class TestReading:
    """Files that are worlds."""

    def test_a_short_file_becomes_whole_rows(self, tmp_path: Path) -> None:
        """Defaults are filled in, so that a model is as if it had been created."""
        world = opened(read(written(tmp_path, SMALL)))
        made = world.models.get(MODEL, WHO)
        assert (made["version"], made["status"], made["owner"], made["updated_by"]) == (
            "v1",
            "LIVE",
            None,
            {"id": USER, "full_name": "u", "email": "u@o.example"},
        )
        assert made["schema"]["columns"][0] == {
            "id": "a_b",
            "name": "A b",
            "data_type": "int",
            "min": 0,
            "max": 10,
            "bins": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0],
        }
        assert made["updated_at"] == AT
        assert made["task_params"]["top_k"] is None

    def test_an_empty_object_is_an_empty_world(self, tmp_path: Path) -> None:
        """Every table may be left out; names with $ are for editors."""
        rows = read(written(tmp_path, {"$comment": "nothing"}))
        assert not any(rows.values())

    def test_a_snapshot_is_a_world(self, tmp_path: Path) -> None:
        """Everything a busy world holds comes back the same."""
        world = build.world("manual:9")
        made = build.model(world, build.project(world), deployment_date="9999-12-31T23:59:60Z")
        other = build.model(world, made["project"]["id"], version="v2")
        file = world.files.multipart_init({"filename": "x"}, MAYA)
        world.files.multipart_upload(file["id"], 1, b"\x00\xff", MAYA)
        world.artifacts.deploy(made["id"], {"file_id": build.csv_file(world)}, MAYA)
        source = {"type": "EVENTS", "events": [{}]}
        world.events.publish({"source": source, "model_id": made["id"], "env_type": "PRODUCTION"}, MAYA)
        world.models.delete(other["id"], MAYA)
        rows = read(written(tmp_path, world.snapshot()))
        assert {table: of for table, of in rows.items() if of} == world.snapshot()


class TestComplaints:
    """Files that are not."""

    @pytest.mark.parametrize(
        ("text", "start"),
        [
            ("", "w.json:1: column 1: "),
            ('{\n "models": [}', "w.json:2: column 13: "),
            ("[" * 100_000, "w.json:1: cannot be read as JSON"),
            (
                '{"models": [1], "models": []}',
                'w.json:1: cannot be read as JSON: the name "models" stands twice',
            ),
            ("[]", "w.json:1: the document: must be an object"),
            ('\n{"users":\n{}}', "w.json:3: /users: must be an array"),
            ('{\n"model": []}', "w.json:2: /model: is no table; use one of contents"),
            ('{"users":\n[7]}', "w.json:2: /users/0: must be an object, not 7"),
            ('{"organizations": [\n{"name": "x"}]}', "w.json:2: /organizations/0: lacks id, which must be a"),
        ],
    )
    def test_of_texts(self, tmp_path: Path, text: str, start: str) -> None:
        """A complaint begins with file, line and place."""
        assert complaint(tmp_path, text).startswith(start)

    @pytest.mark.parametrize(
        ("document", "line", "start"),
        [
            (
                changed("models", nmae="x"),
                '"nmae"',
                "/models/0/nmae: is no member of this table; use algorithm",
            ),
            (
                changed("models", task="guess"),
                '"guess"',
                "/models/0/task: must be one of binary_classification",
            ),
            (changed("models", name=None), '"name": null', "/models/0/name: must be a string, not null"),
            (changed("models", created_at="now"), '"now"', "/models/0/created_at: must be a date-time"),
            (
                changed("models", created_at=[]),
                '"created_at": []',
                "/models/0/created_at: must be a date-time",
            ),
            (changed("models", project_id=NO_ID), f'"{NO_ID}"', "/models/0/project_id: "),
            (changed("models", owner_id=NO_ID), '"owner_id"', "/models/0/owner_id: "),
            (changed("models", schema={}), '"schema"', "/models/0/schema/columns: is required"),
            (changed("models", schema={"columns": [1]}), "    1", "/models/0/schema/columns/0: must be"),
            (
                changed("models", schema={"columns": [{"name": 1}]}),
                "    {",
                "/models/0/schema/columns/0/data_type: is required",
            ),
            (changed("models", spec={"inputs": "a"}), '"inputs"', "/models/0/spec/inputs: must be array"),
            (
                changed("models", spec={"custom_features": [7]}),
                "    7",
                "/models/0/spec/custom_features/0: must",
            ),
            (changed("users", id="1"), '"id": "1"', '/users/0/id: must be a UUID in lower case, not "1"'),
            (
                changed("users", id=NO_ID.replace("8", "A")),
                "-A000-",
                "/users/0/id: must be a UUID in lower case",
            ),
            (changed("users", organization_id=NO_ID), NO_ID, "/users/0/organization_id: "),
        ],
    )
    def test_of_rows(self, tmp_path: Path, document: Any, line: str, start: str) -> None:
        """The line is the one where the wrong value stands."""
        lines = json.dumps(document, indent=1).splitlines()
        number = next(at for at, text in enumerate(lines, 1) if line in text)
        assert complaint(tmp_path, document).startswith(f"w.json:{number}: {start}")

    def test_an_id_twice(self, tmp_path: Path) -> None:
        """Ids are unique in a table."""
        twice = {**SMALL, "organizations": SMALL["organizations"] * 2}
        assert complaint(tmp_path, twice).startswith("w.json:8: /organizations/1/id: ")

    def test_a_version_twice(self, tmp_path: Path) -> None:
        """The rule of unique versions holds for files too."""
        twin = {**SMALL["models"][0], "id": NO_ID}
        assert "/models/1/version: " in complaint(tmp_path, {**SMALL, "models": [*SMALL["models"], twin]})

    @pytest.mark.parametrize("content", [{}, {"text": "a", "base64": "YQ=="}, {"base64": "a"}])
    def test_contents(self, tmp_path: Path, content: dict[str, str]) -> None:
        """A file's content is either text or base64."""
        file = {"id": MODEL, **MADE, "filename": "f", "type": "CSV"}
        document = {**SMALL, "files": [file], "contents": [{"id": MODEL, **content}]}
        assert "/contents/0" in complaint(tmp_path, document)

    def test_no_file(self, tmp_path: Path) -> None:
        """A path that leads nowhere, or to a folder, is named."""
        for path in (tmp_path / "none.json", tmp_path):
            with pytest.raises(WorldFileError, match=f"^{path}: cannot be read"):
                read(path)

    @pytest.mark.parametrize("name", ["w" * 300, "w\x00.json", "w.json/w.json", "w" * 300 + "/w.json"])
    def test_no_path(self, tmp_path: Path, name: str) -> None:
        """A name that no file can have is told in one sentence, like any other."""
        (tmp_path / "w.json").write_text("{}")
        with pytest.raises(WorldFileError, match=r"cannot be read: \w+[^\n]*$"):
            read(tmp_path / name)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_right(self, tmp_path: Path) -> None:
        """Neither a file nor a folder that may not be read is a traceback."""
        (tmp_path / "folder").mkdir()
        path = written(tmp_path / "folder", SMALL)
        for refused in (path, tmp_path / "folder"):
            refused.chmod(0)
            with pytest.raises(WorldFileError, match=r"cannot be read: Permission denied$"):
                read(path)
            refused.chmod(0o700)

    def test_no_utf_8(self, tmp_path: Path) -> None:
        """A file in another encoding is told so."""
        path = tmp_path / "w.json"
        path.write_bytes(b'{"$comment": "\xff"}')
        with pytest.raises(WorldFileError, match="UTF-8"):
            read(path)


class TestManyRows:
    """Worlds as large as a performance test needs them."""

    @pytest.mark.parametrize("different", [1, 300])
    def test_how_often_models_are_checked(self, tmp_path: Path, different: int) -> None:
        """Each as it came in, as it goes out once for those that have the same schema and the like."""
        checked: Counter[str] = Counter()

        def check(schema: str, value: Any) -> list[Violation]:
            checked[schema] += 1
            return contract_violations(schema, value)

        world = large_world(300)
        for at, model in enumerate(world["models"]):
            model["spec"] = {"inputs": [f"column {at % different}"]}
        rows = load_world(written(tmp_path, world), check)
        assert [row["spec"]["inputs"] for row in rows["models"]] == [
            [f"column {at % different}"] for at in range(300)
        ]
        assert checked["ModelCreate"] == 300
        assert checked["ModelDetailMembers"] == different
        assert checked["ModelDetail"] == len({row["project_id"] for row in rows["models"]})

    def test_what_is_wrong_far_down_is_found(self, tmp_path: Path) -> None:
        """The last of many models is held against the same rules as the first."""
        for members, message in (
            ({"task": "guess"}, "task: must be one of"),
            ({"artifact_files": [5]}, "artifact_files/0: must be object"),
            ({"owner_id": NO_ID}, "owner_id: "),
            ({"version": "v298"}, "version: an earlier model has"),
        ):
            world = large_world(300)
            world["models"][299] = {**world["models"][298], "id": world["models"][299]["id"], **members}
            if "version" not in members:
                world["models"][299]["version"] = "other"
            assert f": /models/299/{message}" in complaint(tmp_path, world)

    def test_unfinished_jobs(self, tmp_path: Path) -> None:
        """A world may hold thousands of jobs that still run."""
        ids = [f"00000000-0000-4000-8003-{at:012x}" for at in range(5000)]
        effect = {"kind": "delete_model", "model_id": MODEL}
        job = {"organization_id": SMALL["organizations"][0]["id"], "name": "Delete", "info": {}}
        jobs = [{"id": job_id, **job, "status": "PENDING"} for job_id in ids]
        running = [{"id": job_id, "mode": "manual", "started_at": AT, "effect": effect} for job_id in ids]
        rows = read(written(tmp_path, {**SMALL, "jobs": jobs, "running": running}))
        assert [row["id"] for row in rows["running"]] == ids

    def test_the_garbage_collector_goes_on(self, tmp_path: Path) -> None:
        """It pauses while a file is read, and not longer, also when nothing comes of it."""
        complaint(tmp_path, {"model": []})
        assert gc.isenabled()


class TestFixtures:
    """The worlds that come with the kit."""

    def test_the_empty_world(self) -> None:
        """It has people and nothing else, and can be worked in."""
        world = opened(read(WORLDS / "empty.json"))
        assert build.names(world) == []
        assert build.model(world, build.project(world), owner_id=build.TOMAS.user["id"])["owner"] is not None

    def test_the_demo_world(self) -> None:
        """It has the models of the contract's examples, versions, and another organization."""
        world = opened(read(WORLDS / "demo.json"))
        versions = world.models.list(ModelQuery(search="loan-default"), MAYA).items
        prefix = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0"
        assert [(item["id"], item["version"]) for item in versions] == [
            (f"{prefix}31", "v1"),
            (f"{prefix}32", "v2"),
        ]
        assert build.names(world, INES) == ["arrival-time v1"]
        assert world.environments.get(f"{prefix}51", MAYA)["name"] == "training-2025"
        assert world.jobs.get(f"{prefix}61", MAYA)["status"] == "SUCCESS"

    def test_the_demo_files_are_of_use(self) -> None:
        """The sample gives a schema, the package a listing, the environment a surrogate."""
        world = opened(read(WORLDS / "demo.json"))
        prefix = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0"
        schema = world.factory.generate({"file_id": f"{prefix}41"}, MAYA)["schema"]
        assert {column["data_type"] for column in schema["columns"]} == {
            "int",
            "float",
            "category",
            "vector",
            "bool",
            "timestamp",
        }
        world.artifacts.deploy(f"{prefix}32", {"file_id": f"{prefix}42"}, MAYA)
        listed = world.models.get(f"{prefix}32", MAYA)["artifact_files"]
        assert [file["name"] for file in listed] == ["package.py", "model.json"]
        world.surrogates.update(f"{prefix}32", {"env_id": f"{prefix}51"}, MAYA)
        assert world.models.get(f"{prefix}32", MAYA)["artifact_status"] == "surrogate"
