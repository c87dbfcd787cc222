"""Types told from values, for CSV and Parquet."""

from __future__ import annotations

import csv
import io
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from mock_server.world import BadRequest, inference, samples
from mock_server.world.samples import Sample

CASES: list[tuple[list[str], dict[str, Any]]] = [
    (["1", "-2", "+3"], {"data_type": "int", "min": -2, "max": 3}),
    (["007", ""], {"data_type": "int", "min": 7, "max": 7}),
    ([str(2**63 - 1)], {"data_type": "int", "min": 2**63 - 1, "max": 2**63 - 1}),
    ([str(-(2**63))], {"data_type": "int", "min": -(2**63), "max": -(2**63)}),
    ([str(-(2**63) - 1)], {"data_type": "float", "min": -float(2**63), "max": -float(2**63)}),
    ([str(2**63)], {"data_type": "float", "min": float(2**63), "max": float(2**63)}),
    (["9" * 400], {"data_type": "float"}),
    (["9" * 5000], {"data_type": "float"}),
    (["1", "2.5", "1e3", ".5", "5."], {"data_type": "float", "min": 0.5, "max": 1000.0}),
    (["1.0", "nan", "NaN"], {"data_type": "float", "min": 1.0, "max": 1.0}),
    (["inf", "-Infinity", "2"], {"data_type": "float", "min": 2.0, "max": 2.0}),
    (["inf"], {"data_type": "float"}),
    (["true", "False", "TRUE"], {"data_type": "bool"}),
    (["True", "None", ""], {"data_type": "bool"}),
    (["true", "yes"], {"data_type": "category", "categories": ["true", "yes"]}),
    (["0", "1"], {"data_type": "int", "min": 0, "max": 1}),
    (["b", "a", "b", " c "], {"data_type": "category", "categories": ["a", "b", "c"]}),
    (["a", "1"], {"data_type": "category", "categories": ["1", "a"]}),
    (["a", "b", "c", "d", "e"], {"data_type": "str"}),
    (["a", "b", "c", "d", "", "null", "<NA>"], {"data_type": "category", "categories": ["a", "b", "c", "d"]}),
    (["2025-07-01"], {"data_type": "timestamp"}),
    (["2025-07-01 10:00:00", "2025-07-01T10:00:00.123456789Z", "NaT"], {"data_type": "timestamp"}),
    (["2025-07-01 10:00:00+00:00", "2025-07-01T10:00 -0500"], {"data_type": "timestamp"}),
    (["2025-07-01t10:00:00z", "2025-07-01 10:00+05", "2016-12-31T23:59:60Z"], {"data_type": "timestamp"}),
    (["2025-07-01+05:00"], {"data_type": "category", "categories": ["2025-07-01+05:00"]}),
    (["2025-07-01T10:00:61Z"], {"data_type": "category", "categories": ["2025-07-01T10:00:61Z"]}),
    (["2025-13-01"], {"data_type": "category", "categories": ["2025-13-01"]}),
    (["[1.0, 2.0]", "[3, -4e2]"], {"data_type": "vector", "n_dimensions": 2}),
    (["[1. 2. 3.]"], {"data_type": "vector", "n_dimensions": 3}),
    (["[1, nan]", "[NaN 2.5]", "[None, 1]"], {"data_type": "vector", "n_dimensions": 2}),
    (["[1.0]", "[1.0, 2.0]"], {"data_type": "category", "categories": ["[1.0, 2.0]", "[1.0]"]}),
    (["[]"], {"data_type": "category", "categories": ["[]"]}),
    (["[a]"], {"data_type": "category", "categories": ["[a]"]}),
    (["", "nan", "None", "null", "NaT", "<NA>", " "], {"data_type": "str"}),
    ([], {"data_type": "str"}),
    (["\x00", "🚚"], {"data_type": "category", "categories": ["\x00", "🚚"]}),
    (["1_000"], {"data_type": "category", "categories": ["1_000"]}),
    (["٣"], {"data_type": "category", "categories": ["٣"]}),
    (["1" * 2000 + "x"], {"data_type": "category", "categories": ["1" * 2000 + "x"]}),
]


