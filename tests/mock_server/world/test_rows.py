"""Rows: what is written is rendered at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.stores import MemoryStore
from mock_server.world.indexes import INDEXES
from mock_server.world.rows import Rows
from mock_server.world.rules import Rules
from tests.mock_server.world.build import HARBOUR, MAYA, NO_ID

if TYPE_CHECKING:
    from mock_server.stores import Store

PROJECT = {
    "id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021",
    "organization_id": HARBOUR["id"],
    "name": "p",
    "created_at": "2025-07-01T12:00:00.000000Z",
    "updated_at": "2025-07-01T12:00:00.000000Z",
    "created_by_id": MAYA.user["id"],
    "updated_by_id": MAYA.user["id"],
}


@pytest.fixture
def store() -> Store:
    """Return a store that knows one caller."""
    store = MemoryStore(INDEXES)
    with store.transaction() as transaction:
        MAYA.remember(Rows(transaction, Rules()))
    return store


def put(store: Store, table: str, row: dict[str, Any]) -> None:
    """Write one row."""
    with store.transaction() as transaction:
        Rows(transaction, Rules()).put(table, row)


def text(store: Store, table: str, row_id: str, name: str) -> Any:
    """Return one text of a row, decoded, or None."""
    with store.transaction() as transaction:
        found = transaction.text(table, row_id, name)
    return None if found is None else json.loads(found)


def test_texts_go_with_each_version(store: Store) -> None:
    """They are those of the row as it was written last."""
    for name in ("p", "q"):
        put(store, "projects", {**PROJECT, "name": name})
        assert text(store, "projects", PROJECT["id"], "reference") == {"id": PROJECT["id"], "name": name}
        shown = text(store, "projects", PROJECT["id"], "item")
        assert (shown["name"], shown["organization"], shown["created_by"]) == (name, HARBOUR, MAYA.user)


def test_some_tables_have_no_texts(store: Store) -> None:
    """Rows that no list shows by a text are kept as they are."""
    put(store, "jobs", {"id": "j", "status": "PENDING"})
    with store.transaction() as transaction:
        assert transaction.get("jobs", "j") == {"id": "j", "status": "PENDING"}
        assert transaction.text("jobs", "j", "item") is None


@pytest.mark.parametrize("member", ["organization_id", "created_by_id", "updated_by_id"])
def test_a_row_that_refers_to_nothing(store: Store, member: str) -> None:
    """It is refused with the table and the id, and is not there."""
    with pytest.raises(LookupError, match=NO_ID):
        put(store, "projects", {**PROJECT, member: NO_ID})
    with store.transaction() as transaction:
        assert transaction.scan("projects") == []
