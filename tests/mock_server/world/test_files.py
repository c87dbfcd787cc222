"""Uploads."""

from __future__ import annotations

import base64

import pytest

from mock_server.world import BadRequest, NotFound, World, files
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID


@pytest.mark.parametrize(
    ("filename", "content", "kind"),
    [
        ("a.csv", b"a,b\n", "CSV"),
        ("a.parquet", b"", "PARQUET"),
        ("A.PQ", b"", "PARQUET"),
        ("data", b"PAR1....PAR1", "PARQUET"),
        ("a.csv", b"PAR1....PAR1", "PARQUET"),
        ("files.tar.gz", b"", "TAR_GZ"),
        ("files.tgz", b"", "TAR_GZ"),
        ("files", b"\x1f\x8b\x08", "TAR_GZ"),
        ("model.yaml", b"name: x\n", "CSV"),
        ("", b"", "CSV"),
    ],
)
def test_file_type(filename: str, content: bytes, kind: str) -> None:
    """The first bytes tell, else the name, else it is CSV."""
    assert files.file_type(filename, content) == kind


@pytest.mark.parametrize("filename", ["sample.csv", "", "a\x00b", "../../etc/passwd", "ü🚚.csv", "x" * 5000])
def test_upload(world: World, filename: str) -> None:
    """A file is answered with what the client needs; any name will do."""
    made = world.files.upload(filename, b"a,b\n", MAYA)
    assert set(made) == {
        "id",
        "filename",
        "status",
        "type",
        "created_at",
        "updated_at",
        "created_by",
        "updated_by",
    }
    assert (made["filename"], made["status"], made["created_by"]) == (filename, "SUCCESSFUL", MAYA.user)


