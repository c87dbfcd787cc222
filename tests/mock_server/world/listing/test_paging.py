"""Pages."""

from __future__ import annotations

import pytest

from mock_server.world.listing import paging


@pytest.mark.parametrize(
    ("limit", "offset", "items"),
    [
        (2, 0, [0, 1]),
        (2, 1, [1, 2]),
        (2, 4, [4]),
        (5, 0, [0, 1, 2, 3, 4]),
        (1, 5, []),
        (10**30, 0, [0, 1, 2, 3, 4]),
        (1, 10**30, []),
    ],
)
def test_cut(limit: int, offset: int, items: list[int]) -> None:
    """Some consecutive items, with the length of the whole and the numbers that were asked for."""
    assert paging.cut(range(5), limit, offset) == paging.Page(items, 5, limit, offset)


@pytest.mark.parametrize(("items", "limit"), [([], 1), ([1], 1), ([1, 2, 3], 3)])
def test_whole(items: list[int], limit: int) -> None:
    """Everything on one page, whose size is at least 1."""
    assert paging.whole(items) == paging.Page(items, len(items), limit, 0)
