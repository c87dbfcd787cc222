"""Artifacts and surrogates: when they may be deployed and what they change."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import BadRequest, NotFound, World, archive
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID

if TYPE_CHECKING:
    from collections.abc import Mapping


def packed(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    """Return a tar.gz of these files and one folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:  # type: ignore[call-overload]  # the mode is a variable
        folder = tarfile.TarInfo("./folder")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_748_786_400
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture
def model_id(world: World, project_id: str) -> str:
    """Return a model."""
    return str(build.model(world, project_id)["id"])


def env(world: World, model_id: str) -> str:
    """Publish an environment and return its id."""
    source = {"type": "EVENTS", "events": [{}]}
    world.events.publish(
        {"source": source, "model_id": model_id, "env_type": "PRE_PRODUCTION", "env_name": "t"}, MAYA
    )
    return str(world.environments.list(None, 50, 0, MAYA).items[-1]["id"])


def deploy(world: World, how: str, model_id: str, body: dict[str, Any] | None = None) -> None:
    """Run `POST artifact`, `PUT surrogate` and the like."""
    verb, _, what = how.partition(" ")
    collection = world.artifacts if what == "artifact" else world.surrogates
    call = collection.deploy if verb == "POST" else collection.update
    call(model_id, body or {}, MAYA)


def status(world: World, model_id: str) -> str:
    """Return a model's artifact_status."""
    return str(world.models.get(model_id, MAYA)["artifact_status"])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (None, "POST artifact", "user_uploaded"),
        (None, "PUT artifact", "user_uploaded"),
        (None, "POST surrogate", "surrogate"),
        (None, "PUT surrogate", "surrogate"),
        ("POST artifact", "PUT artifact", "user_uploaded"),
        ("POST artifact", "PUT surrogate", "surrogate"),
        ("POST surrogate", "POST artifact", "user_uploaded"),
        ("POST surrogate", "PUT artifact", "user_uploaded"),
        ("POST surrogate", "PUT surrogate", "surrogate"),
    ],
)
def test_what_may_follow(world: World, model_id: str, first: str | None, second: str, expected: str) -> None:
    """PUT always deploys; POST does where it replaces nothing but a surrogate by an artifact."""
    if first is not None:
        deploy(world, first, model_id)
    deploy(world, second, model_id)
    assert status(world, model_id) == expected


REFUSED = [
    ("POST artifact", "POST artifact"),
    ("PUT artifact", "POST artifact"),
    ("POST artifact", "POST surrogate"),
    ("POST surrogate", "POST surrogate"),
    ("PUT surrogate", "POST surrogate"),
]


@pytest.mark.parametrize(("first", "second"), REFUSED)
def test_what_may_not_follow(world: World, model_id: str, first: str, second: str) -> None:
    """POST on a model that has one is BadRequest, points to PUT and changes nothing."""
    deploy(world, first, model_id)
    before = world.snapshot()
    with pytest.raises(BadRequest, match="PUT"):
        deploy(world, second, model_id)
    assert world.snapshot() == before


@pytest.mark.parametrize(("first", "second"), REFUSED)
def test_a_running_deployment_counts(first: str, second: str) -> None:
    """What is just being deployed is refused a second time too."""
    slow = build.world("manual:5")
    model_id = build.model(slow, build.project(slow))["id"]
    deploy(slow, first, model_id)
    with pytest.raises(BadRequest, match="PUT"):
        deploy(slow, second, model_id)


def test_other_models_do_not_count(world: World, project_id: str, model_id: str) -> None:
    """A sibling's artifact is none of one's own."""
    deploy(world, "POST artifact", model_id)
    sibling = build.model(world, project_id, version="v2")["id"]
    assert status(world, sibling) == "no_model"
    deploy(world, "POST artifact", sibling)


def test_a_surrogate_takes_an_environment(world: World, model_id: str) -> None:
    """A body as the client sends it is accepted."""
    sent = {"env_id": env(world, model_id), "deployment_params": {}}
    assert set(world.surrogates.deploy(model_id, sent, MAYA)) == {"id", "name"}
    assert status(world, model_id) == "surrogate"


