"""One public call: one transaction, and what every rule needs inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world.rows import Rows

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime
    from types import TracebackType

    from mock_server.stores import Store, Transaction
    from mock_server.world.clock import Clock
    from mock_server.world.identity import Identity, Right
    from mock_server.world.ids import IdFactory
    from mock_server.world.plan import JobPlan
    from mock_server.world.rules import Rules


@dataclass(slots=True)
class Unit:
    """The work of one call on behalf of one caller."""

    rows: Rows
    rules: Rules
    who: Identity
    clock: Clock
    ids: IdFactory
    plan: JobPlan

    @property
    def organization_id(self) -> str:
        """The organization everything is looked up in."""
        return str(self.who.organization["id"])

    def now(self) -> datetime:
        """Return the present instant, for rules about time."""
        return self.clock.now()

    def stamp(self) -> str:
        """Return a new instant for a write, as text; each call gives a later one."""
        return self.rules.timestamp(self.clock.tick())

    def new_id(self, table: str) -> str:
        """Return an identifier that the table does not hold, also when a seeded sequence starts over."""
        while self.rows.has(table, candidate := self.ids.new()):
            continue
        return candidate

    def made(self, table: str) -> dict[str, Any]:
        """Return the members of a new row: id, organization, and who made it when."""
        at, user_id = self.stamp(), self.who.user["id"]
        return {
            "id": self.new_id(table),
            "organization_id": self.organization_id,
            "created_at": at,
            "updated_at": at,
            "created_by_id": user_id,
            "updated_by_id": user_id,
        }

    def edited(self) -> dict[str, Any]:
        """Return the members of a row that an edit changes: who made it when."""
        return {"updated_at": self.stamp(), "updated_by_id": self.who.user["id"]}


class _Opened:
    """The block of a unit of work; a class, as nested generators would cost more than the work itself."""

    __slots__ = ("_block", "_engine", "_right", "_who")

    def __init__(self, engine: Engine, who: Identity, right: Right) -> None:
        self._engine, self._who, self._right = engine, who, right

    def __enter__(self) -> Unit:
        self._who.require(self._right)
        self._block: AbstractContextManager[Transaction] = self._engine.store.transaction()
        transaction = self._block.__enter__()
        try:
            return self._prepared(transaction)
        except BaseException as error:
            self._block.__exit__(type(error), error, error.__traceback__)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._block.__exit__(kind, error, trace)

    def _prepared(self, transaction: Transaction) -> Unit:
        engine = self._engine
        rows = Rows(transaction, engine.rules)
        unit = engine.rules.Unit(rows, engine.rules, self._who, engine.clock, engine.ids, engine.plan)
        # Jobs that came due since the last call have happened before this one sees anything.
        engine.rules.settle_jobs(unit)
        if self._right == "write":
            self._who.remember(rows)
        return unit


@dataclass(frozen=True)
class Engine:
    """What every collection of the world shares."""

    store: Store
    clock: Clock
    ids: IdFactory
    plan: JobPlan
    rules: Rules

    def reading(self, who: Identity) -> AbstractContextManager[Unit]:
        """Open a unit of work. Raises Forbidden without the right to read."""
        return _Opened(self, who, "read")

    def writing(self, who: Identity) -> AbstractContextManager[Unit]:
        """Open a unit of work that changes something. Raises Forbidden without the right to write."""
        return _Opened(self, who, "write")
