"""Specification errors: where a document that cannot be served breaks the rules of OpenAPI."""

import re
from collections.abc import Iterator
from typing import Any

from jsonschema_rs import Draft4Validator, ValidationError

from mock_server.openapi.document import Document, Json
from mock_server.openapi.grammar import Part, canonical, document_parts
from mock_server.openapi.references import Place, leads_somewhere, place_of, target
from mock_server.openapi.schemas import full_reference
from mock_server.openapi.violations import pointer
from mock_server.settings import ConfigurationError

_SENDABLE = re.compile(r"[ -~]+")


def check_document(document: Document, structure: Json) -> None:
    """Raise ConfigurationError unless this is valid OpenAPI 3.0 whose references all lead somewhere in it.

    `structure` is the JSON Schema (draft 4) of OpenAPI 3.0 documents.
    """
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("openapi"), str):
        raise document.error([], 'this is no OpenAPI document: it needs `openapi: "3.0.3"` at its top level.')
    if not data["openapi"].startswith("3.0."):
        problem = f"OpenAPI {data['openapi']} is not served, only 3.0; convert the document."
        raise document.error(["openapi"], problem)
    if not isinstance(data.get("paths"), dict) or not data["paths"]:
        raise document.error(["paths"], "the document has no paths, so there is nothing to serve.")
    elsewhere = _check_parts(document)
    _check_structure(document, _validator(structure), [Part("OpenAPI", data)])
    for kind, parts in elsewhere.items():
        definitions = structure["definitions"]
        _check_structure(document, _validator({"definitions": definitions, **definitions[kind]}), parts)


def specification_error(
    document: Document, error: Exception, place: list[str | int] | Place = ()
) -> ConfigurationError:
    """Return one sentence about why a document that keeps to OpenAPI's schema cannot be served."""
    return document.error(place, f"{_named(place)} cannot be served: {_first_line(str(error))}.")


def _check_parts(document: Document) -> dict[str, list[Part]]:
    """Check references and names, and return what references lead to that is no component, by kind.

    That may lie where the document holds data, so that the structure of the whole says nothing about it.
    """
    data, found, known = document.data, dict[str, dict[str, Part]](), set[str]()
    pending = [document_parts(data)]
    while pending:
        for part in pending.pop():
            _check_names(document, part)
            for place, reference in _references(part):
                _check_reference(document, place, reference, known)
                others = found.setdefault(part.kind, {})
                if canonical(reference) != part.kind and reference not in others:
                    other = Part(part.kind, target(data, reference), place_of(data, reference))
                    others[reference] = other
                    pending.append(other.walk())
    return {kind: list(parts.values()) for kind, parts in found.items() if parts}


def _references(part: Part) -> Iterator[tuple[Place, str]]:
    """Return the references of an object, also those that a discriminator spells as names of schemas."""
    if part.reference is not None:
        yield (*part.place, "$ref"), part.reference
    elif part.kind == "Schema" and isinstance(part.value, dict):
        discriminator = part.value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for value, name in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(name, str):
                yield (*part.place, "discriminator", "mapping", value), full_reference(name)


def _check_reference(document: Document, place: Place, reference: str, known: set[str]) -> None:
    if not reference.startswith("#/"):
        raise document.error(
            place, f"{_cut(reference)} lies in another file; put everything into one document."
        )
    if not leads_somewhere(document.data, reference, known):
        raise document.error(place, f"{_cut(reference)} leads nowhere.")


def _check_names(document: Document, part: Part) -> None:
    """Media types and names of headers stand in headers, which have ASCII characters only."""
    if not isinstance(part.value, dict):
        return
    for place, name in _sent_names(part):
        if isinstance(name, str) and not _SENDABLE.fullmatch(name):
            problem = f"{_cut(ascii(name))} cannot be sent: a header has only printable ASCII characters."
            raise document.error([*part.place, *place], problem)


def _sent_names(part: Part) -> Iterator[tuple[Place, Any]]:
    for key in ("content", "headers"):
        members = part.value.get(key)
        if part.kind != "Schema" and isinstance(members, dict):
            yield from (((key, name), name) for name in members)
    if part.kind == "Parameter" and part.value.get("in") in {"header", "cookie"}:
        yield ("name",), part.value.get("name")


def _check_structure(document: Document, validator: Draft4Validator, parts: list[Part]) -> None:
    """Hold objects against the schema of their kind; the fault deepest inside tells most."""
    for part in parts:
        if not validator.is_valid(part.value):
            leaves = [leaf for error in validator.iter_errors(part.value) for leaf in _leaves(error)]
            leaf = max(leaves, key=lambda leaf: len(leaf.instance_path))
            place = [*part.place, *leaf.instance_path]
            raise document.error(place, f"{_named(place)} breaks OpenAPI 3.0: {_first_line(leaf.message)}.")


def _validator(structure: Json) -> Draft4Validator:
    """Of the formats only `regex` is judged: a pattern must work, an e-mail address need not."""
    ignored = dict.fromkeys(("email", "uri", "uri-reference"), lambda _: True)
    return Draft4Validator(structure, validate_formats=True, formats=ignored)


def _leaves(error: ValidationError) -> list[ValidationError]:
    """Return the errors that are no "fits none of the branches" but say what is wrong in a branch."""
    kind: Any = error.kind
    branches = getattr(kind, "context", None) or []
    return [leaf for branch in branches for inner in branch for leaf in _leaves(inner)] or [error]


def _named(place: list[str | int] | Place) -> str:
    return pointer(place) if place else "the document"


def _first_line(text: str) -> str:
    return _cut((text.splitlines() or [""])[0]).rstrip(".")


def _cut(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}..."
