"""Specification errors: where a document that cannot be served breaks the rules of OpenAPI."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema_rs import Draft4Validator, ValidationError

from mock_server.documents import Document
from mock_server.framework import OPENAPI_SCHEMA
from mock_server.references import target
from mock_server.settings import ConfigurationError
from mock_server.violations import pointer

Place = list[str | int]

_FREE = {"example", "default", "enum", "value"}
"""Keys below which a document holds data, not specification."""


def check_document(document: Document) -> None:
    """Raise ConfigurationError unless this is valid OpenAPI 3.0 whose references all lead somewhere in it."""
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("openapi"), str):
        raise document.error([], 'this is no OpenAPI document: it needs `openapi: "3.0.3"` at its top level.')
    if not data["openapi"].startswith("3.0."):
        problem = f"OpenAPI {data['openapi']} is not served, only 3.0; convert the document."
        raise document.error(["openapi"], problem)
    if not isinstance(data.get("paths"), dict) or not data["paths"]:
        raise document.error(["paths"], "the document has no paths, so there is nothing to serve.")
    for place, reference in _references(data, []):
        if not reference.startswith("#/"):
            problem = f"{reference} lies in another file; put everything into one document."
            raise document.error(place, problem)
        if not _leads_somewhere(data, reference):
            raise document.error(place, f"{reference} leads nowhere.")
    _check_structure(document)


def specification_error(
    document: Document, error: Exception, place: Place | None = None
) -> ConfigurationError:
    """Return one sentence about why a document that keeps to OpenAPI's schema cannot be served."""
    return document.error(place or [], f"{_named(place or [])} cannot be served: {_first_line(str(error))}.")


def _check_structure(document: Document) -> None:
    """Hold the document against the schema of OpenAPI 3.0; the fault deepest inside tells most."""
    leaves = [leaf for error in _structure().iter_errors(document.data) for leaf in _leaves(error)]
    if leaves:
        leaf = max(leaves, key=lambda leaf: len(leaf.instance_path))
        place = list(leaf.instance_path)
        problem = f"{_named(place)} breaks OpenAPI 3.0: {_first_line(leaf.message)}."
        raise document.error(place, problem)


@cache
def _structure() -> Draft4Validator:
    """Of the formats only `regex` is judged: a pattern must work, an e-mail address need not."""
    ignored = dict.fromkeys(("email", "uri", "uri-reference"), lambda _: True)
    return Draft4Validator(OPENAPI_SCHEMA, validate_formats=True, formats=ignored)


def _leaves(error: ValidationError) -> list[ValidationError]:
    """Return the errors that are no "fits none of the branches" but say what is wrong in a branch."""
    kind: Any = error.kind
    branches = getattr(kind, "context", None) or []
    return [leaf for branch in branches for inner in branch for leaf in _leaves(inner)] or [error]


def _named(place: Place) -> str:
    return pointer(place) if place else "the document"


def _references(part: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(part, list):
        for index, child in enumerate(part):
            yield from _references(child, [*place, index])
    elif isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield [*place, "$ref"], part["$ref"]
        for key, child in part.items():
            if key not in _FREE or place[-1:] == ["properties"]:
                yield from _references(child, [*place, key])


def _leads_somewhere(data: Any, reference: str) -> bool:
    """Follow a reference, and those it leads to, to something that is none; not so in a circle of them."""
    followed: set[str] = set()
    while reference not in followed:
        followed.add(reference)
        try:
            node = target(data, reference)
        except (LookupError, TypeError):
            return False
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return True
        reference = node["$ref"]
    return False


def _first_line(text: str) -> str:
    line = (text.splitlines() or [""])[0]
    return (line if len(line) <= 200 else f"{line[:200]}...").rstrip(".")
