"""Types told from values, for CSV and Parquet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mock_server.world import inference
from mock_server.world.samples import Sample
from tests.mock_server.world.sample_files import RULES, csv_bytes, parquet_bytes, read

CASES: list[tuple[list[str], dict[str, Any]]] = [
    (["1", "-2", "+3"], {"data_type": "int", "min": -2, "max": 3}),
    (["007", ""], {"data_type": "int", "min": 7, "max": 7}),
    ([str(2**63 - 1)], {"data_type": "int", "min": 2**63 - 1, "max": 2**63 - 1}),
    ([str(-(2**63))], {"data_type": "int", "min": -(2**63), "max": -(2**63)}),
    ([str(-(2**63) - 1)], {"data_type": "float", "min": -float(2**63), "max": -float(2**63)}),
    ([str(2**63)], {"data_type": "float", "min": float(2**63), "max": float(2**63)}),
    (["9" * 400], {"data_type": "float"}),
    (["9" * 1100], {"data_type": "float"}),
    (["9" * 1101], {"data_type": "category", "categories": ["9" * 1101]}),
    (["2025-07-01T10:00:00." + "1" * 1080], {"data_type": "timestamp"}),
    (
        ["2025-07-01T10:00:00." + "1" * 1081],
        {"data_type": "category", "categories": ["2025-07-01T10:00:00." + "1" * 1081]},
    ),
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
    (["1" * 40_000 + "x"], {"data_type": "category", "categories": ["1" * 40_000 + "x"]}),
    (["\u0131nf"], {"data_type": "category", "categories": ["\u0131nf"]}),
]


def without_names(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is said about columns besides name, id and bins."""
    return [
        {key: value for key, value in column.items() if key not in {"id", "name", "bins"}}
        for column in columns
    ]


def described(kind: str, content: bytes) -> list[dict[str, Any]]:
    """Return what is said about the columns of a file."""
    return without_names(RULES.infer_columns(read(kind, content), 4))


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_csv(values: list[str], expected: dict[str, Any]) -> None:
    """Each type is told from text in a CSV file."""
    assert described("CSV", csv_bytes(values))[-1] == expected


def test_parquet_of_text() -> None:
    """A Parquet file whose columns were all cast to text, as the client does, gives the same."""
    longest = max(len(values) for values, _ in CASES)
    padded = [values + [""] * (longest - len(values)) for values, _ in CASES]
    content = parquet_bytes({f"c{at}": values for at, values in enumerate(padded)})
    assert described("PARQUET", content) == [expected for _, expected in CASES]


TYPED: list[tuple[list[Any], dict[str, Any]]] = [
    ([3, None, 1], {"data_type": "int", "min": 1, "max": 3}),
    ([1.5, float("nan"), None], {"data_type": "float", "min": 1.5, "max": 1.5}),
    ([True, None, None], {"data_type": "bool"}),
    ([datetime(2025, 7, 1, tzinfo=UTC), None, None], {"data_type": "timestamp"}),
    ([[1.0, 2.0], [3.0, 4.0], None], {"data_type": "vector", "n_dimensions": 2}),
    ([b"a", b"\xff", None], {"data_type": "category", "categories": ["a", "\ufffd"]}),
    ([None, None, None], {"data_type": "str"}),
    ([{"k": 1}, None, None], {"data_type": "category", "categories": ["{'k': 1}"]}),
]


def test_parquet_of_typed_columns() -> None:
    """Columns that carry a type are told too."""
    content = parquet_bytes({f"c{at}": values for at, (values, _) in enumerate(TYPED)})
    assert described("PARQUET", content) == [expected for _, expected in TYPED]


def test_bins_ids_and_order() -> None:
    """Columns keep the file's order, get unique ids, and numbers get bins."""
    columns = RULES.infer_columns(Sample(["b", "B", "a"], [["1", "3"], ["x", "y"], [None, None]]), 10)
    assert [column["id"] for column in columns] == ["b", "b_2", "a"]
    assert columns[0]["bins"] == [1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8, 3.0]
    assert all("bins" not in column for column in columns[1:])


@pytest.mark.parametrize(("limit", "data_type"), [(2, "str"), (3, "category")])
def test_max_cardinality_is_inclusive(limit: int, data_type: str) -> None:
    """As many distinct values as allowed are a category, one more is text."""
    (column,) = RULES.infer_columns(Sample(["a"], [["x", "y", "z", "x", None]]), limit)
    assert column["data_type"] == data_type


HOSTILE = {
    "digits": "1" * 130_000 + "x",
    "digits and dots": "1." * 65_000,
    "an exponent": "1e" + "1" * 130_000 + "x",
    "a fraction of a second": "2025-07-01T10:00:00." + "1" * 130_000 + "x",
    "a list that does not end": "[" + "1 " * 65_000,
    "a list of commas": "[" + "," * 130_000 + "x]",
    "a list of digits": "[" + "1" * 130_000 + "x]",
    "a list of nulls": "[" + "nan," * 32_000 + "x]",
    "brackets": "[" * 130_000,
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_values(value: str) -> None:
    """Whatever a long value begins like, it is told to be text, in one pass over it."""
    assert not any(fits(value) for _, fits, _ in inference.TYPES)


class TestCategories:
    """Texts with few distinct values, which an answer lists."""

    def test_they_are_sorted(self) -> None:
        """They are in order, however many they are."""
        values = [str(at * 7919 % 30_000) for at in range(30_000)]
        said = inference.text_column(values, 30_000)
        assert said == {"data_type": "category", "categories": sorted(values)}

    def test_long_ones_are_free_text(self) -> None:
        """Texts that are too long together to be listed make no category."""
        size = inference.LARGEST_CATEGORIES // 4
        values = [letter * size for letter in "abcd"]
        assert len(inference.text_column(values, 10)["categories"]) == 4
        assert inference.text_column([*values, "e"], 10) == {"data_type": "str"}

    def test_an_answer_has_room_for_so_many(self) -> None:
        """Of several such columns the first have their categories listed, and small ones after them."""
        large: list[str | None] = ["x" * (inference.LARGEST_CATEGORIES // 2 - 1)]
        sample = Sample(["a", "b", "c", "d"], [large, large, large, ["y"]])
        said = RULES.infer_columns(sample, 10)
        assert [column["data_type"] for column in said] == ["category", "category", "str", "category"]
