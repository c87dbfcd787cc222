"""How many files there are, and how much room they take: never more than may be."""

from __future__ import annotations

import gc
import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.stores.contents import SMALL
from mock_server.world import BadRequest, NotFound, World, usage
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA, NO_ID

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.world import Identity


def test_the_bounds() -> None:
    """A thousand files, and two gibibytes."""
    assert (usage.MOST_FILES, usage.MOST_BYTES) == (1000, 2 * 1024**3)


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be three files of a hundred bytes in all."""
    monkeypatch.setattr(usage, "MOST_FILES", 3)
    monkeypatch.setattr(usage, "MOST_BYTES", 100)


def upload(where: World, name: str, size: int = 1, who: Identity = MAYA) -> str:
    """Upload a file of a size and return its id."""
    return str(where.files.upload(name, b"x" * size, who)["id"])


def begin(where: World, name: str, *sizes: int) -> tuple[str, list[str]]:
    """Begin a file of some parts and return its id and theirs."""
    file_id = str(where.files.multipart_init({"filename": name}, MAYA)["id"])
    return file_id, [part(where, file_id, at, size) for at, size in enumerate(sizes)]


def part(where: World, file_id: str, number: int, size: int) -> str:
    """Upload one part and return its id."""
    return str(where.files.multipart_upload(file_id, number, b"x" * size, MAYA)["part_id"])


def complete(where: World, file_id: str, parts: list[str]) -> None:
    """Complete a file of some parts."""
    listed = [{"number": at, "id": part_id} for at, part_id in enumerate(parts)]
    where.files.multipart_complete({"file_id": file_id, "parts": listed}, MAYA)


def names(where: World) -> list[str]:
    """Return the names of the files there are."""
    return [row["filename"] for row in where.snapshot().get("files", [])]


def room(where: World) -> tuple[int, int]:
    """Return the bytes that are counted, and those that there are."""
    snapshot = where.snapshot()
    held = [(table, row["id"]) for table in ("files", "parts") for row in snapshot.get(table, [])]
    with where.store.transaction() as rows:
        counted = rows.get("usage", "files") or {"bytes": 0}
        contents = [usage.content(rows, table, row_id) for table, row_id in held]
    return counted["bytes"], sum(content.size for content in contents if content is not None)


@pytest.mark.usefixtures("bounds")
class TestForgetting:
    """What goes when there is too much."""

    def test_the_oldest_file_goes(self, world: World) -> None:
        """In the order in which files were announced, unfinished ones and those of others included."""
        gone, _ = begin(world, "a", 10)
        upload(world, "b", 10)
        upload(world, "c", 10, build.INES)
        assert names(world) == ["a", "b", "c"]
        upload(world, "d", 10)
        assert names(world) == ["b", "c", "d"]
        assert "parts" not in world.snapshot()
        with pytest.raises(NotFound, match="/file_id"):
            part(world, gone, 1, 1)
        upload(world, "e")
        assert names(world) == ["c", "d", "e"]
        assert room(world) == (21, 21)

    def test_as_many_go_as_are_too_many(self, world: World) -> None:
        """Until the rest takes no more room than there is, which may be filled to the last byte."""
        for name, size in (("a", 40), ("b", 30), ("c", 30)):
            upload(world, name, size)
        assert names(world) == ["a", "b", "c"]
        upload(world, "d", 41)
        assert names(world) == ["c", "d"]
        upload(world, "e", 29)
        assert names(world) == ["c", "d", "e"]

    def test_the_newest_always_stays(self, world: World) -> None:
        """Even if it alone takes more room than there is; then it is the only one."""
        upload(world, "a")
        file_id = upload(world, "b", 500)
        assert names(world) == ["b"]
        assert world.factory.generate({"file_id": file_id}, MAYA)["schema"]["columns"]
        upload(world, "c")
        assert names(world) == ["c"]

    def test_parts_take_room(self, world: World) -> None:
        """Parts make earlier files go; put together they take no more than apart."""
        upload(world, "a", 50)
        file_id, parts = begin(world, "b", 30, 20)
        assert names(world) == ["a", "b"]
        parts.append(part(world, file_id, 2, 1))
        assert names(world) == ["b"]
        complete(world, file_id, parts[:2])
        assert room(world) == (50, 50)

    def test_a_forgotten_file_does_not_exist(self, world: World, project_id: str) -> None:
        """Whoever names it is told so; what was made of it before stays."""
        file_id = upload(world, "model.bin")
        made = build.model(world, project_id)
        world.artifacts.deploy(made["id"], {"file_id": file_id}, MAYA)
        for name in "abc":
            upload(world, name)
        with pytest.raises(NotFound, match="/file_id"):
            world.artifacts.update(made["id"], {"file_id": file_id}, MAYA)
        (listed,) = world.models.get(made["id"], MAYA)["artifact_files"]
        assert listed["name"] == "model.bin"

    def test_what_a_restore_brings_in_counts(self, world: World) -> None:
        """The first upload after it makes room."""
        for name in "abc":
            upload(world, name, 30)
        other = build.world(seed=2)
        other.restore(world.snapshot())
        upload(other, "d", 30)
        assert names(other) == ["b", "c", "d"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("upload"), st.integers(0, 120)),
        st.tuples(st.just("begin"), st.integers(0, 60)),
        st.tuples(st.just("part"), st.integers(0, 60)),
        st.tuples(st.just("complete"), st.integers(0, 2)),
    ),
    max_size=14,
)


@settings(deadline=None)
@given(STEPS)
def test_the_count_is_true(steps: list[tuple[str, int]]) -> None:
    """Whatever is uploaded: what is counted is what is there, within bounds unless there is one file only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usage, "MOST_FILES", 3)
        patch.setattr(usage, "MOST_BYTES", 100)
        where = build.world()
        begun: list[tuple[str, list[str]]] = [begin(where, "first")]
        for what, number in steps:
            _take(where, begun, what, number)
            counted, held = room(where)
            assert counted == held
            assert len(names(where)) <= 3
            assert held <= 100 or len(names(where)) == 1


