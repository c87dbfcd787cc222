"""CSV files as streams of rows."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest

from mock_server.world import csv_rows


def rows(content: bytes) -> list[list[str]]:
    """Return all rows of a file."""
    with csv_rows.rows(io.BytesIO(content)) as found:
        return list(found)


def complaint(content: bytes) -> str:
    """Return what is said about a file."""
    with pytest.raises(ValueError, match=r".+") as caught:
        rows(content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        (b"\xef\xbb\xbfa\rb\r", [["a"], ["b"]]),
        (b'a\n\n"x\r\ny\n",\n', [["a"], ["x\r\ny\n", ""]]),
        (b'"a""b"\n"\x00"', [['a"b'], ["\x00"]]),
        (b"a", [["a"]]),
    ],
)
def test_rows(content: bytes, expected: list[list[str]]) -> None:
    """Rows end where the csv module says, whatever the line ends; blank lines are none."""
    assert rows(content) == expected


def test_the_file_stays_open() -> None:
    """The file is the caller's, also when not all of it was read."""
    file = io.BytesIO(b"a\n1\n")
    with csv_rows.rows(file) as found:
        assert next(found) == ["a"]
    assert not file.closed


class TestComplaints:
    """What is wrong is said with its place."""

    def test_bytes_that_are_not_utf_8(self) -> None:
        """The byte is counted from the beginning of the file, also far from there."""
        assert complaint(b"a\n\xff\n") == "byte 2 is not UTF-8; save the file as UTF-8"
        assert (
            complaint(b"a\n" + b"1\n" * 10_000 + b"\xe4\n")
            == "byte 20002 is not UTF-8; save the file as UTF-8"
        )
        assert complaint(b"\xef\xbb\xbfa\n\xff\n").startswith("byte 5 is")

    def test_quotes(self) -> None:
        """A quote that is never closed, or that something follows, is told with its line."""
        assert complaint(b'a\n1\n"2\n').startswith("line 3: unexpected end of data")
        assert complaint(b'a\n"1"2\n').startswith("line 2: ")

    def test_values(self) -> None:
        """The csv module's own limit is told in words."""
        limit = csv.field_size_limit()
        assert rows(b"x" * limit) == [["x" * limit]]
        said = complaint(b"a\n" + b"x" * (limit + 1))
        assert said == f"line 2: holds a value of more than {limit:,} characters"


class TestBounds:
    """What is read of hostile files."""

    def test_long_lines(self) -> None:
        """Of a line that is too long no more than that is read."""
        file = io.BytesIO(b"a\n" + b"1," * 5_000_000)
        with (
            pytest.raises(ValueError, match="line 2: belongs to a row of more than 1,048,576 characters"),
            csv_rows.rows(file) as found,
        ):
            list(found)
        assert file.tell() < 2 * csv_rows.LONGEST_ROW

    def test_rows_of_many_lines(self) -> None:
        """Quotes do not get round it; rows that are short by themselves do not add up."""
        assert complaint(b"a\n" + b'"\n",' * 300_000).endswith("row of more than 1,048,576 characters")
        assert len(rows((b"x" * 100_000 + b"\n") * 12)) == 12

    def test_many_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So many lines are read, blank ones too, and no more."""
        monkeypatch.setattr(csv_rows, "MOST_LINES", 1000)
        assert len(rows(b"a\n" * 1000)) == 1000
        assert complaint(b"\n" * 1001) == "line 1001: is one too many: of a file 1,000 lines are read"

    def test_memory(self) -> None:
        """However long the file, rows that nobody keeps take none."""
        content = io.BytesIO(b"a,b\n" + b"12345,67890\n" * 200_000)
        tracemalloc.start()
        with csv_rows.rows(content) as found:
            count = sum(1 for _ in found)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == 200_001
        assert peak < 1024 * 1024
