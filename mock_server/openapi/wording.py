"""Wording: what a validator says of a value, in words a client developer can act on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mock_server.world.errors import shown

_SHOWN = 60
_LISTED = 50
_FORMATS = {
    "uuid": "a UUID, such as 0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be031",
    "date-time": "an RFC 3339 date-time, such as 2026-01-31T09:30:00Z",
}


@dataclass(frozen=True)
class UnionKind:
    """The kind of error that a value fits no branch of a union; `name` is anyOf or oneOf."""

    name: str


def worded(kind: Any, value: Any, otherwise: str) -> str:
    """Return what is wrong with a value by a kind of error, `otherwise` for a kind that has no words here."""
    words = _WORDS.get(kind.name)
    return otherwise if words is None else words(kind, value)


def cut(text: str) -> str:
    """Return a document's text, shortened to fit into a message."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _type(kind: Any, value: Any) -> str:
    if "integer" in kind.types and isinstance(value, float) and value.is_integer():
        return "must be an integer without fraction or exponent"
    return f"must be {' or '.join(kind.types)}, not {_kind_of(value)}"


def _enum(kind: Any, value: Any) -> str:
    options = ", ".join(shown(option) for option in kind.options[:_LISTED])
    more = len(kind.options) - _LISTED
    return f"must be one of {options}{f' or {more:,} others' if more > 0 else ''}, not {shown(value)}"


def _format(kind: Any, value: Any) -> str:
    return f"must be {_FORMATS.get(kind.format, f'in the format {kind.format}')}, not {shown(value)}"


def _pattern(kind: Any, value: Any) -> str:
    # Where the matching was given up, the kind does not say which pattern it is.
    pattern = getattr(kind, "pattern", None)
    if pattern is None:
        return f"takes too long to match against its pattern: {shown(value)}"
    return f"must match the pattern {cut(pattern)}, not {shown(value)}"


def _length(bound: str, unit: str, units: str) -> Callable[[Any, Any], str]:
    def words(kind: Any, value: Any) -> str:
        return f"must have {bound} {kind.limit} {unit if kind.limit == 1 else units}, not {len(value)}"

    return words


def _bound(relation: str) -> Callable[[Any, Any], str]:
    return lambda kind, value: f"must be {relation} {shown(kind.limit)}, not {shown(value)}"


def _kind_of(value: Any) -> str:
    names = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")


_WORDS: dict[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "enum": _enum,
    "format": _format,
    "pattern": _pattern,
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("greater than"),
    "exclusiveMaximum": _bound("less than"),
    "multipleOf": lambda kind, value: f"must be a multiple of {kind.multiple_of}, not {shown(value)}",
    "minLength": _length("at least", "character", "characters"),
    "maxLength": _length("at most", "character", "characters"),
    "minItems": _length("at least", "item", "items"),
    "maxItems": _length("at most", "item", "items"),
    "uniqueItems": lambda _, value: f"must not have equal items: {shown(value)}",
    "minProperties": _length("at least", "member", "members"),
    "maxProperties": _length("at most", "member", "members"),
    "falseSchema": lambda _, value: f"must not be here: {shown(value)}",
    "not": lambda _, value: f"is what the contract excludes here: {shown(value)}",
    "anyOf": lambda _, value: f"fits none of the allowed forms: {shown(value)}",
    "oneOf": lambda _, value: f"fits none of the allowed forms, or several at once: {shown(value)}",
}
