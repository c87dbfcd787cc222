"""The minimal chain of requests that shows a violation, out of all that a clause has sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.exchange import Exchange

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
LONGEST = 25


def minimal_chain(exchanges: Sequence[Exchange], last: Exchange | None = None) -> tuple[Exchange, ...]:
    """The requests needed to come to `last`, ending with it; at most LONGEST, the nearest ones.

    Kept are the writes that made something which a later kept request names, and every later write to
    it. A list needs all successful writes of the clause. Reads in between are left out.

    Args:
        exchanges: all requests of the clause, in order.
        last: the one that shows the violation; by default the last of them.
    """
    if last is None:
        if not exchanges:
            return ()
        last = exchanges[-1]
    before = [exchange for exchange in exchanges if exchange.number < last.number]
    kept = [last]
    wanted = _named(last)
    collection = last.operation == "list_models"
    for exchange in reversed(before):
        if exchange.method in {"GET", "HEAD", "OPTIONS"}:
            continue
        if (collection and exchange.ok) or wanted & (_made(exchange) | set(_UUID.findall(exchange.path))):
            kept.append(exchange)
            wanted |= _named(exchange)
    return tuple(sorted(kept, key=lambda exchange: exchange.number)[-LONGEST:])


def _named(exchange: Exchange) -> set[str]:
    body = (exchange.request_body or b"")[:20_000].decode("utf-8", "replace")
    return set(_UUID.findall(exchange.target)) | set(_UUID.findall(body))


def _made(exchange: Exchange) -> set[str]:
    data = exchange.data
    return {str(data["id"])} if isinstance(data, dict) and "id" in data else set()
