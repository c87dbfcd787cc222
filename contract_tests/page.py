"""Pages: the numbers of a page agree with each other, with its items and with what was asked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.document import Operation

NUMBERS = ("page_size", "total", "item_count", "page_count", "page_index", "offset")
MOST_LIMIT = 1000
"""A limit that every server must take as it is."""
WIDEST = 2**31 - 1


def page_problems(
    page: Any, query: Sequence[tuple[str, str]], operation: Operation
) -> Iterator[tuple[str, str]]:
    """Yield what is expected and what came, for each number of a page that is wrong.

    Args:
        page: the `data` of a successful answer; whatever is no page has no problems here, but in its schema.
        query: pairs of the request, before encoding.
        operation: what was asked.
    """
    if not isinstance(page, dict) or not isinstance(page.get("items"), list):
        return
    if not all(isinstance(page.get(name), int) for name in NUMBERS):
        return
    yield from _arithmetic(page)
    names = [name for name, _ in query]
    asked = {name: value for name, value in query if names.count(name) == 1 and name in operation.parameters}
    for name, member in (("limit", "page_size"), ("offset", "offset")):
        text = asked.get(name, "")
        if text.isascii() and text.isdigit() and not _echoes(int(text), page[member], name):
            yield f"{member} {text}, the {name} asked for", f"{member} {page[member]}"


def _echoes(asked: int, shown: int, name: str) -> bool:
    """Whether a page shows the limit in force or the offset that was asked for.

    The contract declares no upper limit, and no width of an integer: a server may cap a limit above
    MOST_LIMIT if it says so, and what no 32-bit number holds may come back as the nearest it can hold.
    """
    if asked == shown or (asked > WIDEST and shown >= WIDEST):
        return True
    return name == "limit" and asked > MOST_LIMIT and MOST_LIMIT <= shown < asked


def _arithmetic(page: dict[str, Any]) -> Iterator[tuple[str, str]]:
    size, total, offset, count = page["page_size"], page["total"], page["offset"], len(page["items"])
    if page["item_count"] != count:
        yield f"item_count {count}, the number of items", f"item_count {page['item_count']}"
    if size > 0:
        if page["page_count"] != math.ceil(total / size):
            yield (
                f"page_count {math.ceil(total / size)} for total {total} by {size}",
                f"page_count {page['page_count']}",
            )
        # Past the end a server may stop at the last page, by which a client knows that it is done.
        past = offset >= total and page["page_index"] >= max(1, page["page_count"])
        if offset % size == 0 and page["page_index"] != offset // size + 1 and not (offset and past):
            yield (
                f"page_index {offset // size + 1} at offset {offset} by {size}",
                f"page_index {page['page_index']}",
            )
        expected = max(0, min(size, total - offset))
        if count != expected:
            yield f"{expected} items at offset {offset} of total {total} by {size}", f"{count} items"
