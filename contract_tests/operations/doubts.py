"""Doubts: generated requests on whose acceptance or refusal the contract's sources say nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.exchange import Exchange

WIDEST = 2**53
"""Integers beyond it may be refused, or come back as 1e+30: few databases hold them, no JavaScript does."""
OLDEST = "1000"
"""Years before it may be refused."""
ROLES = ("inputs", "outputs", "targets", "decisions", "metadata")


class Doubts:
    """What a schema cannot say, of a document whose requests are generated."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lenient = Document(_without_ignored(document.raw), {}, document.path)

    def about(self, check: str, exchange: Exchange) -> bool:
        """Whether a failed check on this exchange proves nothing.

        A server need not hold NUL or an integer of 30 digits, columns may have to have different names and
        specs to name columns that exist; nobody says what an empty query value means; and what the contract
        ignores may be anything.
        """
        if exchange.status == 429:
            return True
        if check == "negative_data_rejection":
            return any(value == "" for _, value in exchange.query) or self._only_ignored_is_wrong(exchange)
        if check == "response_schema_conformance":
            return exchange.ok and any(_wide(value) for value in _scalars(_body(exchange)))
        if check != "positive_data_acceptance":
            return False
        return exchange.status in {400, 413} and _odd(exchange)

    def _only_ignored_is_wrong(self, exchange: Exchange) -> bool:
        operation, body = self._lenient.operations.get(exchange.operation or ""), _body(exchange)
        schema = operation.request_schema if operation else None
        if schema is None or not isinstance(body, dict):
            return False
        return bool(self._document.problems(schema, body)) and not self._lenient.problems(schema, body)


def _without_ignored(node: Any) -> Any:
    """The document with any value allowed where the contract ignores it."""
    if isinstance(node, dict):
        return {} if node.get("x-ignored") else {key: _without_ignored(value) for key, value in node.items()}
    return [_without_ignored(item) for item in node] if isinstance(node, list) else node


def _odd(exchange: Exchange) -> bool:
    texts = [value for _, value in exchange.query]
    if any(_odd_scalar(int(text) if text.isdecimal() and len(text) < 400 else text) for text in texts):
        return True
    body = _body(exchange)
    return any(_odd_scalar(value) for value in _scalars(body)) or _inconsistent(body)


def _body(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.request_body or b"null")
    except ValueError:
        return None


def _wide(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) > WIDEST


def _odd_scalar(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    if isinstance(value, str):
        date = value[4:5] == "-" and value[10:11] in {"T", "t"} and value[:4] < OLDEST
        return (
            value == "" or date or any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in value)
        )
    return _wide(value)


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _scalars(member)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        yield value


def _inconsistent(body: Any) -> bool:
    """Whether the parts of a legal body do not fit each other; a spec alone may fit what is stored or not."""
    if not isinstance(body, dict):
        return False
    columns = (body.get("schema") or {}).get("columns", [])
    names = {column["name"].casefold() for column in columns}
    if len(names) < len(columns) or any(_upside_down(column) for column in columns):
        return True
    spec = body.get("spec") or {}
    named = [name for role in ROLES for name in spec.get(role, [])]
    features = spec.get("custom_features", [])
    named += [name for feature in features for name in feature.get("columns", [])]
    named += [feature[key] for feature in features for key in ("column", "source_column") if key in feature]
    return any(name.casefold() not in names for name in named)


def _upside_down(column: dict[str, Any]) -> bool:
    low, high = column.get("min"), column.get("max")
    return low is not None and high is not None and low > high
