"""Illegal bodies: for every constraint of a schema, at every place, bodies that break it and nothing else."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_tests.places import at, places, pointer_of, removed, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.document import Document, Json
    from contract_tests.places import Place

KINDS = ("required", "type", "null", "enum", "length", "range", "items", "format", "discriminator")
_JSON_TYPES: dict[str, tuple[Any, ...]] = {
    "string": ("text", "1", "true", ""),
    "integer": (7, 0),
    "number": (1.5,),
    "boolean": (True, False),
    "array": ([], ["text"]),
    "object": ({}, {"text": "text"}),
}
# What a careless parser is most likely to take for the right type.
_TEMPTING: dict[str, tuple[Any, ...]] = {
    "string": (7,),
    "integer": ("7", True, 1.5),
    "number": ("0.5", True),
    "boolean": ("true", 1),
    "array": ("text",),
    "object": ([],),
}
_MALFORMED: dict[str, tuple[str, ...]] = {
    "uuid": ("not-a-uuid", "0d6c1f0e-2f5b-4f0a-9f43", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7bezzz"),
    "date-time": ("yesterday", "2025-13-01T00:00:00Z", "2025-02-30T00:00:00Z", "2025-01-01T25:00:00Z", ""),
}


@dataclass(frozen=True)
class Defect:
    """A body with one violation.

    Attributes:
        kind: one of KINDS.
        pointer: where the violation is.
        what: the violation in words, such as `null` or `"7" for an integer`.
        body: the whole body.
    """

    kind: str
    pointer: str
    what: str
    body: Any

    def __str__(self) -> str:
        return f"{self.pointer or 'the body'}: {self.what}"


def defects(
    document: Document, schema: Json, specimen: Json, kind: str, *, every: bool = False
) -> Iterator[Defect]:
    """All bodies that break one constraint of a kind.

    Args:
        document: the contract.
        schema: the body's schema.
        specimen: a legal body to start from.
        kind: one of KINDS.
        every: every wrong type at every place, instead of the most tempting ones.
    """
    odd = itertools.cycle((False, True))
    for place in places(document, schema, specimen):
        # What the contract ignores in a request, as it does a column's id, breaks nothing.
        if place.schema.get("x-ignored") or not place.path:
            continue
        if kind == "required":
            if place.required and place.present and isinstance(place.path[-1], str):
                yield _placed(kind, place, "left out", removed(specimen, place.path), last=next(odd))
            continue
        for what, value in _VALUES[kind](place, every):
            yield _placed(kind, place, what, replaced(specimen, place.path, value), last=next(odd))


def _placed(kind: str, place: Place, what: str, body: Any, *, last: bool) -> Defect:
    """The defect where it is, or with the object it stands in moved to the end of its array.

    A server that looks at the first item only must be found out as well.
    """
    path = list(place.path)
    for depth, part in enumerate(path[:-1]):
        around = at(body, place.path[:depth])
        if last and part == 0 and len(around) > 1 and isinstance(around[0], dict):
            around.append(around.pop(0))
            path[depth] = len(around) - 1
            break
    return Defect(kind, pointer_of(path), what, body)


def _wrong_types(place: Place, every: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    allowed = place.types
    if not allowed:
        return
    main = place.schema.get("type")
    tempting = _TEMPTING[main] if main else ()
    candidates = [value for values in _JSON_TYPES.values() for value in values]
    chosen = [*tempting, *candidates] if every or not main else tempting
    seen: set[str] = set()
    for value in chosen:
        if not _fits(value, allowed) and repr(value) not in seen:
            seen.add(repr(value))
            yield f"{value!r} where {' or '.join(sorted(allowed - {'null'}))} is due", value
    if "anyOf" in place.schema:
        yield "an array of text where an array of objects is due", ["text"]


def _fits(value: Any, allowed: frozenset[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in allowed
    if isinstance(value, int):
        return bool({"integer", "number"} & allowed)
    names = {str: "string", float: "number", list: "array", dict: "object"}
    return names[type(value)] in allowed


def _nulls(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    # "The client always sends task_params, with nulls for unset members" can be read either way.
    if place.types and "null" not in place.types and place.path != ("task_params",):
        yield "null", None


def _strangers(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    values = place.schema.get("enum")
    if not values:
        return
    known = str(values[-1])
    for value in ("unheard_of", known + "x", known[:-1], known.swapcase(), known + " ", ""):
        if value not in values:
            yield f"{value!r}, not one of {', '.join(map(str, values))}", value


def _lengths(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    if place.schema.get("minLength", 0) > 0:
        yield "the empty text", ""
    longest = place.schema.get("maxLength")
    if longest is not None:
        for length in (longest + 1, longest * 5):
            yield f"{length} characters", "v" * length
        yield f"{longest + 1} two-byte characters", "é" * (longest + 1)


def _ranges(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    least, most = place.schema.get("minimum"), place.schema.get("maximum")
    if least is not None:
        for value in sorted({least - 1, 0, -1, -least} - {least}):
            if value < least:
                yield f"{value}, below {least}", value
    if most is not None:
        for value in (most + 1, most * 10, 2**31):
            yield f"{value}, above {most}", value


def _counts(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    fewest = place.schema.get("minItems", 0)
    for count in range(fewest):
        yield f"{count} items, fewer than {fewest}", [f"item{number}" for number in range(count)]


def _formats(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    for value in _MALFORMED.get(place.schema.get("format", ""), ()):
        yield f"{value!r}, no {place.schema['format']}", value


def _discriminators(place: Place, _: bool) -> Iterator[tuple[str, Any]]:  # noqa: FBT001 - a table's signature
    """A custom feature that says it is another kind and lacks what that kind requires."""
    members = place.schema.get("properties", {})
    own = members.get("type", {}).get("enum", [None])[0]
    if own in _OTHER_KIND:
        other, feature = _OTHER_KIND[own]
        yield f"the members of {own} under type {other}", {**feature, "type": other}


_OTHER_KIND: dict[str, tuple[str, Json]] = {
    "FROM_COLUMNS": ("FROM_VECTOR", {"name": "f", "columns": ["a", "b"]}),
    "FROM_VECTOR": ("FROM_TEXT_EMBEDDING", {"name": "f", "column": "a"}),
    "FROM_TEXT_EMBEDDING": ("FROM_COLUMNS", {"name": "f", "column": "a", "source_column": "b"}),
    "FROM_IMAGE_EMBEDDING": ("ENRICHMENT", {"name": "f", "column": "a", "source_column": "b"}),
    "ENRICHMENT": ("FROM_IMAGE_EMBEDDING", {"name": "f", "columns": ["a"], "enrichment": "e"}),
}
_VALUES: dict[str, Callable[[Place, bool], Iterator[tuple[str, Any]]]] = {
    "type": _wrong_types,
    "null": _nulls,
    "enum": _strangers,
    "length": _lengths,
    "range": _ranges,
    "items": _counts,
    "format": _formats,
    "discriminator": _discriminators,
}
