"""Specification errors: where a document that cannot be served breaks the rules of OpenAPI."""

from typing import TYPE_CHECKING

from mock_server.documents import Document
from mock_server.settings import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence


def specification_error(document: Document, error: Exception) -> ConfigurationError:
    """Return one sentence with the place that is furthest inside the document; `error` if nobody finds one."""
    from openapi_spec_validator import OpenAPIV30SpecValidator  # noqa: PLC0415  slow to import, seldom needed

    found: list[tuple[Sequence[str | int], str]] = []
    try:
        for problem in OpenAPIV30SpecValidator(document.data).iter_errors():
            found.extend((list(leaf.absolute_path), leaf.message) for leaf in _leaves(problem))
    except Exception as second:  # noqa: BLE001  a document may be broken beyond what the validator can walk
        found.append(([], str(second)))
    if not found:
        return document.error([], f"the document cannot be served: {_first_line(str(error))}.")
    place, message = max(found, key=lambda item: len(item[0]))
    where = "/".join(str(step) for step in place)
    return document.error(place, f"{where or 'the document'} breaks OpenAPI 3.0: {_first_line(message)}.")


def _leaves(problem: object) -> list[object]:
    context = getattr(problem, "context", None)
    return [leaf for inner in context for leaf in _leaves(inner)] if context else [problem]


def _first_line(text: str) -> str:
    line = (text.splitlines() or [""])[0]
    return (line if len(line) <= 200 else f"{line[:200]}...").rstrip(".")
