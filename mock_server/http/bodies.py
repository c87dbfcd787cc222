"""Bodies: a request's body, received within its limit and read by its media type."""

from __future__ import annotations

import asyncio
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from starlette.requests import ClientDisconnect

from mock_server.http.errors import refuse
from mock_server.openapi.forms import MULTIPART, URLENCODED, as_instance, parse_form
from mock_server.openapi.json import parse_json
from mock_server.openapi.limits import is_long
from mock_server.openapi.media_types import is_json, media_type, nearest, representative
from mock_server.openapi.parameters import coerce
from mock_server.openapi.violations import find_violations
from mock_server.settings import MEBIBYTE
from mock_server.world.errors import Violation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.types import Message, Receive

    from mock_server.http.call import Call
    from mock_server.openapi.contract import Body, Operation

    Headers = Mapping[bytes, bytes]

BODY_LIMIT = 10 * MEBIBYTE
UPLOAD_LIMIT = 512 * MEBIBYTE
"""The largest upload in bytes unless --max-body is chosen: the official client itself allows 500 MiB."""
SMALL = 2048
"""Bytes of a body in which no more can be wrong than is listed in a moment."""
_REMEMBERED = 64
_LONGEST_KEPT = 256
"""Content-Type headers, and the bytes of one, whose media type is kept: clients send the same few."""


def limit_of(operation: Operation, chosen: int | None) -> int:
    """Return how long a body may be: uploads are larger, but a limit that was chosen holds for all."""
    uploads = operation.body is not None and MULTIPART in operation.body.validators
    return chosen or (UPLOAD_LIMIT if uploads else BODY_LIMIT)


async def receive_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """Return the whole body; Refusal 413 as soon as it is known to be longer than `limit` bytes.

    ClientDisconnect when the caller goes away before it is complete.
    """
    _check_announced(headers, limit)
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        body: bytes = message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        return body
    chunks, size = [], 0
    while True:
        chunk = _chunk(message)
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
        message = await receive()


async def receive_file(receive: Receive, headers: Headers, limit: int) -> BinaryIO:
    """Return the body as a file at its beginning, on disk where it is large; raises as `receive_body`."""
    _check_announced(headers, limit)
    file = cast("BinaryIO", tempfile.SpooledTemporaryFile(MEBIBYTE))  # noqa: SIM115  the caller closes it
    try:
        await _receive_into(file, receive, limit)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class BodyReader:
    """Reads the bodies of one operation, each by its media type."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._known: Sequence[str] = list(body.validators)
        self._media_types: dict[bytes | None, str] = {}
        self._readings: dict[str, Reading] = {}

    def media_type(self, headers: Headers) -> str:
        """Return the body's media type, the operation's first when none is named; Refusal 415 for another."""
        header = headers.get(b"content-type")
        name = self._media_types.get(header)
        if name is None:
            name = self._checked(header)
            if len(self._media_types) < _REMEMBERED and len(header or b"") <= _LONGEST_KEPT:
                self._media_types[header] = name
        if b"content-encoding" in headers:
            _check_encoding(headers[b"content-encoding"].decode("latin-1").strip().lower())
        return name

    def is_upload(self, headers: Headers) -> bool:
        """Tell whether a body comes as a form with files, which may be too large for memory."""
        sent = headers.get(b"content-type", b"").lower()
        length = headers.get(b"content-length", b"")
        small = length.isdigit() and int(length) <= MEBIBYTE
        return MULTIPART in self._known and sent.startswith(MULTIPART.encode()) and not small

    async def read(self, call: Call, headers: Headers) -> list[Violation]:
        """Set a call's `body` to what its content says, and return what is wrong with it."""
        if not call.content:
            return [Violation("body", "is required")] if self._body.required else []
        reading = self._readings.get(call.media_type)
        if reading is None:
            reading = self._readings[call.media_type] = Reading(self._body, call.media_type)
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        try:
            content = call.content if call.file is None else call.file
            call.body = await reading.read(content, content_type or call.media_type)
        except ValueError as error:
            return [Violation("body", str(error))]
        if is_long(call.content):
            return await asyncio.to_thread(reading.judge, call.body)
        return reading.judge(call.body, small=call.file is None and len(call.content) <= SMALL)

    def _checked(self, header: bytes | None) -> str:
        # A range as wide as `*/*` leaves the type to be guessed (RFC 9110, section 8.3).
        first = self._known[0] if self._known[0] != "*/*" else "application/octet-stream"
        name = media_type((header or b"").decode("latin-1")) or representative(first)
        if nearest(name, self._known) is None:
            raise refuse(415, f"The body is {name}; this operation takes {', '.join(self._known)}.")
        return name


class Reading:
    """How the bodies of one media type are read and judged."""

    def __init__(self, body: Body, name: str) -> None:
        self._schema = body.schema(name)
        self._validator = body.validator(name)
        self._known_names = body.known_names
        self._form = name in {MULTIPART, URLENCODED}
        self.read = self._reader(name)

    def judge(self, value: Any, *, small: bool = False) -> list[Violation]:
        """Return what is wrong with a body that has been read."""
        if self._validator is None or self.read == self._bytes:
            return []
        judged = as_instance(value) if self._form and isinstance(value, dict) else value
        return find_violations(self._validator, judged, "", self._known_names, small=small)

    def _reader(self, name: str) -> Callable[[Any, str], Awaitable[Any]]:
        """Return what reads a body; a schema of binary data asks for nothing but bytes."""
        if self._schema.get("type") == "string" and self._schema.get("format") == "binary":
            return self._bytes
        if is_json(name):
            return self._json
        if self._form:
            return self._members
        return self._text if name == "text/plain" else self._bytes

    async def _json(self, content: bytes, _content_type: str) -> Any:
        if is_long(content):
            return await asyncio.to_thread(parse_json, content)
        return parse_json(content)

    async def _members(self, content: bytes | BinaryIO, content_type: str) -> Any:
        return await parse_form(content, content_type, self._schema)

    async def _text(self, content: bytes, _content_type: str) -> Any:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise ValueError("must be text in UTF-8") from None
        return coerce(text, self._schema)

    async def _bytes(self, content: bytes, _content_type: str) -> Any:
        return content


def judge(call: Call) -> list[Violation]:
    """Return what is wrong with a body that has been read, by the schema of the call's operation."""
    body = call.operation.body
    return [] if body is None else Reading(body, call.media_type).judge(call.body)


def _check_encoding(name: str) -> None:
    if name not in {"", "identity"}:
        raise refuse(415, f"The body has the Content-Encoding {name}; send it as it is.")


async def _receive_into(file: BinaryIO, receive: Receive, limit: int) -> None:
    more = True
    while more:
        message = await receive()
        file.write(_chunk(message))
        if file.tell() > limit:
            raise _too_large(limit)
        more = message.get("more_body", False)


def _check_announced(headers: Headers, limit: int) -> None:
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)


def _chunk(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    body: bytes = message.get("body", b"")
    return body


def _too_large(limit: int) -> Exception:
    return refuse(413, f"The body is longer than the {limit} bytes that this operation takes.")
