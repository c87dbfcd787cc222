"""The rows of one transaction, as the rules see them: whatever is written is rendered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.stores.json_text import JsonText
from mock_server.world.rendering import MEMBERS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores import Transaction
    from mock_server.world.rules import Rules

    Json = dict[str, Any]


class Rows:
    """A store's transaction, together with the rules of the app.

    Reads and deletions are the transaction's own; see `stores.Transaction`.
    """

    __slots__ = (
        "_put",
        "content",
        "delete",
        "delete_content",
        "first",
        "get",
        "has",
        "listing",
        "put_content",
        "rules",
        "scan",
        "text",
        "texts",
    )

    def __init__(self, transaction: Transaction, rules: Rules) -> None:
        self.rules = rules
        self.get = transaction.get
        self.has = transaction.has
        self.text = transaction.text
        self.texts = transaction.texts
        self.delete = transaction.delete
        self.scan = transaction.scan
        self.listing = transaction.listing
        self.first = transaction.first
        self.put_content = transaction.put_content
        self.content = transaction.content
        self.delete_content = transaction.delete_content
        self._put = transaction.put

    def put(self, table: str, row: Json) -> None:
        """Add or replace a row, and keep how answers show it.

        LookupError when it refers to what does not exist. What it refers to never changes while it is there,
        so that the texts stay true.
        """
        render = TEXTS.get(table)
        if render is None:
            self._put(table, row)
            return
        kept = MEMBERS.get(table)
        if kept is None:
            self._put(table, row, render(self, row))
            return
        row = with_texts(row, kept)
        texts = render(self, row)
        self._put(table, row, texts, {name: row.pop(name).text for name in kept})


def with_texts(row: Json, names: Sequence[str]) -> Json:
    """Return a copy of a row in which some members are JSON texts."""
    copied = row.copy()
    for name in names:
        if type(copied[name]) is not JsonText:
            copied[name] = JsonText.of(copied[name])
    return copied
