"""The text of a world file: decoded, and the line of whatever is wrong in it."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import orjson

from mock_server.lines import line_of_json
from mock_server.world.errors import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mock_server.world.errors import Violation

Steps = tuple[str | int, ...]

DEEPEST = 200
"""Levels of nesting that are read (decided): more than a request can bring in, less than can be copied."""


_DEEPEST_WRITTEN = 254
"""Levels of nesting that orjson writes."""


class WorldFileError(ValueError):
    """A file that holds no world: the message names the file, the line, the place and the fix."""


@dataclass(frozen=True)
class Source:
    """A file's name and its text."""

    name: str
    text: str

    @classmethod
    def of(cls, path: Path) -> Source:
        """Read a file. Raises WorldFileError."""
        try:
            return cls(str(path), path.read_text(encoding="utf-8"))
        except OSError as error:
            raise WorldFileError(f"{path}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise WorldFileError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
        except ValueError as error:
            # A name that no file can have, such as one with a NUL.
            raise WorldFileError(f"{path}: cannot be read: {error}") from None

    def decoded(self) -> Any:
        """Return the value, in which every text and number can be written as JSON again.

        Python's reader takes NaN, 1e400 and lone surrogates, which no answer could hold (RFC 8259).
        """
        numbers = _Numbers()
        try:
            document = json.loads(
                self.text, object_pairs_hook=once, parse_float=numbers.read, parse_constant=numbers.read
            )
        except json.JSONDecodeError as error:
            raise WorldFileError(
                f"{self.name}:{error.lineno}: column {error.colno}: {error.msg}; a world file must be JSON"
            ) from None
        except (RecursionError, ValueError) as error:
            raise WorldFileError(f"{self.name}:1: cannot be read as JSON: {error}") from None
        if not numbers.finite or not can_be_written(document):
            self._refuse_unwritable(document)
        return document

    def refuse(self, steps: Steps, message: str) -> NoReturn:
        """Raise WorldFileError about what the steps lead to."""
        pointer = "".join(f"/{step}" for step in steps)
        line = line_of_json(self.text, steps)
        raise WorldFileError(f"{self.name}:{line}: {pointer or 'the document'}: {message}")

    def refuse_first(self, at: Steps, violations: list[Violation]) -> None:
        """Raise WorldFileError about the first violation, if any, of the value that stands at the steps."""
        for violation in violations:
            below = violation.place.split("/")[1:]
            self.refuse((*at, *map(_step, below)), violation.message)

    def _refuse_unwritable(self, document: Any) -> None:
        for steps, value in _parts(document):
            if len(steps) > DEEPEST:
                self.refuse(steps[:1], f"is nested more than {DEEPEST} levels deep")
            if problem := _problem(value):
                self.refuse(steps, problem)


class _Numbers:
    """Reads numbers with a fraction or an exponent, and notes whether all were finite."""

    def __init__(self) -> None:
        self.finite = True

    def read(self, written: str) -> float:
        number = float(written)
        if not math.isfinite(number):
            self.finite = False
        return number


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names differ: Python's reader would keep the last of two and lose the first."""
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"the name {shown(twice)} stands twice in one object")
    return members


def can_be_written(document: Any) -> bool:
    """Tell, natively, what `_parts` tells of each of perhaps millions of values; when in doubt, False.

    orjson refuses halves of surrogate pairs and too many levels, but also whole numbers beyond 64 bits.
    """
    for _ in range(_DEEPEST_WRITTEN - DEEPEST):
        document = [document]
    try:
        orjson.dumps(document)
    except TypeError:
        return False
    return True


def _parts(document: Any) -> Iterator[tuple[Steps, Any]]:
    # In the text's order, and not recursive: the reader goes deeper than Python's own stack allows here.
    pending: list[tuple[Steps, Any]] = [((), document)]
    while pending:
        steps, value = pending.pop()
        yield steps, value
        if isinstance(value, dict):
            pending.extend(((*steps, key), child) for key, child in reversed(value.items()))
        elif isinstance(value, list):
            pending.extend(((*steps, at), value[at]) for at in reversed(range(len(value))))


def _problem(value: Any) -> str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return "must be a number that JSON can hold, neither NaN nor infinite"
    if isinstance(value, str) and _is_broken(value):
        return f"must be text, not {shown(value)} with half of a surrogate pair"
    broken = next(filter(_is_broken, value), None) if isinstance(value, dict) else None
    return None if broken is None else f"has the name {shown(broken)} with half of a surrogate pair"


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _step(written: str) -> str | int:
    """Return a step of a JSON Pointer; digits may count items or name a member, which is the same line."""
    step = written.replace("~1", "/").replace("~0", "~")
    return int(step) if step.isdecimal() and len(step) < 10 else step
