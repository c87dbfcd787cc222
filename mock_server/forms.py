"""Forms: multipart and URL-encoded bodies, read into a dictionary."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from mock_server.documents import Json
from mock_server.json_text import parse_json
from mock_server.parameters import coerce, parse_query

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class FilePart:
    """An uploaded file."""

    filename: str
    content: bytes


async def parse_form(content: bytes, content_type: str, schema: Json) -> Json:
    """Return the members of a form: FilePart for files, else the text as the schema's type, or as sent.

    An array has a part for each item, an object is JSON in one part (OpenAPI 3.0.3, 4.7.14.4). ValueError
    says what is wrong with the form as a whole.
    """
    parts = (
        await _multipart(content, content_type)
        if content_type.lower().startswith(MULTIPART)
        else _pairs(content)
    )
    members = schema.get("properties", {})
    return {name: _member(values, members.get(name, {})) for name, values in parts.items()}


def as_instance(form: Json) -> Json:
    """Return the form as a JSON value, so that a schema can judge it: a file counts as text."""
    return {name: _instance(value) for name, value in form.items()}


def _instance(value: Any) -> Any:
    if isinstance(value, list):
        return [_instance(item) for item in value]
    return "" if isinstance(value, FilePart) else value


async def _multipart(content: bytes, content_type: str) -> dict[str, list[Any]]:
    async def stream() -> AsyncIterator[bytes]:
        yield content

    headers = Headers({"content-type": _without_charset(content_type)})
    parser = MultiPartParser(headers, stream())  # type: ignore[arg-type]
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise ValueError(f"is not a readable multipart form: {error.message}") from error
    except UnicodeDecodeError as error:
        raise ValueError("is not a readable multipart form: a text part is not UTF-8") from error
    try:
        parts: dict[str, list[Any]] = {}
        for name, value in form.multi_items():
            parts.setdefault(name, []).append(await _part(value))
        return parts
    finally:
        await form.close()


def _without_charset(content_type: str) -> str:
    """Keep the boundary only: multipart/form-data has no charset (RFC 7578, 4.6), its texts are UTF-8 here.

    Starlette would read names by any codec a caller chooses, also by those that give no writable text.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if boundary is None:
        return MULTIPART
    quoted = re.sub(r'([\\"])', r"\\\1", boundary.decode("latin-1"))
    return f'{MULTIPART}; boundary="{quoted}"'


async def _part(value: UploadFile | str) -> FilePart | str:
    return value if isinstance(value, str) else FilePart(value.filename or "", await value.read())


def _pairs(content: bytes) -> dict[str, list[Any]]:
    values, violations = parse_query(content)
    if violations:
        raise ValueError("is not a readable form: it must be percent-encoded UTF-8")
    return dict(values)


def _member(values: list[Any], schema: Json) -> Any:
    """Return a member's value; of one that is no array the last counts."""
    if schema.get("type") == "array":
        return [_typed(value, schema.get("items", {})) for value in values]
    return _typed(values[-1], schema)


def _typed(value: Any, schema: Json) -> Any:
    """A text that does not fit is left for the schema to complain about."""
    try:
        if schema.get("type") == "object" or "properties" in schema:
            # Browsers can give a part the type of JSON only by sending it as a file.
            return parse_json(value.content if isinstance(value, FilePart) else value.encode())
        return coerce(value, schema) if isinstance(value, str) else value
    except ValueError:
        return value
