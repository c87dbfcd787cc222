"""The kinds of stores, so that one test can be run on each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from mock_server.stores.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pytest

    from mock_server.stores import Index, Store

SHARED = ("sqlite", "redis")
KINDS = ("memory", *SHARED)


class Kind:
    """One kind of store: gives new stores, and the same one again as another process would have it."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path, kind: str) -> None:
        self.kind = kind
        self._folder = folder
        # Asked for only where it is needed: not every machine has a Redis.
        self._url: Callable[[str], str] | None = (
            request.getfixturevalue("redis_server").url if kind == "redis" else None
        )
        self._opened: list[Store] = []

    def name(self) -> str:
        """Return the name of a store that nobody has used."""
        unused = uuid.uuid4().hex
        if self._url is not None:
            return self._url(unused)
        return f"sqlite:{self._folder / unused}.db" if self.kind == "sqlite" else self.kind

    def open(self, name: str, indexes: Mapping[str, Sequence[Index]]) -> Store:
        """Return a store, closed at the end of the test."""
        store = open_store(name, indexes)
        self._opened.append(store)
        return store

    def new(self, indexes: Mapping[str, Sequence[Index]]) -> Store:
        """Return a new store."""
        return self.open(self.name(), indexes)

    def close(self) -> None:
        """Close all stores."""
        for store in self._opened:
            store.close()
