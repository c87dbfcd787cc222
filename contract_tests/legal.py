"""Legal bodies at the edge of what a schema allows: each bound, each null, each absence, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_tests.places import places, removed, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.document import Document, Json
    from contract_tests.places import Path, Place

KINDS = ("enum", "bounds", "length", "null", "absence", "empty", "unknown", "value")
CANARY = "canary-7f3a91"
FREE_TEXT = ("name", "description", "algorithm", "framework", "event_ts_format", "image_uri")
_NEEDED = ("file_id", "image_uri")
"""What a server may want though it is optional: something to deploy, and an image where that is MANUAL."""
# The contract does not tie these to their neighbours, yet a server may; other clauses vary them alone.
_TIED = ("data_type", "artifact_type", "type", "columns")


@dataclass(frozen=True)
class Edge:
    """A legal body.

    Attributes:
        path: where it differs from the specimen.
        what: how it differs, in words.
        body: the whole body.
        value: what stands there; None where something was left out too.
    """

    path: Path
    what: str
    body: Any
    value: Any

    def __str__(self) -> str:
        return f"{''.join(f'/{part}' for part in self.path) or 'the body'}: {self.what}"


def edges(document: Document, schema: Json, specimen: Json, kind: str) -> Iterator[Edge]:
    """All bodies that go to one edge of a kind.

    Args:
        document: the contract.
        schema: the body's schema.
        specimen: a legal body to start from.
        kind: one of KINDS.
    """
    for place in places(document, schema, specimen):
        if kind == "absence":
            if not place.required and place.present and place.path and place.path[-1] not in _NEEDED:
                yield Edge(place.path, "left out", removed(specimen, place.path), None)
            continue
        if kind == "unknown":
            if "properties" in place.schema and place.present:
                path = (*place.path, "x_unheard_of")
                value = {"deep": [CANARY]}
                yield Edge(path, "an unknown member", replaced(specimen, path, value), value)
            continue
        for what, value in _VALUES[kind](place):
            yield Edge(place.path, what, replaced(specimen, place.path, value), value)


def _listed(place: Place) -> Iterator[tuple[str, Any]]:
    if place.path and place.path[-1] not in _TIED:
        for value in place.schema.get("enum", ()):
            yield repr(value), value


def _bounds(place: Place) -> Iterator[tuple[str, Any]]:
    for bound in ("minimum", "maximum"):
        if bound in place.schema:
            yield f"{place.schema[bound]}, the {bound}", place.schema[bound]


def _lengths(place: Place) -> Iterator[tuple[str, Any]]:
    if place.schema.get("minLength", 0) > 0:
        yield "one character", "7"
        yield "one four-byte character", "🚀"
    longest = place.schema.get("maxLength")
    if longest is not None:
        yield f"{longest} characters", "v" * longest
        yield f"{longest} two-byte characters", "é" * longest
        # Half as many, for servers that count UTF-16 units.
        yield f"{longest // 2} four-byte characters", "🚀" * (longest // 2)


def _null(place: Place) -> Iterator[tuple[str, Any]]:
    if "null" in place.types:
        yield "null", None


def _empty(place: Place) -> Iterator[tuple[str, Any]]:
    if place.path and place.path[-1] in _TIED:
        fewest = place.schema.get("minItems", 0)
        if fewest:
            yield f"{fewest} items, the fewest", ["Income", "Score"][:fewest]
        return
    if "array" in place.types:
        yield "an empty array", []
    if "object" in place.types and "properties" not in place.schema and place.path:
        yield "an empty object", {}
    if "object" in place.types and not place.schema.get("required") and place.path:
        yield "an empty object", {}


def _values(place: Place) -> Iterator[tuple[str, Any]]:
    kinds = place.types
    # Another name for a column would leave the spec naming one that is not there.
    column = "columns" in place.path
    if place.path and place.path[-1] in FREE_TEXT and "enum" not in place.schema and not column:
        yield "non-ASCII text", "Grüße, 数据 и 🚀"
        yield "300 characters", "t" * 300
    if "boolean" in kinds:
        yield "true", True
        yield "false", False
    if "number" in kinds:
        yield from _NUMBERS.get(str(place.path[-1]), _ANY_NUMBER)
    if place.schema.get("format") == "date-time":
        for value in DATE_TIMES:
            yield value, value


_ANY_NUMBER: tuple[tuple[str, Any], ...] = (
    ("an integer", 7),
    ("a negative fraction", -1.5),
    ("zero", 0),
)
# A server may want a greatest value above the least, and a score between 0 and 1.
_NUMBERS: dict[str, tuple[tuple[str, Any], ...]] = {
    "max": (("an integer", 1007), ("a fraction", 900.5)),
    "binary_classification_threshold": (("an integer", 1), ("a fraction", 0.25), ("zero", 0)),
}
DATE_TIMES = (
    "2025-01-01T00:00:00Z",
    "2025-01-01T00:00:00.5Z",
    "2025-01-01T00:00:00.123456Z",
    "2025-01-01T00:00:00+14:00",
    "2025-01-01T00:00:00-12:00",
    "2025-01-01T00:00:00.25+05:30",
    "2024-02-29T23:59:59-00:00",
    "1969-12-31T23:59:59Z",
    "1000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
)
_VALUES: dict[str, Callable[[Place], Iterator[tuple[str, Any]]]] = {
    "enum": _listed,
    "bounds": _bounds,
    "length": _lengths,
    "null": _null,
    "empty": _empty,
    "value": _values,
}
