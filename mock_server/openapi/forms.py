"""Forms: multipart and URL-encoded bodies, read into a dictionary."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from mock_server.openapi.document import Json
from mock_server.openapi.json import parse_json
from mock_server.openapi.limits import MOST_PAIRS, is_long
from mock_server.openapi.multipart import split_form
from mock_server.openapi.parameters import coerce, parse_query
from mock_server.settings import MEBIBYTE

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"

_LONGEST_TEXT = 10 * MEBIBYTE
"""Bytes of a part that is read as a text or as JSON (decided): what is longer must be a file."""


@dataclass(frozen=True)
class FilePart:
    """An uploaded file; it is read from the form, which must stay open."""

    filename: str
    file: BinaryIO


async def parse_form(content: bytes | BinaryIO, content_type: str, schema: Json) -> Json:
    """Return what `read_form` does, without keeping the event loop waiting for a long form."""
    if not isinstance(content, bytes) or is_long(content):
        return await asyncio.to_thread(read_form, content, content_type, schema)
    return read_form(content, content_type, schema)


def read_form(content: bytes | BinaryIO, content_type: str, schema: Json) -> Json:
    """Return the members of a form: FilePart for files, else the text as the schema's type, or as sent.

    An array has a part for each item, an object is JSON in one part (OpenAPI 3.0.3, 4.7.14.4). ValueError
    says what is wrong with the form as a whole.
    """
    if content_type.lower().startswith(MULTIPART):
        parts = _multipart(io.BytesIO(content) if isinstance(content, bytes) else content, content_type)
    else:
        parts = _pairs(content if isinstance(content, bytes) else _content(content))
    members = schema.get("properties", {})
    return {name: _member(values, members.get(name, {})) for name, values in parts.items()}


def as_instance(form: Json) -> Json:
    """Return the form as a JSON value, so that a schema can judge it: a file counts as text."""
    return {name: _instance(value) for name, value in form.items()}


def files_of(form: Json) -> Iterator[BinaryIO]:
    """Return the files of a form."""
    for value in form.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, FilePart):
                yield item.file


def _instance(value: Any) -> Any:
    if isinstance(value, list):
        return [_instance(item) for item in value]
    return "" if isinstance(value, FilePart) else value


def _multipart(file: BinaryIO, content_type: str) -> dict[str, list[Any]]:
    parts: dict[str, list[Any]] = {}
    try:
        for part in split_form(file, content_type):
            value = _text(part.file) if part.filename is None else FilePart(part.filename, part.file)
            parts.setdefault(part.name, []).append(value)
    except UnicodeDecodeError as error:
        raise ValueError("is not a readable multipart form: a text part is not UTF-8") from error
    except ValueError as error:
        raise ValueError(f"is not a readable multipart form: {error}") from error
    return parts


def _text(file: BinaryIO) -> str:
    content = file.read(_LONGEST_TEXT + 1)
    if len(content) > _LONGEST_TEXT:
        raise ValueError(f"a part that is no file is longer than {_LONGEST_TEXT // MEBIBYTE} MiB")
    return content.decode()


def _pairs(content: bytes) -> dict[str, list[Any]]:
    if content.count(b"&") >= MOST_PAIRS:
        raise ValueError(f"is not a readable form: it has more than {MOST_PAIRS:,} fields")
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
            return parse_json(_content(value.file) if isinstance(value, FilePart) else value.encode())
        return coerce(value, schema) if isinstance(value, str) else value
    except ValueError:
        return value


def _content(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_LONGEST_TEXT)