class TestMultipart:
    """Files in parts."""

    def test_parts_are_joined_by_number(self, world: World) -> None:
        """Parts sent and listed out of order make the file in order, which can then be used."""
        file = world.files.multipart_init({"filename": "s.csv"}, MAYA)
        assert file["status"] == "INITIATED"
        content = {2: b"1,x\n", 10: b"2,y\n", 1: b"a,b\n"}
        parts = [
            {"number": number, "id": world.files.multipart_upload(file["id"], number, part, MAYA)["part_id"]}
            for number, part in content.items()
        ]
        done = world.files.multipart_complete({"file_id": file["id"], "parts": parts}, MAYA)
        assert (done["id"], done["status"], done["type"]) == (file["id"], "SUCCESSFUL", "CSV")
        schema = world.factory.generate({"file_id": file["id"]}, MAYA)["schema"]
        assert [(column["name"], column.get("max")) for column in schema["columns"]] == [
            ("a", 2),
            ("b", None),
        ]
        assert "parts" not in world.snapshot()

    def test_the_type_is_told_by_the_content(self, world: World) -> None:
        """What the name did not tell, the content does."""
        file = world.files.multipart_init({"filename": "s"}, MAYA)
        part = world.files.multipart_upload(file["id"], 1, b"PAR1", MAYA)
        done = world.files.multipart_complete(
            {"file_id": file["id"], "parts": [{"number": 1, "id": part["part_id"]}]}, MAYA
        )
        assert done["type"] == "PARQUET"

    def test_a_part_sent_twice(self, world: World) -> None:
        """Of a part that was retried, the one that is listed counts."""
        file = world.files.multipart_init({"filename": "s.csv"}, MAYA)
        world.files.multipart_upload(file["id"], 1, b"lost\n", MAYA)
        part = world.files.multipart_upload(file["id"], 1, b"kept\n1\n", MAYA)
        world.files.multipart_complete(
            {"file_id": file["id"], "parts": [{"number": 1, "id": part["part_id"]}]}, MAYA
        )
        schema = world.factory.generate({"file_id": file["id"]}, MAYA)["schema"]
        assert [column["name"] for column in schema["columns"]] == ["kept"]

    def test_unknown_parts(self, world: World) -> None:
        """Each unknown part is named; the file stays open."""
        file = world.files.multipart_init({"filename": "s.csv"}, MAYA)
        with pytest.raises(BadRequest) as caught:
            world.files.multipart_complete({"file_id": file["id"], "parts": [{"id": NO_ID}, {}]}, MAYA)
        assert [violation.place for violation in caught.value.violations] == ["/parts/0/id", "/parts/1/id"]
        world.files.multipart_upload(file["id"], 1, b"", MAYA)

    def test_a_part_listed_twice(self, world: World) -> None:
        """It is refused where it is listed again, and the file stays open."""
        file = world.files.multipart_init({"filename": "s.csv"}, MAYA)
        ids = [world.files.multipart_upload(file["id"], at, b"a\n", MAYA)["part_id"] for at in (1, 2)]
        listed = [{"number": at, "id": part_id} for at, part_id in enumerate([*ids, ids[0], NO_ID, ids[1]])]
        with pytest.raises(BadRequest) as caught:
            world.files.multipart_complete({"file_id": file["id"], "parts": listed}, MAYA)
        assert build.places(caught) == ["/parts/2/id", "/parts/3/id", "/parts/4/id"]
        done = world.files.multipart_complete({"file_id": file["id"], "parts": listed[:2]}, MAYA)
        assert done["status"] == "SUCCESSFUL"

    def test_parts_are_bounded(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file takes as many parts as there may be; other files do not count."""
        assert files.MOST_PARTS == 10_000
        monkeypatch.setattr(files, "MOST_PARTS", 2)
        one, other = (world.files.multipart_init({"filename": "s.csv"}, MAYA)["id"] for _ in range(2))
        for file_id in (one, other):
            for at in range(2):
                world.files.multipart_upload(file_id, at, b"x", MAYA)
            before = world.snapshot()
            with pytest.raises(BadRequest, match=r"^/part_number: "):
                world.files.multipart_upload(file_id, 3, b"x", MAYA)
            assert world.snapshot() == before

    def test_what_is_not_listed_is_forgotten(self, world: World) -> None:
        """The file holds the listed parts only, and no part is left."""
        file = world.files.multipart_init({"filename": "s.csv"}, MAYA)
        ids = [world.files.multipart_upload(file["id"], at, b"%d" % at, MAYA)["part_id"] for at in range(3)]
        listed = [{"number": at, "id": ids[at]} for at in (2, 0)]
        world.files.multipart_complete({"file_id": file["id"], "parts": listed}, MAYA)
        snapshot = world.snapshot()
        assert "parts" not in snapshot
        assert [base64.b64decode(row["base64"]) for row in snapshot["contents"]] == [b"02"]

    def test_a_part_never_takes_the_place_of_a_file(self) -> None:
        """Not even where a seeded sequence of ids starts over in a world that holds files."""
        first = build.world(seed=3)
        opened = first.files.multipart_init({"filename": "s.csv"}, MAYA)["id"]
        whole = build.csv_file(first, "kept\n")
        second = build.world(seed=3)
        second.restore(first.snapshot())
        for at in range(5):
            second.files.multipart_upload(opened, at, b"lost", MAYA)
        contents = {row["id"]: base64.b64decode(row["base64"]) for row in second.snapshot()["contents"]}
        assert contents == {whole: b"kept\n"}

    def test_a_complete_file_is_closed(self, world: World) -> None:
        """No part can be added, and it cannot be completed again."""
        file_id = build.csv_file(world)
        with pytest.raises(BadRequest, match="SUCCESSFUL"):
            world.files.multipart_upload(file_id, 1, b"", MAYA)
        with pytest.raises(BadRequest, match="SUCCESSFUL"):
            world.files.multipart_complete({"file_id": file_id, "parts": []}, MAYA)

    def test_a_foreign_or_unknown_file(self, world: World) -> None:
        """Files of others and no files are NotFound."""
        file_id = world.files.multipart_init({"filename": "s.csv"}, MAYA)["id"]
        for wanted, who in ((file_id, INES), (NO_ID, MAYA)):
            with pytest.raises(NotFound, match="/file_id"):
                world.files.multipart_upload(wanted, 1, b"", who)
        with pytest.raises(NotFound, match="/file_id"):
            world.files.multipart_complete({}, MAYA)
