"""References: what a `$ref` inside a document points to."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from mock_server.openapi.document import Json

Place = tuple[str | int, ...]
"""Keys and indexes that lead from a document's top to one of its parts."""


def target(document: Json, reference: str) -> Any:
    """Return what a reference that starts with `#/` points to; LookupError or TypeError if it is nothing."""
    node: Any = document
    for step in _steps(reference):
        node = node[_index(step)] if isinstance(node, list) else node[step]
    return node


def place_of(document: Json, reference: str) -> Place:
    """Return the place that a reference which leads somewhere points to."""
    node: Any = document
    place: list[str | int] = []
    for step in _steps(reference):
        place.append(_index(step) if isinstance(node, list) else step)
        node = node[place[-1]]
    return tuple(place)


def resolved(document: Json, node: Json) -> Json:
    """Return what a node refers to, however often, or the node itself."""
    while isinstance(node.get("$ref"), str):  # a property may be called so, too
        node = dict(target(document, node["$ref"]))
    return node


def leads_somewhere(document: Json, reference: str, known: set[str]) -> bool:
    """Follow a reference, and those it leads to, to something that is none; not so in a circle of them.

    `known` are references of which that is known; it grows.
    """
    followed: set[str] = set()
    while reference not in known:
        if reference in followed:
            return False
        followed.add(reference)
        try:
            node = target(document, reference)
        except (LookupError, TypeError):
            return False
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            break
        reference = node["$ref"]
    known |= followed
    return True


def _steps(reference: str) -> Iterator[str]:
    """It is a JSON Pointer (RFC 6901) in a URI fragment (section 6), so percent-encoded as well."""
    for step in unquote(reference[2:]).split("/"):
        yield step.replace("~1", "/").replace("~0", "~")


def _index(step: str) -> int:
    if not step.isdecimal():
        raise LookupError(step)
    return int(step)
