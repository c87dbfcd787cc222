"""Tables of text for a terminal, and results for files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NOTHING = "-"
"""Stands where there is no number."""


def number(value: float | None) -> str:
    """A number with as many digits as say something: three, and all those before the point."""
    if value is None:
        return NOTHING
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def show(title: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, float]]) -> None:
    """Print a table: a line for each row, with its number of each column; nothing when there is no row."""
    if not rows:
        return
    lines = [["", *columns]]
    lines += [[name, *(number(row.get(column)) for column in columns)] for name, row in rows.items()]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns) + 1)]
    write(f"\n{title}")
    for name, *cells in lines:
        padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        write("  ".join([name.ljust(widths[0]), *padded]).rstrip())


def write(line: str) -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def progress(line: str) -> None:
    """Tell who watches what goes on; it is no part of the result."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def save(path: Path | None, result: Any) -> None:
    """Write a result to a file, if there is to be one."""
    if path is not None:
        path.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
