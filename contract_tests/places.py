"""The places of a request body: every part that the contract has something to say about, at every depth."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.document import Document, Json

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """One part of a body.

    Attributes:
        path: member names and array positions that lead there; empty for the body itself.
        schema: the schema object that governs it, references and unions resolved.
        required: whether the object around it demands it.
        present: whether the specimen has a value there.
    """

    path: Path
    schema: Json
    required: bool
    present: bool

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer."""
        return pointer_of(self.path)

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that are allowed here; empty where everything is."""
        return frozenset(_types(self.schema))


def pointer_of(path: Sequence[str | int]) -> str:
    """A path as a JSON Pointer."""
    return "".join(f"/{part}" for part in path)


def places(document: Document, schema: Json, specimen: Any) -> Iterator[Place]:
    """Every place of a body, the body itself first.

    Arrays show their first item; those whose items have a discriminator show the first of each kind.

    Args:
        document: the contract, for references.
        schema: the body's schema.
        specimen: a legal body; only members that it has are entered.
    """
    yield from _walk(document, schema, specimen, (), required=True)


def replaced(body: Any, path: Path, value: Any) -> Any:
    """A copy of `body` with `value` at `path`."""
    if not path:
        return value
    result = copy.deepcopy(body)
    at(result, path[:-1])[path[-1]] = value
    return result


def removed(body: Any, path: Path) -> Any:
    """A copy of `body` without what stands at `path`."""
    result = copy.deepcopy(body)
    del at(result, path[:-1])[path[-1]]
    return result


def reaches(body: Any, path: Path) -> bool:
    """Whether `body` has a container for the last step of `path`."""
    try:
        around = at(body, path[:-1])
    except (KeyError, IndexError, TypeError):
        return False
    if isinstance(around, list):
        return isinstance(path[-1], int) and path[-1] < len(around)
    return isinstance(around, dict)


def at(body: Any, path: Path) -> Any:
    """What stands at `path`."""
    for part in path:
        body = body[part]
    return body


def _walk(document: Document, schema: Json, value: Any, path: Path, *, required: bool) -> Iterator[Place]:
    node = settled(document, schema, value)
    yield Place(path, node, required, present=True)
    if isinstance(value, dict):
        yield from _members(document, node, value, path)
    elif isinstance(value, list) and node.get("items"):
        for index in _entered(document, node["items"], value):
            yield from _walk(document, node["items"], value[index], (*path, index), required=True)


def _members(document: Document, node: Json, value: Json, path: Path) -> Iterator[Place]:
    for name, member in node.get("properties", {}).items():
        required = name in node.get("required", [])
        if name in value:
            yield from _walk(document, member, value[name], (*path, name), required=required)
        else:
            yield Place((*path, name), settled(document, member, None), required, present=False)


def _entered(document: Document, items: Json, value: list[Any]) -> list[int]:
    union = document.resolve(items)
    if "discriminator" not in union:
        return [0] if value else []
    name = union["discriminator"]["propertyName"]
    kinds = [item.get(name) for item in value]
    return [index for index, kind in enumerate(kinds) if kind not in kinds[:index]]


def settled(document: Document, schema: Json, value: Any) -> Json:
    """The schema object that governs a value: references followed, unions decided, `allOf` merged."""
    node: Json = document.resolve(schema)
    if "discriminator" in node and isinstance(value, dict):
        chosen = node["discriminator"]["mapping"][value[node["discriminator"]["propertyName"]]]
        return settled(document, {"$ref": chosen}, value)
    merged: Json = {}
    for part in node.get("allOf", []):
        member = settled(document, part, value)
        joined = {**merged.get("properties", {}), **member.get("properties", {})}
        merged.update(member, **({"properties": joined} if joined else {}))
    merged.update({key: member for key, member in node.items() if key != "allOf"})
    for key in ("oneOf", "anyOf"):
        if key in merged:
            merged[key] = [settled(document, part, value) for part in merged[key]]
    return merged


def _types(schema: Json) -> Iterator[str]:
    if "type" in schema:
        yield schema["type"]
    if schema.get("nullable"):
        yield "null"
    for key in ("oneOf", "anyOf"):
        for part in schema.get(key, []):
            yield from _types(part)
