"""Conformity: does an answer keep to what the contract declares for its operation and status."""

import contextlib
import json
from typing import Any, NoReturn

from starlette.types import Message

from mock_server.openapi.contract import DeclaredResponse, Operation
from mock_server.openapi.document import Json
from mock_server.openapi.json import parse_json
from mock_server.openapi.media_types import is_json, media_type
from mock_server.openapi.parameters import coerce
from mock_server.openapi.violations import find_violations

BODILESS = frozenset({204, 205, 304})
"""The statuses whose answers have no body (RFC 9110, 15.3 and 15.4), whatever a document declares."""


def find_faults(operation: Operation, start: Message, body: bytes) -> list[str]:
    """Return what is wrong with an answer, given as ASGI's start message and the body.

    A status that the contract does not name is a fault unless it is an error: those that come before the
    operation (405, 413 and the like) need not be declared everywhere.
    """
    status = start["status"]
    declared = operation.responses.get(str(status)) or operation.responses.get(f"{status // 100}XX")
    declared = declared or operation.responses.get("default")
    if declared is None:
        return [] if status >= 400 else [f"the status {status} is not declared"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    return [
        *_header_faults(declared, headers),
        *_body_faults(status, declared, headers.get("content-type", ""), body),
    ]


def _header_faults(declared: DeclaredResponse, headers: dict[str, str]) -> list[str]:
    faults = []
    for name, (required, schema, validator) in declared.headers.items():
        if name not in headers:
            faults += [f"the header {name} is missing"] if required else []
            continue
        try:
            violations = find_violations(validator, _header_value(headers[name], schema), name)
        except ValueError as error:
            faults.append(f"{name} {error}")
        else:
            faults += [f"{violation.place} {violation.message}" for violation in violations]
    return faults


def _header_value(text: str, schema: Json) -> Any:
    if schema.get("type") != "array":
        return coerce(text, schema)
    return [coerce(part.strip(), schema.get("items", {})) for part in text.split(",")]


def _body_faults(status: int, declared: DeclaredResponse, content_type: str, body: bytes) -> list[str]:
    if status in BODILESS:
        return ["there is a body, though HTTP allows none"] if body else []
    if not declared.validators:
        return ["there is a body, though none is declared"] if body else []
    name = media_type(content_type)
    if name not in declared.validators:
        return [f"the media type {name or 'is missing, and'} is not declared"]
    if not is_json(name):
        return []
    try:
        value = _parsed(body)
    except ValueError as error:
        return [f"the body {error}"]
    return [f"{item.place} {item.message}" for item in find_violations(declared.validators[name], value)]


def _parsed(body: bytes) -> Any:
    try:
        return parse_json(body)
    except ValueError:
        # Limit and offset are echoed whatever their size, and orjson reads none of more than 308 digits.
        with contextlib.suppress(ValueError):
            return json.loads(body.decode(), parse_constant=_refused)
        raise


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)
