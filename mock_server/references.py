"""References: what a `$ref` inside a document points to."""

from typing import Any
from urllib.parse import unquote

from mock_server.documents import Json


def target(document: Json, reference: str) -> Any:
    """Return what a reference that starts with `#/` points to; LookupError or TypeError if it is nothing.

    It is a JSON Pointer (RFC 6901) in a URI fragment (section 6), so percent-encoded as well.
    """
    node: Any = document
    for step in unquote(reference[2:]).split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[_index(name)] if isinstance(node, list) else node[name]
    return node


def resolved(document: Json, node: Json) -> Json:
    """Return what a node refers to, however often, or the node itself."""
    while isinstance(node.get("$ref"), str):  # a property may be called so, too
        node = dict(target(document, node["$ref"]))
    return node


def _index(name: str) -> int:
    if not name.isdigit():
        raise LookupError(name)
    return int(name)
