"""Mutants of uploaded files: what the factory makes of a sample, what a deployment of a package."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from contract_tests.mutants.mutant import mutant, rule

DEFAULT_SIZE = 10_000


def _default_rows(original: Any) -> Any:
    return lambda kind, content, size, *rest: original(kind, content, min(size, DEFAULT_SIZE), *rest)


def _short_numbers(types: Any) -> Any:
    def narrowed(fits: Any) -> Any:
        return lambda value: fits(value) and abs(float(value)) < 2**31

    return tuple(
        (name, narrowed(fits) if name in {"int", "float"} else fits, describe)
        for name, fits, describe in types
    )


def _content(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content


def _edited(change: Any) -> Any:
    """Return what reads a CSV file as if its bytes were others: `change(bytes)`."""
    return lambda original: lambda file, size: original(io.BytesIO(change(_content(file))), size)


def _without_quotes(content: bytes) -> bytes:
    return content.replace(b'"', b"")


def _whole_lines(content: bytes) -> bytes:
    return content if content.endswith(b"\n") else content[: content.rfind(b"\n") + 1]


def _named_with_cr(original: Any) -> Any:
    def read(file: Any, size: int) -> Any:
        sample = original(file, size)
        cr = b"\r\n" in _content(file)
        return replace(sample, names=[*sample.names[:-1], sample.names[-1] + "\r"]) if cr else sample

    return read


def _no_bytes(original: Any) -> Any:
    def members(file: Any) -> Any:
        if not _content(file):
            raise ZeroDivisionError
        return original(file)

    return members


MUTANTS = (
    mutant(
        "F85", "The factory reads 10000 rows, whatever sample_size says.", rule("read_sample", _default_rows)
    ),
    mutant(
        "F86",
        "The factory takes whole numbers beyond 32 bits for text.",
        rule("column_types", _short_numbers),
    ),
    mutant(
        "F89",
        "The factory splits at quoted commas.",
        rule("csv_sample", _edited(_without_quotes)),
    ),
    mutant(
        "F90",
        "The factory takes a number column with gaps for text.",
        rule("cell", lambda original: lambda raw: original(raw) if raw else " "),
    ),
    mutant("F91", "The factory keeps the CR of CRLF in a column's name.", rule("csv_sample", _named_with_cr)),
    mutant(
        "F92", "The factory leaves out a last row without an end.", rule("csv_sample", _edited(_whole_lines))
    ),
    mutant("M46", "A package of no bytes fails with 500.", rule("archive_members", _no_bytes)),
)
