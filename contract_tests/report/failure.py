"""A failure as plain text, for whoever shows text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.report.curl import script
from contract_tests.report.log import operation_name
from contract_tests.report.text import printable

if TYPE_CHECKING:
    from contract_tests.events import Failure


def failure_text(failure: Failure, document: str) -> str:
    """Return what was violated, with its evidence and place in the document, and the script that shows it."""
    clause = failure.clause
    lines = [
        clause.sentence,
        f"operation: {operation_name(failure.operation)}",
        f"evidence:  {clause.evidence}, {document}:{clause.line}",
        f"expected:  {failure.expected}",
        f"got:       {failure.actual}",
        f"rerun:     {failure.rerun}",
        "",
        script(failure),
    ]
    return printable("\n".join(lines))
