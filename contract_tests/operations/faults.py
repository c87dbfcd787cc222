"""Faults: what Schemathesis's checks find, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.exchange import Exchange

UNCHECKED = "unchecked"
"""Stands for a check's name where something could not be generated or sent, by no fault of the target."""


@dataclass(frozen=True)
class Fault:
    """A failed check.

    Attributes:
        check: name of Schemathesis's check, or UNCHECKED.
        operation: operationId.
        message: what it says.
        exchange: the request and answer that show it, where there are any.
    """

    check: str
    operation: str
    message: str
    exchange: Exchange | None


def shown(fault: Fault) -> str:
    """A fault in one line: the check, what it says, and the answer."""
    answer = f"; answered {fault.exchange.summary(160)}" if fault.exchange else ""
    return f"{fault.check}: {json.dumps(fault.message, ensure_ascii=False)[1:-1][:400]}{answer}"
