"""Violations: what a validator found, said in words a client developer can act on."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError, Validator

from mock_server.world.errors import Violation, shown

_Spot = tuple[tuple[str | int, ...], tuple[str | int, ...]]
"""An object that is judged: where its schema's keywords stand as they were applied, and where it lies."""

MOST = 100
"""Violations that one answer reports."""
MANY_VALUES = 10_000
"""Values up to which everything that is wrong is looked for: jsonschema-rs cannot be told when to stop."""

_SHOWN = 60
_LONGEST_NAME = 100
_FORMATS = {
    "uuid": "a UUID, such as 0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be031",
    "date-time": "an RFC 3339 date-time, such as 2026-01-31T09:30:00Z",
}
_UNEXPECTED = frozenset({"unevaluatedProperties", "additionalProperties"})
_COMBINATIONS = frozenset({"allOf", "anyOf", "oneOf", "$ref", "if", "then", "else"})


def find_violations(
    validator: Validator, value: Any, prefix: str = "", known_names: frozenset[str] = frozenset()
) -> list[Violation]:
    """Return the violations of `value` (at most 100), each place a JSON Pointer below `prefix`.

    Of a value made of more than 10,000 values only the first is returned: finding all takes minutes on a few
    megabytes. `known_names` are what "did you mean" may propose for a property that is not allowed.
    """
    if validator.is_valid(value):
        return []
    errors = [nearest for error in _errors(validator, value) for nearest in _unfolded(error)]
    doubtful = _doubtful(errors)
    found: dict[Violation, None] = {}
    for violation in (item for error in errors for item in _described(error, prefix, known_names, doubtful)):
        found[violation] = None
        # Stopping here rather than cutting the list: a proposal for each of 10,000 names would take seconds.
        if len(found) == MOST:
            break
    return list(found)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or nothing, as for a misplaced one."""
    names = set(known)
    hopeless = name in names or len(name) > _LONGEST_NAME
    near = [] if hopeless else difflib.get_close_matches(name, sorted(names), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def pointer(steps: Sequence[str | int], prefix: str = "") -> str:
    """Return a JSON Pointer (RFC 6901) below `prefix`; the document itself is `body`."""
    path = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return f"{prefix}{path}" or "body"


def _errors(validator: Validator, value: Any) -> list[ValidationError]:
    if not _has_more_values(value, MANY_VALUES):
        return list(validator.iter_errors(value))
    try:
        validator.validate(value)
    except ValidationError as error:
        return [error]
    return []


def _has_more_values(value: Any, limit: int) -> bool:
    count, pending = 0, [value]
    while pending and count <= limit:
        part = pending.pop()
        if isinstance(part, dict | list):
            count += len(part)
            pending.extend(islice(part.values() if isinstance(part, dict) else part, limit))
    return count > limit


def _unfolded(error: ValidationError) -> Iterator[ValidationError]:
    """Put the errors of a union's nearest branch, if one is nearest, in the place of the union's own."""
    kind: Any = error.kind
    best = _best_branch(kind.context, error.instance_path) if kind.name in {"anyOf", "oneOfNotValid"} else []
    if not best:
        yield error
    for inner in best:
        yield from _unfolded(inner)


def _doubtful(errors: Sequence[ValidationError]) -> set[_Spot]:
    """Return the objects whose unevaluated properties may be known ones.

    A member of a combination that is broken anywhere evaluates nothing, so what it names counts as
    unevaluated too. That is so only below the object itself: what `properties` names is evaluated always.
    """
    depths = {
        tuple(error.evaluation_path[:-1]): len(error.instance_path)
        for error in errors
        if error.kind.name == "unevaluatedProperties"
    }
    spots = set()
    for error in errors:
        for at, step in enumerate(error.evaluation_path if depths else ()):
            keyword_place = tuple(error.evaluation_path[:at])
            if step in _COMBINATIONS and keyword_place in depths and error.kind.name not in _UNEXPECTED:
                spots.add((keyword_place, tuple(error.instance_path[: depths[keyword_place]])))
    return spots


def _described(
    error: ValidationError, prefix: str, known: frozenset[str], doubtful: set[_Spot]
) -> Iterator[Violation]:
    steps = error.instance_path
    kind: Any = error.kind
    if kind.name == "required":
        yield Violation(pointer([*steps, kind.property], prefix), "is required")
    elif kind.name in _UNEXPECTED:
        unsure = (tuple(error.evaluation_path[:-1]), tuple(steps)) in doubtful
        for name in kind.unexpected:
            if not (unsure and name in known):
                place = pointer([*steps, name], prefix)
                yield Violation(place, f"is not a known field{did_you_mean(name, known)}")
    else:
        words = _WORDS.get(kind.name)
        yield Violation(pointer(steps, prefix), words(kind, error.instance) if words else error.message)


def _best_branch(branches: list[list[ValidationError]], place: Sequence[str | int]) -> list[ValidationError]:
    """Return the errors of the branch that the value comes nearest to, if it is clear which was meant."""
    inside = [branch for branch in branches if not any(_is_of_another_type(e, place) for e in branch)]
    return min(inside, key=len) if inside else []


def _is_of_another_type(error: ValidationError, place: Sequence[str | int]) -> bool:
    return error.kind.name == "type" and len(error.instance_path) == len(place)


def _type(kind: Any, value: Any) -> str:
    return f"must be {_listed(kind.types)}, not {_kind_of(value)}"


def _enum(kind: Any, value: Any) -> str:
    return f"must be one of {', '.join(shown(option) for option in kind.options)}, not {shown(value)}"


def _format(kind: Any, value: Any) -> str:
    return f"must be {_FORMATS.get(kind.format, f'in the format {kind.format}')}, not {shown(value)}"


def _length(bound: str, unit: str) -> Callable[[Any, Any], str]:
    def words(kind: Any, value: Any) -> str:
        plural = unit if kind.limit == 1 else f"{unit}s"
        return f"must have {bound} {kind.limit} {plural}, not {len(value)}"

    return words


def _bound(relation: str) -> Callable[[Any, Any], str]:
    return lambda kind, value: f"must be {relation} {shown(kind.limit)}, not {shown(value)}"


_WORDS: dict[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "enum": _enum,
    "format": _format,
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("greater than"),
    "exclusiveMaximum": _bound("less than"),
    "minLength": _length("at least", "character"),
    "maxLength": _length("at most", "character"),
    "minItems": _length("at least", "item"),
    "maxItems": _length("at most", "item"),
    "pattern": lambda kind, value: f"must match the pattern {_cut(kind.pattern)}, not {shown(value)}",
    "falseSchema": lambda _, value: f"must not be here: {shown(value)}",
    "anyOf": lambda _, value: f"fits none of the allowed forms: {shown(value)}",
    "oneOf": lambda _, value: f"fits none of the allowed forms, or several at once: {shown(value)}",
}


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _listed(names: Sequence[str]) -> str:
    return " or ".join(names)


def _kind_of(value: Any) -> str:
    names = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
