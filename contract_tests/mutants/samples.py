"""Mutants of uploaded files: what the factory makes of a sample, what a deployment of a package."""

from __future__ import annotations

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


def _named_with_cr(original: Any) -> Any:
    def read(content: bytes, size: int) -> Any:
        sample = original(content, size)
        cr = b"\r\n" in content
        return replace(sample, names=[*sample.names[:-1], sample.names[-1] + "\r"]) if cr else sample

    return read


def _without_last(original: Any) -> Any:
    def read(content: bytes, size: int) -> Any:
        whole = content.endswith(b"\n")
        return original(content if whole else content[: content.rfind(b"\n") + 1], size)

    return read


def _unquoted(original: Any) -> Any:
    return lambda content, size: original(content.replace(b'"', b""), size)


def _no_bytes(original: Any) -> Any:
    def members(content: bytes) -> Any:
        if not content:
            raise ZeroDivisionError
        return original(content)

    return members


MUTANTS = (
    mutant(
        "F85", "The factory reads 10000 rows, whatever sample_size says.", rule("samples:read", _default_rows)
    ),
    mutant(
        "F86",
        "The factory takes whole numbers beyond 32 bits for text.",
        rule("inference:TYPES", _short_numbers),
    ),
    mutant("F89", "The factory splits at quoted commas.", rule("samples:_csv", _unquoted)),
    mutant(
        "F90",
        "The factory takes a number column with gaps for text.",
        rule("samples:value", lambda original: lambda raw: original(raw) if raw else " "),
    ),
    mutant(
        "F91", "The factory keeps the CR of CRLF in a column's name.", rule("samples:_csv", _named_with_cr)
    ),
    mutant("F92", "The factory leaves out a last row without an end.", rule("samples:_csv", _without_last)),
    mutant("M46", "A package of no bytes fails with 500.", rule("archive:members", _no_bytes)),
)
