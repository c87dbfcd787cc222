"""HTTP in and out: bodies, parameters, credentials and accepted types of a request; the answer's bytes."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import Send

from tests.other_implementation.contract import contract, is_uuid
from tests.other_implementation.problems import Problem
from tests.other_implementation.seed import CALLERS, Caller, Json

BODY_LIMIT = 10 * 1024 * 1024  # bytes
DEPTH_LIMIT = 150  # nested arrays and objects; far below the interpreter's own limit
_DIGITS_LIMIT = 1000


@dataclass(frozen=True)
class Call:
    """A request with its caller known and its body read; the body is not parsed yet."""

    caller: Caller
    path: Mapping[str, str]
    query: QueryParams
    media_type: str
    raw: bytes

    def parameter(self, name: str) -> str | None:
        """Give a query parameter; sent twice, the first counts."""
        values = self.query.getlist(name)
        return values[0] if values else None

    def body(self, schema: str) -> Any:
        """Give the parsed body without unknown members.

        Raises:
            Problem: 400 or 415.
        """
        if not self.raw:
            raise Problem(400, "the body: a JSON document is required here")
        if self.media_type != "application/json":
            raise Problem(415, f"send application/json instead of {self.media_type or 'an unnamed type'}")
        return conforming(schema, parsed(self.raw, "the body"))

    def optional_body(self, schema: str) -> Any:
        """Give the parsed body as `body` does, or None if there is none."""
        return self.body(schema) if self.raw else None


@dataclass(frozen=True)
class Answer:
    """A JSON answer."""

    status: int
    document: Json
    headers: Mapping[str, str]

    async def deliver(self, send: Send) -> None:
        """Send it as ASGI messages: in two chunks, without a Content-Length."""
        named = {"content-type": "application/json; charset=utf-8", **self.headers}
        headers = [(name.lower().encode(), text.encode()) for name, text in named.items()]
        content = json.dumps(self.document, allow_nan=False).encode()
        middle = len(content) // 2
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content[:middle], "more_body": True})
        await send({"type": "http.response.body", "body": content[middle:]})


def caller_of(request: Request) -> Caller:
    """Find who sends a request.

    Raises:
        Problem: 401.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = CALLERS.get(token.strip()) if scheme.lower() == "bearer" else None
    if caller is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="registry"'}
        raise Problem(401, "who are you? a known bearer token is needed", headers=challenge)
    return caller


def check_accept(request: Request) -> None:
    """Check that the caller takes JSON; the most specific range of the Accept header decides.

    Raises:
        Problem: 406.
    """
    ranges = ",".join(request.headers.getlist("accept")).lower().split(",")
    weights = dict(_weight(text) for text in ranges if text.strip())
    fitting = [weights[name] for name in ("application/json", "application/*", "*/*") if name in weights]
    if weights and not (fitting and fitting[0] > 0):
        raise Problem(406, "this service speaks application/json alone")


def _weight(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip() for part in text.split(";"))
    named = dict(part.partition("=")[::2] for part in parameters)
    try:
        return media, float(named.get("q", "1"))
    except ValueError:
        return media, 1.0


async def raw_body(request: Request) -> bytes:
    """Read the body to its end, keeping no more than is allowed.

    Raises:
        Problem: 413.
    """
    kept, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= BODY_LIMIT:
            kept += chunk
    if size > BODY_LIMIT:
        raise Problem(413, f"a body may have {BODY_LIMIT} bytes at most")
    return bytes(kept)


def parsed(source: bytes | str, place: str) -> Any:
    """Parse JSON strictly: UTF-8 without surrogates, no NaN or infinity, not deeper than `DEPTH_LIMIT`.

    Raises:
        Problem: 400.
    """
    try:
        text = source.decode() if isinstance(source, bytes) else source
        value = json.loads(text, parse_constant=_finite, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise Problem(400, f"{place}: is no JSON ({str(error)[:200]})") from error
    _check_nesting(value, place)
    return value


def conforming(schema: str, value: Any) -> Any:
    """Give a value without unknown members.

    Raises:
        Problem: 400, the value breaks the schema.
    """
    violations = contract().violations(schema, value)
    if violations:
        raise Problem(400, *violations)
    return contract().known(schema, value)


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError(f"{literal[:40]} is no number that can be kept")
    return number


def _whole(literal: str) -> int:
    if len(literal) > _DIGITS_LIMIT:
        raise ValueError(f"an integer may have {_DIGITS_LIMIT} digits at most")
    return int(literal)


def _check_nesting(value: Any, place: str) -> None:
    level: list[Any] = [value]
    for _ in range(DEPTH_LIMIT):
        _check_texts([item for item in level if isinstance(item, str)], place)
        _check_texts([key for item in level if isinstance(item, dict) for key in item], place)
        level = [inner for item in level for inner in _members(item)]
        if not level:
            return
    raise Problem(400, f"{place}: nests deeper than {DEPTH_LIMIT} levels")


def _check_texts(texts: list[str], place: str) -> None:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        raise Problem(400, f"{place}: holds half of a surrogate pair, which is no text") from error


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def integer(text: str, name: str, least: int) -> int:
    """Read an integer parameter.

    Raises:
        Problem: 400.
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_LIMIT):
        raise Problem(400, f"{name}: {text[:80]!r} is not an integer")
    if int(text) < least:
        raise Problem(400, f"{name}: {text[:80]} is less than {least}")
    return int(text)


def boolean(text: str, name: str) -> bool:
    """Read a boolean parameter, in any case.

    Raises:
        Problem: 400.
    """
    if text.lower() not in {"true", "false"}:
        raise Problem(400, f"{name}: {text[:80]!r} is neither true nor false")
    return text.lower() == "true"


def uuid(text: str, name: str) -> str:
    """Read a UUID parameter; in lower case.

    Raises:
        Problem: 400.
    """
    if not is_uuid(text):
        raise Problem(400, f"{name}: {text[:80]!r} is not a UUID")
    return text.lower()
