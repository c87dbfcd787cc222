"""CSV and Parquet files for tests, and what is read from them."""

from __future__ import annotations

import csv
import io
from typing import Any

from mock_server.world.rules import Rules

RULES = Rules()


def csv_bytes(values: list[str]) -> bytes:
    """Return a CSV file of two columns, the second with the values."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["n", "value"])
    writer.writerows([[at, value] for at, value in enumerate(values)])
    return text.getvalue().encode()


def parquet_bytes(columns: dict[str, Any], **options: Any) -> bytes:
    """Return a Parquet file."""
    import pyarrow as pa  # noqa: PLC0415 -- an optional library
    import pyarrow.parquet as pq  # noqa: PLC0415 -- an optional library

    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def read(kind: str, content: bytes, size: int = 10_000) -> Any:
    """Return the sample of a file."""
    return RULES.read_sample(kind, io.BytesIO(content), size)