def test_unknown_references(world: World, model_id: str) -> None:
    """Unknown and foreign files and environments are NotFound at their place, unknown models too."""
    foreign = build.csv_file(world, who=INES)
    for file_id in (NO_ID, foreign):
        with pytest.raises(NotFound, match="/file_id"):
            world.artifacts.deploy(model_id, {"file_id": file_id}, MAYA)
    with pytest.raises(NotFound, match="/env_id"):
        world.surrogates.update(model_id, {"env_id": NO_ID}, MAYA)
    with pytest.raises(NotFound, match="model_id"):
        world.artifacts.update(NO_ID, {}, MAYA)
    assert status(world, model_id) == "no_model"


class TestArtifactFiles:
    """The listing of an artifact's files."""

    def test_members_of_an_archive(self, world: World, model_id: str) -> None:
        """Files are listed without ./, folders are not."""
        content = packed({"./package.py": b"x = 1\n", "folder/model.bin": b"\x00" * 1000})
        file_id = world.files.upload("files.tar.gz", content, MAYA)["id"]
        world.artifacts.deploy(model_id, {"file_id": file_id, "deployment_params": {}}, MAYA)
        assert world.models.get(model_id, MAYA)["artifact_files"] == [
            {"name": "package.py", "size": 6, "modified": "2025-06-01T14:00:00.000000Z"},
            {"name": "folder/model.bin", "size": 1000, "modified": "2025-06-01T14:00:00.000000Z"},
        ]

    def test_any_other_file_is_listed_itself(self, world: World, model_id: str) -> None:
        """A file that is no archive is its own only member."""
        file = world.files.upload("model.pkl", b"12345", MAYA)
        world.artifacts.deploy(model_id, {"file_id": file["id"]}, MAYA)
        assert world.models.get(model_id, MAYA)["artifact_files"] == [
            {"name": "model.pkl", "size": 5, "modified": file["created_at"]}
        ]

    def test_without_a_file(self, world: World, model_id: str) -> None:
        """A deployment that names no file lists one all the same."""
        world.artifacts.deploy(model_id, {}, MAYA)
        (listed,) = world.models.get(model_id, MAYA)["artifact_files"]
        assert set(listed) == {"name", "size", "modified"}

    def test_an_update_replaces_them(self, world: World, model_id: str) -> None:
        """Nothing of the old listing stays; a surrogate has none."""
        for name in ("one.bin", "two.bin"):
            file_id = world.files.upload(name, b"x", MAYA)["id"]
            world.artifacts.update(model_id, {"file_id": file_id}, MAYA)
        assert [file["name"] for file in world.models.get(model_id, MAYA)["artifact_files"]] == ["two.bin"]
        world.surrogates.update(model_id, {}, MAYA)
        assert world.models.get(model_id, MAYA)["artifact_files"] == []

    def test_an_incomplete_file(self, world: World, model_id: str) -> None:
        """A file whose upload was not completed cannot be deployed."""
        file_id = world.files.multipart_init({"filename": "f.tar.gz"}, MAYA)["id"]
        with pytest.raises(BadRequest, match="INITIATED"):
            world.artifacts.deploy(model_id, {"file_id": file_id}, MAYA)


WHOLE = packed({"a": b"x" * 100_000})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1f\x8b",
        b"no archive",
        WHOLE[:60],
        gzip.compress(b"no tar"),
        gzip.compress(b"\x00" * 1024),
        packed({"a": b"x"}, mode="w"),
        WHOLE[:-4] + base64.b64decode("AAAAAA=="),
    ],
    # Compressed bytes carry the time, so ids made of them would differ between workers.
    ids=["empty", "two bytes", "text", "cut", "no tar", "zeros", "uncompressed", "wrong length"],
)
def test_broken_archives_have_no_members(content: bytes) -> None:
    """Whatever is uploaded, listing its members does not fail."""
    assert archive.members(io.BytesIO(content)) in (
        [],
        [{"name": "a", "size": 100_000, "modified": "2025-06-01T14:00:00.000000Z"}],
    )


def test_names_that_are_no_unicode() -> None:
    """A member's name is always text that JSON can carry."""
    (listed,) = archive.members(io.BytesIO(packed({"caf\udce9": b"x"})))
    assert listed["name"] == "caf?"


def test_listings_are_bounded() -> None:
    """At most a thousand files are listed."""
    assert len(archive.members(io.BytesIO(packed({f"f{at}": b"" for at in range(1100)})))) == 1000
