"""More mutants of group F: what the factory makes of a sample."""

from __future__ import annotations

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


MUTANTS = (
    mutant(
        "F85", "The factory reads 10000 rows, whatever sample_size says.", rule("samples:read", _default_rows)
    ),
    mutant(
        "F86",
        "The factory takes whole numbers beyond 32 bits for text.",
        rule("inference:TYPES", _short_numbers),
    ),
)
