"""The rows of one transaction, as the rules see them: whatever is written is rendered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world.rendering import TEXTS

if TYPE_CHECKING:
    from mock_server.stores import Transaction
    from mock_server.world.rules import Rules

    Json = dict[str, Any]


class Rows:
    """A store's transaction, together with the rules of the app.

    Reads and deletions are the transaction's own; see `stores.Transaction`.
    """

    def __init__(self, transaction: Transaction, rules: Rules) -> None:
        self.rules = rules
        self.get = transaction.get
        self.has = transaction.has
        self.text = transaction.text
        self.delete = transaction.delete
        self.scan = transaction.scan
        self.listing = transaction.listing
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
        self._put(table, row, None if render is None else render(self, row))
