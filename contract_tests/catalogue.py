"""The list of all clauses: what `contract-tests clauses` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests import oracle
from contract_tests.clauses import REGISTRY
from contract_tests.document import Document
from contract_tests.planning import load_clauses

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("id", "evidence", "operation", "line")


def catalogue(spec: Path | None = None) -> list[dict[str, Any]]:
    """Every clause as an object: id, sentence, operation (or "*"), evidence, line, profile.

    Args:
        spec: the contract whose lines to name; the kit's own by default.

    Raises:
        DocumentError: the contract cannot be used.
    """
    document = Document.load(spec)
    load_clauses(document)
    return [
        {
            "id": clause.id,
            "sentence": clause.sentence,
            "operation": clause.operation,
            "evidence": clause.evidence,
            "line": document.line(clause.rests_on),
            "profile": clause.profile,
        }
        for clause in (*REGISTRY, *oracle.clauses())
    ]


def as_json(rows: list[dict[str, Any]]) -> str:
    """The catalogue for programs: a JSON array."""
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_text(rows: list[dict[str, Any]]) -> str:
    """The catalogue for readers: a clause a line, the sentence last."""
    table = [[str(row[name]) for name in COLUMNS] for row in rows]
    widths = [max(len(line[index]) for line in (COLUMNS, *table)) for index in range(len(COLUMNS))]
    lines = [*zip(table, (row["sentence"] for row in rows), strict=True)]
    return "\n".join(_line(cells, widths, sentence) for cells, sentence in [(COLUMNS, "sentence"), *lines])


def _line(cells: Any, widths: list[int], sentence: str) -> str:
    return "  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), sentence])
