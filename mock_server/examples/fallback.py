"""The fallback: answers an operation that has no function of its own, from what the document says of it."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from mock_server.examples.generator import Maker
from mock_server.http.responses import Answer, dump
from mock_server.openapi.compiler import Schema
from mock_server.openapi.conformity import BODILESS, find_faults
from mock_server.openapi.contract import Contract, Operation
from mock_server.openapi.document import Json
from mock_server.openapi.media_types import JSON_MEDIA_TYPE, is_json

MANY_OPERATIONS = 100
"""Operations of a document above which an answer is made when it is first asked for (decided): to make them
all would keep the start waiting for seconds."""

_LOG = logging.getLogger(__name__)
_OWN_HEADERS = {"content-type", "content-length", "date", "x-request-id"}
"""What every answer has, whatever the document says."""


def fallback(contract: Contract, operation: Operation) -> Callable[[], Answer]:
    """Return what gives the operation's success; see `fallback_answer`.

    Of a document of up to 100 operations it is made here, so that the start tells what cannot be made.
    """
    answer = cache(lambda: fallback_answer(contract, operation))
    if len(contract.operations) <= MANY_OPERATIONS:
        answer()
    return answer


def fallback_answer(contract: Contract, operation: Operation) -> Answer:
    """Return the operation's success: its example, else its first named one, else one made from its schema.

    The same document always gives the same answer. What cannot be made as the document wants it is logged as
    a warning, for an example in the document would help.
    """
    declared = operation.responses
    status = min((code for code in declared if code[:1] in {"2", "3"}), default="default")
    code = 200 if status == "default" else int(status.upper().replace("X", "0"))
    headers = _headers(contract, operation, status)
    response = declared.get(status)
    if response is None or not response.content or code in BODILESS:
        answer = Answer(code, b"", headers, media_type=None)
    else:
        name = JSON_MEDIA_TYPE if JSON_MEDIA_TYPE in response.content else next(iter(response.content))
        value = example_of(contract, response.content[name], response.validators[name])
        body = value.encode() if isinstance(value, str) and not is_json(name) else dump(value)
        answer = Answer(code, body, headers, media_type=name)
    _warn(contract, operation, answer)
    return answer


def example_of(contract: Contract, media: Json, judge: Schema) -> Any:
    """Return the example of a media type or header, its first named one, or a value made from its schema."""
    if "example" in media:
        return media["example"]
    for named in media.get("examples", {}).values():
        resolved = contract.resolve(named)
        if "value" in resolved:
            return resolved["value"]
    return Maker(contract).make(media.get("schema", {}), judge)


def _headers(contract: Contract, operation: Operation, status: str) -> dict[str, str]:
    """Return the headers that the document requires, apart from those that every answer has."""
    declared = operation.responses.get(status)
    if declared is None:
        return {}
    return {
        name: _header_text(example_of(contract, header, declared.headers[name][2]))
        for name, header in declared.header_definitions.items()
        if header.get("required") and name not in _OWN_HEADERS
    }


def _header_text(value: Any) -> str:
    """Return a value in the style `simple`, the only one that headers have."""
    if isinstance(value, list):
        return ",".join(map(_header_text, value))
    if isinstance(value, dict):
        return ",".join(f"{name},{_header_text(member)}" for name, member in value.items())
    text = value if isinstance(value, str) else dump(value).decode()
    return "".join(character for character in text if " " <= character <= "~")


def _warn(contract: Contract, operation: Operation, answer: Answer) -> None:
    headers = answer.raw_headers()
    faults = find_faults(operation, {"status": answer.status, "headers": headers}, answer.body)
    if faults:
        document, path = contract.document, operation.path.removeprefix(contract.base_path)
        line = document.line(["paths", path, operation.method.lower()])
        _LOG.warning(
            "%s:%d: the answer to %s %s cannot be made as the document wants it; give it an example: %s",
            document.path, line, operation.method, operation.path, "; ".join(faults[:3]),
        )  # fmt: skip
