"""What goes wrong when a rule is broken: an error that carries every violation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_SHOWN = 80
"""Characters of a caller's value that a message repeats."""

_ENCODER = json.JSONEncoder(default=str)


class Violation(NamedTuple):
    """One broken rule.

    Attributes:
        place: Where: a parameter (`ordering`), a JSON Pointer into the body (`/project_id`) or into a
            parameter that holds JSON (`filter/rules/0/operator`); empty for the request as a whole.
        message: What is wrong there and what would be right.
    """

    place: str
    message: str


class RuleError(Exception):
    """A rule of the world was broken; nothing has changed."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__(*violations)
        self.violations = violations

    def __str__(self) -> str:
        return "; ".join(f"{violation.place}: {violation.message}" for violation in self.violations)


class NotFound(RuleError):
    """Something named by its id does not exist, or belongs to another organization."""


class Conflict(RuleError):
    """The state of the world does not allow it now."""


class BadRequest(RuleError):
    """The request makes no sense, in whatever state the world is."""


class Forbidden(RuleError):
    """The caller lacks the right."""


def shown(value: Any) -> str:
    """Return a caller's value as short ASCII text that is safe in any message."""
    try:
        text = _beginning(value)
    except (RecursionError, ValueError):
        text = "a value nested too deeply to show"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def _beginning(value: Any) -> str:
    """Return the JSON of a value up to a little more than is shown: it may be as long as a body."""
    if isinstance(value, str):
        return _ENCODER.encode(value[: LONGEST_SHOWN + 1])
    if value is None or isinstance(value, bool | int | float):
        return _ENCODER.encode(value)
    text, pieces = "", _ENCODER.iterencode(value)
    while len(text) <= LONGEST_SHOWN and (piece := next(pieces, "")):
        text += piece
    return text


def known(names: Iterable[str]) -> str:
    """Return the names as a list for a message."""
    return ", ".join(sorted(names))


def reject(error: type[RuleError], violations: Iterable[Violation]) -> None:
    """Raise the error if there is any violation."""
    found = tuple(violations)
    if found:
        raise error(*found)


def together(*steps: Callable[[], Any]) -> list[Any]:
    """Run every step and return the results; raise one BadRequest with the violations of all that failed."""
    results: list[Any] = []
    violations: list[Violation] = []
    for step in steps:
        try:
            results.append(step())
        except BadRequest as error:
            violations.extend(error.violations)
    reject(BadRequest, violations)
    return results
