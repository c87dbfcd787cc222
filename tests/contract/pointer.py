"""JSON Pointer (RFC 6901), as far as the tests need it."""

from typing import Any


def escape(token: str) -> str:
    """Escape one reference token."""
    return token.replace("~", "~0").replace("/", "~1")


def pick(document: Any, pointer: str) -> Any:
    """Give what a pointer names in a document.

    Raises:
        LookupError: There is nothing there.
    """
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document
