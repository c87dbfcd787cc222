"""The fallback: answers an operation that has no function of its own, from what the document says of it."""

import logging
from typing import Any

from mock_server.answers import JSON_MEDIA_TYPE, Answer, dump
from mock_server.conformity import BODILESS, find_faults
from mock_server.contract import Contract, Operation
from mock_server.documents import Json
from mock_server.maker import Maker
from mock_server.negotiation import is_json

_LOG = logging.getLogger(__name__)
_OWN_HEADERS = {"content-type", "content-length", "date", "x-request-id"}
"""What every answer has, whatever the document says."""


def fallback_answer(contract: Contract, operation: Operation) -> Answer:
    """Return the operation's success: its example, else its first named one, else one made from its schema.

    The same document always gives the same answer. What cannot be made as the document wants it is logged as
    a warning, for an example in the document would help.
    """
    declared = operation.responses
    status = min((code for code in declared if code[:1] in {"2", "3"}), default="default")
    code = 200 if status == "default" else int(status.upper().replace("X", "0"))
    content = declared[status].content if status in declared and code not in BODILESS else {}
    headers = _headers(contract, operation, status)
    if content:
        name = JSON_MEDIA_TYPE if JSON_MEDIA_TYPE in content else next(iter(content))
        value = example_of(contract, content[name])
        body = value.encode() if isinstance(value, str) and not is_json(name) else dump(value)
        answer = Answer(code, body, headers, media_type=name)
    else:
        answer = Answer(code, b"", headers, media_type=None)
    _warn(contract, operation, answer)
    return answer


def example_of(contract: Contract, media: Json) -> Any:
    """Return the example of a media type or header, its first named one, or a value made from its schema."""
    if "example" in media:
        return media["example"]
    for named in media.get("examples", {}).values():
        resolved = contract.resolve(named)
        if "value" in resolved:
            return resolved["value"]
    return Maker(contract).make(media.get("schema", {}))


def _headers(contract: Contract, operation: Operation, status: str) -> dict[str, str]:
    """Return the headers that the document requires, apart from those that every answer has."""
    found = {}
    declared = operation.responses.get(status)
    for name, header in declared.header_definitions.items() if declared else ():
        if header.get("required") and name not in _OWN_HEADERS:
            found[name] = _header_text(example_of(contract, header))
    return found


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
