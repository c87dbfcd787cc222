"""Doubts: generated requests on whose acceptance or refusal the contract's sources say nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.exchange import Exchange

WIDEST = 2**63
"""Integers from here on may be refused: few databases hold them."""
OLDEST = "1000"
"""Years before it may be refused."""
ROLES = ("inputs", "outputs", "targets", "decisions", "metadata")


def doubtful(check: str, exchange: Exchange) -> bool:
    """Whether a failed check on this exchange proves nothing.

    A schema cannot say that a server need not hold NUL or an integer of 30 digits, that columns may have
    to have different names and specs to name columns that exist; nor what an empty query value means.
    """
    if exchange.status == 429:
        return True
    if check == "negative_data_rejection":
        return any(value == "" for _, value in exchange.query)
    return check == "positive_data_acceptance" and exchange.status in {400, 413} and _odd(exchange)


def _odd(exchange: Exchange) -> bool:
    texts = [value for _, value in exchange.query]
    if any(_odd_scalar(int(text) if text.isdecimal() and len(text) < 400 else text) for text in texts):
        return True
    try:
        body = json.loads(exchange.request_body or b"null")
    except ValueError:
        return False
    return any(_odd_scalar(value) for value in _scalars(body)) or _inconsistent(body)


def _odd_scalar(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    if isinstance(value, str):
        date = value[4:5] == "-" and value[10:11] in {"T", "t"} and value[:4] < OLDEST
        return (
            value == "" or date or any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in value)
        )
    return abs(value) >= WIDEST


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
