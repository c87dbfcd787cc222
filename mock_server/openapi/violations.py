"""Violations: what is wrong with a value, each with its place."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError, Validator

from mock_server.openapi.compiler import Schema
from mock_server.openapi.schemas import union_branches
from mock_server.openapi.wording import UnionKind, worded
from mock_server.world.errors import Violation

Steps = tuple[str | int, ...]
_Spot = tuple[Steps, Steps]
"""An object that is judged: where its schema's keywords stand as they were applied, and where it lies."""

MOST = 100
"""Violations that one answer reports."""
MANY_ERRORS = 15_000
"""Errors that a validator may find at once (decided): it cannot be told when to stop, and they take some tens
of milliseconds."""
MOST_PROPOSALS = 10
"""Violations of one answer for which a name is proposed (decided)."""

_KEPT_ITEMS = (10, 30, 100, 300, 1000)
_USUAL_WIDTH = 15
_LONGEST_WAY = 100
_JUDGED_VALUES = 20_000
_LONGEST_NAME = 100
_MANY_NAMES = 5000
_COMPARED_NAMES = 50
_UNEXPECTED = frozenset({"unevaluatedProperties", "additionalProperties"})
_COMBINATIONS = frozenset({"allOf", "anyOf", "oneOf", "$ref", "if", "then", "else"})