def csv_bytes(values: list[str]) -> bytes:
    """Return a CSV file of two columns, the second with the values."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["n", "value"])
    writer.writerows([[at, value] for at, value in enumerate(values)])
    return text.getvalue().encode()


def parquet_bytes(columns: dict[str, list[Any]]) -> bytes:
    """Return a Parquet file."""
    import pyarrow as pa  # noqa: PLC0415 -- an optional library
    import pyarrow.parquet as pq  # noqa: PLC0415 -- an optional library

    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def described(kind: str, content: bytes) -> dict[str, Any]:
    """Return what is said about the last column, without its name, id and bins."""
    column = inference.inferred(samples.read(kind, content, 10_000), max_cardinality=4)[-1]
    return {key: value for key, value in column.items() if key not in {"id", "name", "bins"}}


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_csv(values: list[str], expected: dict[str, Any]) -> None:
    """Each type is told from text in a CSV file."""
    assert described("CSV", csv_bytes(values)) == expected


@pytest.mark.parametrize(("values", "expected"), [case for case in CASES if case[0]])
def test_parquet_of_text(values: list[str], expected: dict[str, Any]) -> None:
    """A Parquet file whose columns were all cast to text, as the client does, gives the same."""
    assert described("PARQUET", parquet_bytes({"n": values, "value": values})) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, None, 1], {"data_type": "int", "min": 1, "max": 3}),
        ([1.5, float("nan"), None], {"data_type": "float", "min": 1.5, "max": 1.5}),
        ([True, None], {"data_type": "bool"}),
        ([datetime(2025, 7, 1, tzinfo=UTC), None], {"data_type": "timestamp"}),
        ([[1.0, 2.0], [3.0, 4.0], None], {"data_type": "vector", "n_dimensions": 2}),
        ([b"a", b"\xff"], {"data_type": "category", "categories": ["a", "\ufffd"]}),
        ([None, None], {"data_type": "str"}),
        ([{"k": 1}], {"data_type": "category", "categories": ["{'k': 1}"]}),
    ],
)
def test_parquet_of_typed_columns(values: list[Any], expected: dict[str, Any]) -> None:
    """Columns that carry a type are told too."""
    assert described("PARQUET", parquet_bytes({"value": values})) == expected


def test_bins_ids_and_order() -> None:
    """Columns keep the file's order, get unique ids, and numbers get bins."""
    columns = inference.inferred(Sample(["b", "B", "a"], [["1", "3"], ["x", "y"], [None, None]]), 10)
    assert [column["id"] for column in columns] == ["b", "b_2", "a"]
    assert columns[0]["bins"] == [1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8, 3.0]
    assert all("bins" not in column for column in columns[1:])


@pytest.mark.parametrize(("limit", "data_type"), [(2, "str"), (3, "category")])
def test_max_cardinality_is_inclusive(limit: int, data_type: str) -> None:
    """As many distinct values as allowed are a category, one more is text."""
    (column,) = inference.inferred(Sample(["a"], [["x", "y", "z", "x", None]]), limit)
    assert column["data_type"] == data_type


class TestReading:
    """Files of many kinds."""

    def test_only_the_first_rows_count(self) -> None:
        """A value past the sample does not matter, in both formats."""
        content = csv_bytes(["1"] * 5 + ["x"])
        assert samples.read("CSV", content, 5).columns[1] == ["1"] * 5
        parquet = parquet_bytes({"value": ["1"] * 5 + ["x"]})
        assert samples.read("PARQUET", parquet, 5).columns == [["1"] * 5]

    def test_large_parquet_files_are_read_in_batches(self) -> None:
        """More rows than one batch are all read, and cut at the sample size."""
        content = parquet_bytes({"value": list(range(25_000))})
        assert len(samples.read("PARQUET", content, 20_001).columns[0]) == 20_001
        assert samples.row_count("PARQUET", content) == 25_000

    def test_dates_that_python_cannot_hold(self) -> None:
        """A Parquet file with the year 300000 is refused, not a crash."""
        import pyarrow as pa  # noqa: PLC0415 -- an optional library

        far = pa.array([10**19 // 2], pa.timestamp("us"))
        with pytest.raises(BadRequest, match="cannot be read as PARQUET"):
            samples.read("PARQUET", parquet_bytes({"value": far}), 10)

    def test_blank_lines_before_the_header(self) -> None:
        """The header is the first line that is not blank."""
        assert samples.read("CSV", b"\n\r\na,b\n1,2\n", 10).names == ["a", "b"]

    def test_ragged_and_quoted_csv(self) -> None:
        """Short rows have nulls, long ones are cut, blank lines, quotes and a byte order mark are read."""
        content = '\ufeff"a","b ""q"""\r\n1\r\n\r\n2,"x\ny",extra\r\n'.encode()
        assert samples.read("CSV", content, 10) == Sample(["a", 'b "q"'], [["1", "2"], [None, "x\ny"]])

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
            ("PARQUET", b"a,b\n1,2\n"),
            ("TAR_GZ", b""),
        ],
    )
    def test_what_cannot_be_read(self, kind: str, content: bytes) -> None:
        """Broken files are BadRequest at the file, and have no row count."""
        with pytest.raises(BadRequest, match=r"/file_id: (cannot be read|is a TAR_GZ)"):
            samples.read(kind, content, 10)
        assert samples.row_count(kind, content) is None

    def test_without_pyarrow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A Parquet file without the optional library is BadRequest that names it."""
        content = parquet_bytes({"value": [1]})
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
        with pytest.raises(BadRequest, match="pyarrow"):
            samples.read("PARQUET", content, 10)

    def test_row_count(self) -> None:
        """Rows are counted without the header."""
        assert samples.row_count("CSV", csv_bytes(["a", "b"])) == 2
