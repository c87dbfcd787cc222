"""The skeleton: as much of a document as Connexion needs, for the few that it cannot load as they are.

It resolves every reference in place, which never ends or takes minutes for some legal documents, and refuses
a default that does not fit its schema. Such a document is read by the contract all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mock_server.openapi.contract import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi.document import Document, Json

_COMPONENT = re.compile(r"#/components/[a-zA-Z]+/[^/~%]+")
LARGEST = 512 * 1024
"""Bytes of a document that Connexion is given as it is: it takes a second for a few times as much."""


def can_be_given(document: Document) -> bool:
    """Tell whether Connexion may be given a document whole.

    It follows every `$ref`, also those that stand in an example, to wherever they lead, and looks for escaped
    ones (RFC 6901) in all of a document that has no end once its circles are closed.
    """
    small = len(document.text) <= LARGEST
    return small and all(_COMPONENT.fullmatch(reference) for reference in _references(document))


def _references(document: Document) -> Iterator[str]:
    pending: list[Any] = [document.data]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)


def skeleton(data: Json) -> Json:
    """Return a document that has the operations' paths, methods and ids."""
    paths = {path: _item(item) for path, item in data["paths"].items() if not path.startswith("x-")}
    return {"openapi": "3.0.3", "info": {"title": "skeleton", "version": "1"}, "paths": paths}


def _item(item: Json) -> Json:
    return {method: _operation(item[method]) for method in METHODS if method in item}


def _operation(operation: Json) -> Json:
    name = {"operationId": operation["operationId"]} if "operationId" in operation else {}
    return {**name, "responses": {"200": {"description": "not read"}}}