def find_violations(
    validator: Validator | Schema,
    value: Any,
    prefix: str = "",
    known_names: AbstractSet[str] = frozenset(),
    *,
    small: bool = False,
) -> list[Violation]:
    """Return the violations of `value` (at most 100), each place a JSON Pointer below `prefix`.

    In a large value the first items of lists are looked at closely, until there are errors enough; one that
    is known to be `small` need not be measured. `known_names` are what "did you mean" may propose for a
    property that is not allowed.
    """
    if validator.is_valid(value):
        return []
    found = _listed(validator, value) if small else []
    if not found or len(found) >= MOST:
        found = _faults(validator, value)
    unfolded = (inner for fault in found for inner in _unfolded(validator, fault, 0))
    faults = list(islice(unfolded, 2 * MOST))
    description = _Description(prefix, known_names, _doubtful(faults))
    described: dict[Violation, None] = {}
    for violation in (item for fault in faults for item in description.of(fault)):
        described[violation] = None
        # Stopping here rather than cutting the list: 10,000 unknown names would be described for nothing.
        if len(described) == MOST:
            break
    return list(described) or [Violation(pointer([], prefix), "is not what the contract wants here")]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or nothing, as for a misplaced one."""
    names = known if isinstance(known, AbstractSet) else set(known)
    if name in names or len(name) > _LONGEST_NAME or len(names) > _MANY_NAMES:
        return ""
    # Comparing is slow, so of many names only the likeliest are: they begin or end alike and are as long.
    alike = (other for other in names if other[:1] == name[:1] or other[-1:] == name[-1:])
    likeliest = sorted(alike, key=lambda other: (abs(len(other) - len(name)), other))[:_COMPARED_NAMES]
    near = difflib.get_close_matches(name, likeliest, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def pointer(steps: Sequence[str | int], prefix: str = "") -> str:
    """Return a JSON Pointer (RFC 6901) below `prefix`; the document itself is `body`."""
    path = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return f"{prefix}{path}" or "body"


@dataclass(frozen=True)
class _Fault:
    """What a validator finds wrong: where it lies in the value, and the keywords that led to it."""

    kind: Any
    steps: Steps
    keywords: Steps
    value: Any
    message: str


def _faults(validator: Validator | Schema, value: Any) -> list[_Fault]:
    """Return what is wrong with a value that is not valid: all, or as much as is found without delay."""
    # An object may lack each property that it needs; most other values are wrong in one way.
    width = max(validator.width if isinstance(validator, Schema) else 0, _USUAL_WIDTH)
    most_values = MANY_ERRORS // width
    found: list[_Fault] = []
    seen = 0
    for kept in (*_KEPT_ITEMS, None):
        beginning = _Beginning(kept, seen + most_values)
        part = beginning.of(value)
        if part is None:
            break
        faults = _listed(validator, part)
        # Too short is what the rest was left out of.
        found = [f for f in faults if f.kind.name != "minItems" or f.steps not in beginning.shortened]
        if len(found) >= MOST or not beginning.shortened:
            break
        seen = beginning.size
    return found or _first(validator, value)


class _Beginning:
    """The beginning of a value: so many items of each list, unless that is more than so many values."""

    def __init__(self, kept: int | None, most: int) -> None:
        self.size = 0
        self.shortened: set[Steps] = set()
        self._kept = kept
        self._most = most

    def of(self, value: Any, steps: Steps = ()) -> Any:
        """Return the beginning of a value, and note where items are left out; None if it is too large."""
        self.size += 1
        if not isinstance(value, list | dict):
            return value
        kept: Any = {} if isinstance(value, dict) else value[: self._kept]
        members: Any = value.items() if isinstance(value, dict) else enumerate(kept)
        if isinstance(value, list) and len(kept) < len(value):
            self.shortened.add(steps)
        for step, member in members:
            kept[step] = self.of(member, (*steps, step))
            if self.size > self._most:
                return None
        return kept


def _listed(validator: Validator | Schema, value: Any) -> list[_Fault]:
    outer = isinstance(validator, Schema)
    return [_fault(error, outer=outer) for error in validator.iter_errors(value)]


def _first(validator: Validator | Schema, value: Any) -> list[_Fault]:
    if isinstance(validator, Schema):
        error = validator.first_error(value)
        return [] if error is None else [_fault(error, outer=True)]
    try:
        validator.validate(value)
    except ValidationError as error:
        return [_fault(error, outer=False)]
    return []


def _fault(error: ValidationError, *, outer: bool) -> _Fault:
    """Return an error as a fault; `outer` says that the value was judged inside an object of one property."""
    steps, keywords = error.instance_path, error.evaluation_path
    if outer:
        steps, keywords = steps[1:], keywords[2:]
    return _Fault(error.kind, tuple(steps), tuple(keywords), error.instance, error.message)


def _has_more_values(value: Any, limit: int) -> bool:
    count, pending = 0, [value]
    while pending:
        part = pending.pop()
        if not isinstance(part, dict | list):
            continue
        count += len(part)
        if count > limit:
            return True
        pending += part.values() if isinstance(part, dict) else part
    return False


def _unfolded(validator: Validator | Schema, fault: _Fault, depth: int) -> Iterator[_Fault]:
    """Put the faults of a union's nearest branch, if one is nearest, in the place of the union's own."""
    union = union_branches(fault.kind.schema) if fault.kind.name == "not" else None
    if union is None or not isinstance(validator, Schema):
        yield fault
        return
    keyword, numbers = union
    nearest: list[_Fault] = []
    # A union may refer to itself; and of many branches for a large value all would take long to judge.
    if depth < _LONGEST_WAY and not _has_more_values(fault.value, _JUDGED_VALUES // len(numbers)):
        nearest = _nearest([_listed(validator.branch(number), fault.value) for number in numbers])
    if not nearest:
        yield replace(fault, kind=UnionKind(keyword))
    for inner in nearest:
        steps, keywords = (*fault.steps, *inner.steps), (*fault.keywords[:-1], keyword, *inner.keywords)
        yield from _unfolded(validator, replace(inner, steps=steps, keywords=keywords), depth + 1)


def _nearest(branches: list[list[_Fault]]) -> list[_Fault]:
    """Return the faults of the branch that the value comes nearest to, if it is clear which was meant."""
    if not all(branches):
        return []  # several fit, where only one may
    inside = [faults for faults in branches if not any(f.kind.name == "type" and not f.steps for f in faults)]
    return min(inside, key=len) if inside else []


def _doubtful(faults: Sequence[_Fault]) -> set[_Spot]:
    """Return the objects whose unevaluated properties may be known ones.

    A member of a combination that is broken anywhere evaluates nothing, so what it names counts as
    unevaluated too. That is so only below the object itself: what `properties` names is evaluated always.
    """
    depths = {
        fault.keywords[:-1]: len(fault.steps)
        for fault in faults
        if fault.kind.name == "unevaluatedProperties"
    }
    spots = set()
    for fault in faults:
        for at, step in enumerate(fault.keywords if depths else ()):
            keyword_place = fault.keywords[:at]
            if step in _COMBINATIONS and keyword_place in depths and fault.kind.name not in _UNEXPECTED:
                spots.add((keyword_place, fault.steps[: depths[keyword_place]]))
    return spots


class _Description:
    """Puts faults into words: places below `prefix`, and names proposed from the known ones."""

    def __init__(self, prefix: str, known: AbstractSet[str], doubtful: set[_Spot]) -> None:
        self._prefix = prefix
        self._known = known
        self._doubtful = doubtful
        self._proposals = 0

    def of(self, fault: _Fault) -> Iterator[Violation]:
        """Return the violations that a fault is."""
        kind, steps = fault.kind, fault.steps
        if kind.name == "required":
            yield Violation(pointer([*steps, kind.property], self._prefix), "is required")
        elif kind.name in _UNEXPECTED:
            unsure = (fault.keywords[:-1], steps) in self._doubtful
            for name in kind.unexpected:
                if not (unsure and name in self._known):
                    place = pointer([*steps, name], self._prefix)
                    yield Violation(place, f"is not a known field{self._proposal(name)}")
        else:
            yield Violation(pointer(steps, self._prefix), worded(kind, fault.value, fault.message))

    def _proposal(self, name: str) -> str:
        self._proposals += 1
        return did_you_mean(name, self._known) if self._proposals <= MOST_PROPOSALS else ""
