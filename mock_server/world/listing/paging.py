"""A part of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_LIMIT = 50
"""Items per page when none is asked for (decided; the client pages by 50)."""


@dataclass(slots=True)
class Page:
    """Some consecutive items of a list; nothing changes one, though to forbid it would double its cost.

    Attributes:
        items: The items on this page, as objects or as `JsonTexts`.
        total: How many items the whole list has.
        limit: The page size in force, at least 1.
        offset: How many items come before this page.
    """

    items: Sequence[Any]
    total: int
    limit: int
    offset: int


class Sliceable(Protocol):
    """What knows its length and can give a part of itself, without walking all of it."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Sequence[Any]: ...


def cut(items: Sliceable, limit: int, offset: int) -> Page:
    """Return the page of `limit` items after the first `offset` ones; empty past the end."""
    return Page(list(items[offset : offset + limit]), len(items), limit, offset)


def whole(items: Sequence[Any]) -> Page:
    """Return everything as one page, for a list that has no paging parameters."""
    return Page(list(items), len(items), max(len(items), 1), 0)
