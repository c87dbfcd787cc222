"""The model factory: what the values of a CSV file tell about its columns."""

import csv
import re
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import islice

from tests.other_implementation.columns import completed
from tests.other_implementation.instants import instant
from tests.other_implementation.seed import Json

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def inferred(text: str, *, sample_size: int, max_cardinality: int, fault: str | None = None) -> list[Json]:
    """Infer the columns of a CSV text with a header line from its first `sample_size` rows."""
    rows = csv.reader(StringIO(text))
    header = next(rows)
    sample = list(islice(rows, sample_size))
    most = max_cardinality - 1 if fault == "max-cardinality-off-by-one" else max_cardinality
    cells = [[row[place] for row in sample if row[place]] for place in range(len(header))]
    return [_column(name, values, most) for name, values in zip(header, cells, strict=True)]


def _column(name: str, values: Sequence[str], most: int) -> Json:
    column: Json = {"name": name, "data_type": _data_type(values)}
    if column["data_type"] in {"int", "float"}:
        numbers = [int(value) if column["data_type"] == "int" else float(value) for value in values]
        column |= {"min": min(numbers), "max": max(numbers)}
    elif column["data_type"] == "str" and 0 < len(set(values)) <= most:
        column |= {"data_type": "category", "categories": sorted(set(values))}
    return completed(column)


def _data_type(values: Sequence[str]) -> str:
    kinds: dict[str, Callable[[str], bool]] = {
        "int": lambda value: _INTEGER.fullmatch(value) is not None,
        "float": lambda value: _DECIMAL.fullmatch(value) is not None,
        "bool": lambda value: value.lower() in {"true", "false"},
        "timestamp": _is_instant,
    }
    fitting = (kind for kind, fits in kinds.items() if values and all(map(fits, values)))
    return next(fitting, "str")


def _is_instant(value: str) -> bool:
    try:
        instant(value)
    except ValueError:
        return False
    return True
