"""Validators: Connexion's validator map, answered from the contract's compiled schemas.

Connexion decides when a request is checked; what counts as valid, and how a violation reads, is the
contract's. The parameter validator only collects when a body follows, so that one answer lists everything.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from starlette.requests import cookie_parser
from starlette.types import Receive, Scope

from mock_server.call import Call, current_call
from mock_server.documents import Json
from mock_server.errors import Refusal
from mock_server.forms import MULTIPART, URLENCODED, as_instance, parse_form
from mock_server.framework import MediaTypeDict
from mock_server.json_text import parse_json
from mock_server.negotiation import is_json
from mock_server.parameters import coerce, parse_query, read_parameters, unknown_parameters
from mock_server.violations import MOST, find_violations
from mock_server.world.errors import Violation


class ParameterValidator:
    """Reads path, query, header and cookie parameters into the call."""

    def __init__(self, _parameters: Any, *, strict_validation: bool = False, **_: Any) -> None:
        self._strict = strict_validation

    def validate(self, _scope: Scope) -> None:
        """Check the parameters; raise Refusal at once when no body follows."""
        call = current_call()
        query, undecodable = parse_query(call.query_string)
        call.values = read_parameters(call.operation.parameters, given_texts(call, query))
        call.violations += undecodable + call.values.violations
        if self._strict:
            styles = [item.style for item in call.operation.parameters if item.location == "query"]
            styled = (style.names(query) for style in styles if style is not None)
            known = call.operation.query_names.union(*styled)
            # More would not be reported, and each costs a search for the name that was meant.
            unknown = islice((name for name in query if name not in known), MOST)
            call.violations += unknown_parameters({name: query[name] for name in unknown}, known)
        if call.operation.body is None:
            reject(call)


class BodyValidator:
    """Reads the body into the call, by its media type."""

    def __init__(self, **_: Any) -> None:
        """Connexion passes the schema here; the contract has it compiled already."""

    async def wrap_receive(self, _receive: Receive, *, scope: Scope) -> tuple[Receive, Scope]:
        """Check the body, raise Refusal for everything found so far, and leave nothing to read."""
        call = current_call()
        if call.content:
            call.violations += await self._read(call)
        elif call.operation.body is not None and call.operation.body.required:
            call.violations.append(Violation("body", "is required"))
        reject(call)
        headers = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
        return _nothing, {**scope, "headers": headers}

    @staticmethod
    async def _read(call: Call) -> list[Violation]:
        body = call.operation.body
        schema = {} if body is None else body.schema(call.media_type)
        return await reader_of(call.media_type, schema)(call)


async def read_json(call: Call) -> list[Violation]:
    """Set `call.body` to the JSON value and return what is wrong with it."""
    try:
        call.body = parse_json(call.content)
    except ValueError as error:
        return [Violation("body", str(error))]
    return judge(call)


async def read_form(call: Call) -> list[Violation]:
    """Set `call.body` to the form's members and return what is wrong with them."""
    assert call.operation.body is not None  # noqa: S101  Connexion found a schema for it
    schema = call.operation.body.schema(call.media_type)
    content_type = call.headers.get("content-type") or call.media_type
    try:
        call.body = await parse_form(call.content, content_type, schema)
    except ValueError as error:
        return [Violation("body", str(error))]
    return judge(call)


async def read_text(call: Call) -> list[Violation]:
    """Set `call.body` to the text, as its schema's type, and return what is wrong with it."""
    assert call.operation.body is not None  # noqa: S101  Connexion found a schema for it
    try:
        text = call.content.decode()
    except UnicodeDecodeError:
        return [Violation("body", "must be text in UTF-8")]
    try:
        call.body = coerce(text, call.operation.body.schema(call.media_type))
    except ValueError as error:
        return [Violation("body", str(error))]
    return judge(call)


async def read_bytes(call: Call) -> list[Violation]:
    """Set `call.body` to the bytes as they are; nothing can be wrong with them."""
    call.body = call.content
    return []


def reader_of(media_type: str, schema: Json) -> Callable[[Call], Awaitable[list[Violation]]]:
    """Return what reads a body of this media type; a schema of binary data asks for nothing but bytes."""
    if schema.get("type") == "string" and schema.get("format") == "binary":
        return read_bytes
    if is_json(media_type):
        return read_json
    if media_type in {MULTIPART, URLENCODED}:
        return read_form
    return read_text if media_type == "text/plain" else read_bytes


def validator_map() -> dict[str, Any]:
    """Return the map for Connexion: one validator for parameters, one for bodies.

    Connexion would choose the body's by the operation's first media type, not by the one that was sent.
    """
    return {"parameter": ParameterValidator, "body": MediaTypeDict({"*/*": BodyValidator})}


def reject(call: Call) -> None:
    """Raise Refusal 400 if the call has violations."""
    if call.violations:
        raise Refusal(400, *call.violations)


def given_texts(
    call: Call, query: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Mapping[str, Sequence[str]]]:
    """Return the texts of a call's parameters as `read_parameters` takes them; `query` saves parsing it."""
    return {
        "path": {name: [text] for name, text in call.path_texts.items()},
        "query": parse_query(call.query_string)[0] if query is None else query,
        "header": {name: [text] for name, text in call.headers.items()},
        "cookie": {name: [text] for name, text in cookie_parser(call.headers.get("cookie", "")).items()},
    }


def judge(call: Call) -> list[Violation]:
    """Return what is wrong with a body that has been read, by the schema of the call's operation."""
    form = call.media_type in {MULTIPART, URLENCODED} and isinstance(call.body, dict)
    return _judged(call, as_instance(call.body) if form else call.body)


def _judged(call: Call, value: Any) -> list[Violation]:
    body = call.operation.body
    validator = None if body is None else body.validator(call.media_type)
    if body is None or validator is None:
        return []
    return find_violations(validator, value, "", body.known_names)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}
