"""Samples of uploaded files: the first rows, within bounds."""

from __future__ import annotations

import io
import tempfile
from typing import TYPE_CHECKING

import pytest

from mock_server.world import BadRequest, samples
from mock_server.world.samples import Sample
from tests.mock_server.world.sample_files import RULES, csv_bytes, parquet_bytes, read

if TYPE_CHECKING:
    from pathlib import Path


def test_only_the_first_rows_count() -> None:
    """A value past the sample does not matter, in both formats."""
    content = csv_bytes(["1"] * 5 + ["x"])
    assert read("CSV", content, 5).columns[1] == ["1"] * 5
    parquet = parquet_bytes({"value": ["1"] * 5 + ["x"]})
    assert read("PARQUET", parquet, 5).columns == [["1"] * 5]


def test_large_parquet_files_are_read_in_batches() -> None:
    """More rows than one batch are all read, and cut at the sample size."""
    content = parquet_bytes({"value": list(range(25_000))})
    assert read("PARQUET", content, 20_001).columns == [[str(at) for at in range(20_001)]]
    assert samples.row_count("PARQUET", io.BytesIO(content)) == 25_000


def test_ragged_and_quoted_csv() -> None:
    """Short rows have nulls, long ones are cut, blank lines, quotes and a byte order mark are read."""
    content = '\ufeff"a","b ""q"""\r\n1\r\n\r\n2,"x\ny",extra\r\n'.encode()
    assert read("CSV", content) == Sample(["a", 'b "q"'], [["1", "2"], [None, "x\ny"]])


def test_blank_lines_before_the_header() -> None:
    """The header is the first line that is not blank."""
    assert read("CSV", b"\n\r\na,b\n1,2\n").names == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("CSV", b""),
        ("CSV", b"\n"),
        ("CSV", b"a\n\xff\xfe"),
        ("CSV", b'a,b\n1,"x\n2,y\n'),
        ("CSV", b'a\n"' + b"x" * 200_000 + b'"'),
        ("PARQUET", b""),
        ("PARQUET", b"PAR1"),
        ("PARQUET", b"PAR1" + b"\x00" * 100 + b"PAR1"),
        ("PARQUET", b"a,b\n1,2\n" * 2),
        ("TAR_GZ", b""),
    ],
)
def test_what_cannot_be_read(kind: str, content: bytes) -> None:
    """Broken files are BadRequest at the file, and have no row count."""
    with pytest.raises(BadRequest, match=r"/file_id: (cannot be read|is a TAR_GZ)"):
        read(kind, content)
    assert samples.row_count(kind, io.BytesIO(content)) is None


def test_the_place_of_what_is_wrong() -> None:
    """The caller says where the file was named."""
    with pytest.raises(BadRequest, match=r"^/source/file_id: cannot be read as CSV: it has no header"):
        RULES.read_sample("CSV", io.BytesIO(), 10, "/source/file_id")


def test_row_count() -> None:
    """Rows are counted without the header and blank lines; of an archive nothing can be told."""
    assert samples.row_count("CSV", io.BytesIO(csv_bytes(["a", "b"]) + b"\n\n")) == 2
    assert samples.row_count("TAR_GZ", io.BytesIO(b"")) is None


BOTH = {"CSV": csv_bytes(["1"]), "PARQUET": parquet_bytes({"n": [0], "value": [1]})}


class TestFiles:
    """Files are read wherever they are."""

    def test_they_stand_anywhere_and_stay_open(self) -> None:
        """A file in memory is read from its beginning and can be read again."""
        for kind, content in (
            ("CSV", csv_bytes(["1"])),
            ("PARQUET", parquet_bytes({"n": [0], "value": [1]})),
        ):
            file = io.BytesIO(content)
            file.read()
            assert RULES.read_sample(kind, file, 10).names == ["n", "value"]
            assert samples.row_count(kind, file) == 1
            assert not file.closed

    def test_on_disk(self, tmp_path: Path) -> None:
        """A file on disk is read in place, and one that is on its way there too."""
        path = tmp_path / "upload"
        for kind, content in (
            ("CSV", csv_bytes(["1"])),
            ("PARQUET", parquet_bytes({"n": [0], "value": [1]})),
        ):
            path.write_bytes(content)
            with path.open("rb") as file, tempfile.SpooledTemporaryFile() as spooled:
                assert RULES.read_sample(kind, file, 10).columns == [["0"], ["1"]]
                spooled.write(content)
                assert RULES.read_sample(kind, spooled, 10).columns == [["0"], ["1"]]


class TestBounds:
    """What a sample may take."""

    def test_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A sample of too many or too long values is refused, with a way out; missing ones count little."""
        monkeypatch.setattr(samples, "LARGEST_SAMPLE", 1024 * 1024)
        wide = b",".join([b"abcdef"] * 100) + b"\n"
        assert len(read("CSV", wide * 151).columns[0]) == 150
        with pytest.raises(BadRequest, match=r"its first 1\d\d rows take more than 1 MiB of memory; upload"):
            read("CSV", wide * 201)
        with pytest.raises(BadRequest, match=r"its first 12 rows take more than 1 MiB"):
            read("PARQUET", parquet_bytes({"a": ["x" * 90_000] * 20}))
        assert len(read("CSV", b",".join([b"a"] * 100) + b"\n" + b",\n" * 1000).columns[0]) == 1000

    def test_rows_past_the_sample_take_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Fewer rows of the same file fit."""
        monkeypatch.setattr(samples, "LARGEST_SAMPLE", 1024 * 1024)
        content = b"a\n" + (b"x" * 90_000 + b"\n") * 20
        assert len(read("CSV", content, 11).columns[0]) == 11

    def test_columns(self) -> None:
        """So many columns are read, and no more, in both formats."""
        names = [f"c{at}" for at in range(10_001)]
        assert len(read("CSV", ",".join(names[:-1]).encode()).names) == 10_000
        for kind, content in (
            ("CSV", ",".join(names).encode()),
            ("PARQUET", parquet_bytes({name: [1] for name in names})),
        ):
            with pytest.raises(BadRequest, match="it has 10,001 columns; at most 10,000 are read"):
                read(kind, content)
