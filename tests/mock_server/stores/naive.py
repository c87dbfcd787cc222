"""A store as simple as can be: dictionaries that every question walks, to hold the real one against."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mock_server.stores import Content, Index
    from mock_server.stores.store import Key, Row, Texts


class Writer(Protocol):
    """What a transaction and the naive store have in common."""

    def put(self, table: str, row: Row, texts: Texts | None = None) -> None:
        """Add or replace a row."""

    def delete(self, table: str, row_id: str) -> None:
        """Remove a row if it is there."""

    def put_content(self, content_id: str, content: Content) -> None:
        """Keep the bytes of a file."""

    def delete_content(self, content_id: str) -> None:
        """Forget the bytes of a file."""

    def clear(self) -> None:
        """Remove everything."""


@dataclass
class Naive:
    """Everything that a store holds; tables are in the order in which rows were added."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[tuple[str, str], Texts] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)

    def put(self, table: str, row: Row, texts: Texts | None = None) -> None:
        """Add or replace a row."""
        self.tables.setdefault(table, {})[row["id"]] = copy.deepcopy(row)
        self.texts[table, row["id"]] = texts or {}

    def delete(self, table: str, row_id: str) -> None:
        """Remove a row if it is there."""
        self.tables.get(table, {}).pop(row_id, None)
        self.texts.pop((table, row_id), None)

    def put_content(self, content_id: str, content: Content) -> None:
        """Keep the bytes of a file."""
        self.contents[content_id] = content

    def delete_content(self, content_id: str) -> None:
        """Forget the bytes of a file."""
        self.contents.pop(content_id, None)

    def clear(self) -> None:
        """Remove everything."""
        self.tables, self.texts, self.contents = {}, {}, {}

    def scan(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return list(self.tables.get(table, {}).values())

    def listing(self, table: str, index: Index, key: Key) -> list[Row]:
        """Return the rows under a key, by walking and sorting the whole table."""
        order, group = index.order, index.group
        found = [row for row in self.scan(table) if index.key(row) == key]
        if order is not None:
            found.sort(key=lambda row: (order(row), "" if index.numbered else row["id"]))
        if group is None:
            return found
        last = {group(row): row["id"] for row in found}
        return [row for row in found if last[group(row)] == row["id"]]

    def copy(self) -> Naive:
        """Return a store that changes apart from this one."""
        return Naive(copy.deepcopy(self.tables), dict(self.texts), dict(self.contents))
