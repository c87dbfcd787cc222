"""Stores by name, as `--store` names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.stores.memory import MemoryStore
from mock_server.stores.store import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mock_server.stores.index import Index
    from mock_server.stores.store import Store

MEMORY = "memory"
FORMS = "memory, sqlite:FILE or redis://HOST:PORT/DB"
_EXTRA = "pip install 'model-registry-contract-kit[redis]'"


def check_name(name: str) -> None:
    """Raise Unusable for a name of no kind of store; nothing is opened."""
    scheme, colon, rest = name.partition(":")
    if name == MEMORY or (colon and rest and scheme in {"sqlite", "redis", "rediss"}):
        return
    raise Unusable(f"there is no such kind of store; use {FORMS}.")


def open_store(name: str, indexes: Mapping[str, Sequence[Index]]) -> Store:
    """Return the store of a name. Unusable or Unavailable when there is none to be had."""
    check_name(name)
    scheme, _, rest = name.partition(":")
    if scheme == "sqlite":
        from mock_server.stores.sqlite.store import SqliteStore  # noqa: PLC0415  only who uses it waits for it

        return SqliteStore(rest, indexes)
    if scheme in {"redis", "rediss"}:
        try:
            from mock_server.stores.redis.store import RedisStore  # noqa: PLC0415  same
        except ImportError as error:
            raise Unusable(f"{error}; install the kit with its extra: {_EXTRA}.") from error
        return RedisStore(name, indexes)
    return MemoryStore(indexes)
