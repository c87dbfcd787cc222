"""The numbers of a page."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.document import Document
from contract_tests.page import MOST_LIMIT, page_problems

LIST_MODELS = Document.load().operations["list_models"]
Numbers = dict[str, int]


def page(count: int, **numbers: int) -> dict[str, Any]:
    """The data of a page with some items."""
    return {**numbers, "item_count": count, "items": [{}] * count}


def wrong(data: Any, **query: str) -> list[str]:
    """What came instead of what was expected."""
    return [actual for _, actual in page_problems(data, tuple(query.items()), LIST_MODELS)]


@pytest.mark.parametrize(
    ("data", "query"),
    [
        (page(0, page_size=50, total=0, page_count=0, page_index=1, offset=0), {}),
        (page(2, page_size=2, total=5, page_count=3, page_index=2, offset=2), {"limit": "2", "offset": "2"}),
        (page(1, page_size=2, total=5, page_count=3, page_index=3, offset=4), {"limit": "2", "offset": "4"}),
        (page(2, page_size=2, total=5, page_count=3, page_index=2, offset=1), {"limit": "2", "offset": "1"}),
        (page(0, page_size=2, total=5, page_count=3, page_index=51, offset=100), {"offset": "100"}),
        (page(0, page_size=2, total=5, page_count=3, page_index=3, offset=100), {"offset": "100"}),
        (page(3, page_size=1500, total=3, page_count=1, page_index=1, offset=0), {"limit": "9999"}),
    ],
)
def test_right_pages(data: Any, query: dict[str, str]) -> None:
    """Empty, middle, last, shifted and far pages, and one whose limit was capped far above what is usual."""
    assert wrong(data, **query) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item_count": 1}, "item_count 1"),
        ({"page_count": 2}, "page_count 2"),
        ({"page_index": 1}, "page_index 1"),
        ({"total": 3}, "2 items"),
        ({"page_size": 3}, "page_size 3"),
        ({"offset": 0}, "offset 0"),
    ],
)
def test_wrong_pages(change: Numbers, said: str) -> None:
    """Each number that is off is named."""
    right = page(2, page_size=2, total=5, page_count=3, page_index=2, offset=2)
    assert said in wrong({**right, **change}, limit="2", offset="2")


def test_a_cap_below_what_is_usual() -> None:
    """A limit that every server must take may not be cut."""
    capped = page(0, page_size=100, total=0, page_count=0, page_index=1, offset=0)
    assert wrong(capped, limit=str(MOST_LIMIT)) == ["page_size 100"]


@pytest.mark.parametrize("data", [None, [], {}, {"items": 1}, {"items": [], "total": None}])
def test_what_is_no_page(data: Any) -> None:
    """It is the schema's matter."""
    assert wrong(data) == []
