"""Violations: what a validator found, said in words a client developer can act on."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from jsonschema_rs import ValidationError, Validator

from mock_server.world.errors import Violation, shown

_SHOWN = 60
_MOST = 100
_FORMATS = {
    "uuid": "a UUID, such as 0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be031",
    "date-time": "an RFC 3339 date-time, such as 2026-01-31T09:30:00Z",
}


def find_violations(
    validator: Validator, value: Any, prefix: str = "", known_names: frozenset[str] = frozenset()
) -> list[Violation]:
    """Return all violations of `value` (at most 100), each place a JSON Pointer below `prefix`.

    `known_names` are what "did you mean" may propose for a property that is not allowed.
    """
    if validator.is_valid(value):
        return []
    errors = list(validator.iter_errors(value))
    alone = all(error.kind.name == "unevaluatedProperties" for error in errors)
    # A property that is wrong inside counts as unevaluated too; beside other errors only new names tell.
    ignored = frozenset() if alone else known_names
    found = [item for error in errors for item in _described(error, prefix, known_names, ignored)]
    return list(dict.fromkeys(found))[:_MOST]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or nothing."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def pointer(steps: Sequence[str | int], prefix: str = "") -> str:
    """Return a JSON Pointer (RFC 6901) below `prefix`; the document itself is `body`."""
    path = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return f"{prefix}{path}" or "body"


def _described(
    error: ValidationError, prefix: str, known: frozenset[str], ignored: frozenset[str]
) -> Iterator[Violation]:
    steps = error.instance_path
    kind: Any = error.kind
    if kind.name in {"anyOf", "oneOfNotValid"} and (best := _best_branch(kind.context)):
        for inner in best:
            yield from _described(inner, prefix, known, ignored)
    elif kind.name == "required":
        yield Violation(pointer([*steps, kind.property], prefix), "is required")
    elif kind.name in {"unevaluatedProperties", "additionalProperties"}:
        for name in kind.unexpected:
            if name not in ignored:
                place = pointer([*steps, name], prefix)
                yield Violation(place, f"is not a known field{did_you_mean(name, known)}")
    else:
        words = _WORDS.get(kind.name)
        yield Violation(pointer(steps, prefix), words(kind, error.instance) if words else error.message)


def _best_branch(branches: list[list[ValidationError]]) -> list[ValidationError]:
    """Return the errors of the branch that the value comes nearest to, if it is clear which was meant."""
    inside = [branch for branch in branches if not any(error.kind.name == "type" for error in branch)]
    return min(inside, key=len) if inside else []


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