def _take(where: World, begun: list[tuple[str, list[str]]], what: str, number: int) -> None:
    file_id, parts = begun[-1]
    try:
        match what:
            case "upload":
                upload(where, "f", number)
            case "begin":
                begun.append(begin(where, "f", number))
            case "part":
                parts.append(part(where, file_id, len(parts), number))
            case _:
                complete(where, file_id, parts[number:])
    except (BadRequest, NotFound):
        pass  # complete or forgotten already


class TestOnDisk:
    """Large contents, which stand in files of their own."""

    LARGE = SMALL + 1

    @pytest.fixture
    def folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
        """Return the folder in which temporary files are made."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        return tmp_path

    def test_forgotten_files_are_gone(
        self, world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """There are as many on disk as in the world, however many were uploaded, parts too."""
        monkeypatch.setattr(usage, "MOST_FILES", 3)
        for _ in range(10):
            upload(world, "f", self.LARGE)
            complete(world, *begin(world, "f", self.LARGE, self.LARGE))
        assert len(list(folder.iterdir())) == len(names(world)) == 3

    @pytest.mark.parametrize("file_id", [NO_ID, "complete"])
    def test_a_refused_part_leaves_nothing(self, world: World, folder: Path, file_id: str) -> None:
        """Neither in the world nor on disk."""
        if file_id == "complete":
            file_id = upload(world, "f")
        before = world.snapshot()
        with pytest.raises((NotFound, BadRequest)):
            part(world, file_id, 1, self.LARGE)
        gc.collect()  # the error's traceback may refer to what was refused
        assert list(folder.iterdir()) == []
        assert (world.snapshot(), room(world)[0]) == (before, room(world)[1])

    def test_a_refused_completion_leaves_nothing(self, world: World, folder: Path) -> None:
        """The parts are there as before, and nothing else."""
        file_id, parts = begin(world, "f", self.LARGE)
        with pytest.raises(BadRequest):
            complete(world, file_id, [*parts, NO_ID])
        gc.collect()
        assert len(list(folder.iterdir())) == 1
        assert room(world) == (self.LARGE, self.LARGE)

    def test_nobody_without_the_right_fills_the_disk(self, world: World, folder: Path) -> None:
        """A refused upload is not even taken up."""
        content: Any = None  # reading it would fail
        with pytest.raises(Exception, match="right to write"):
            world.files.upload("f", content, build.TOMAS)
        assert list(folder.iterdir()) == []
