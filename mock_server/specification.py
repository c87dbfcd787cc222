"""Specification errors: where a document that cannot be served breaks the rules of OpenAPI."""

from collections.abc import Iterator
from typing import Any

from mock_server.documents import Document
from mock_server.settings import ConfigurationError

_EXAMPLES = {"example", "examples"}
Place = list[str | int]

_FREE = {"example", "default", "enum", "value"}
"""Keys below which a document holds data, not specification."""


def check_document(document: Document) -> None:
    """Raise ConfigurationError unless this is OpenAPI 3.0 with paths whose references all lead somewhere."""
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


def without_examples(part: Any, key: str = "") -> Any:
    """Return a document without its examples: Connexion would follow what looks like a reference in one."""
    if isinstance(part, list):
        return [without_examples(child) for child in part]
    if not isinstance(part, dict):
        return part
    kept = {name: child for name, child in part.items() if key == "properties" or name not in _EXAMPLES}
    return {name: without_examples(child, name) for name, child in kept.items()}


def specification_error(
    document: Document, error: Exception, place: Place | None = None
) -> ConfigurationError:
    """Return one sentence about why a document cannot be served.

    `error` is what happened, at `place`; what OpenAPI's own rules say further inside is more telling.
    """
    found = max(_problems(document.data), key=lambda problem: len(problem[0]), default=([], ""))
    if found[1] and len(found[0]) >= len(place or []):
        where = "/".join(str(step) for step in found[0]) or "the document"
        return document.error(found[0], f"{where} breaks OpenAPI 3.0: {_first_line(found[1])}.")
    return document.error(place or [], f"the document cannot be served: {_first_line(str(error))}.")


def _problems(data: Any) -> list[tuple[Place, str]]:
    from openapi_spec_validator import OpenAPIV30SpecValidator  # noqa: PLC0415  slow to import, seldom needed

    found: list[tuple[Place, str]] = []
    try:
        for problem in OpenAPIV30SpecValidator(data).iter_errors():
            found.extend((list(leaf.absolute_path), leaf.message) for leaf in _leaves(problem))
    except Exception as error:  # noqa: BLE001  a document may be broken beyond what the validator can walk
        found.append(([], str(error)))
    return found


def _leaves(problem: Any) -> list[Any]:
    return [leaf for inner in problem.context for leaf in _leaves(inner)] if problem.context else [problem]


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
            node = _target(data, reference)
        except (LookupError, TypeError):
            return False
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return True
        reference = node["$ref"]
    return False


def _target(data: Any, reference: str) -> Any:
    node = data
    for step in reference[2:].split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def _first_line(text: str) -> str:
    line = (text.splitlines() or [""])[0]
    return (line if len(line) <= 200 else f"{line[:200]}...").rstrip(".")
