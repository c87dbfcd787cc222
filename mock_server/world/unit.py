"""One public call: one transaction, and what every rule needs inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from mock_server.world import jobs, sequences
from mock_server.world.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime
    from types import TracebackType

    from mock_server.stores import Store, Transaction
    from mock_server.world.clock import Clock
    from mock_server.world.identity import Identity, Right
    from mock_server.world.ids import IdFactory
    from mock_server.world.plan import JobPlan
    from mock_server.world.rules import Rules
    from mock_server.world.sequences import SharedClock, SharedIds

Result = TypeVar("Result", bound="Unit | None")


@dataclass(slots=True)
class Unit:
    """The work of one call on behalf of one caller."""

    rows: Rows
    rules: Rules
    who: Identity
    clock: Clock | SharedClock
    ids: IdFactory | SharedIds
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
    """The block of a unit of work; a class, as nested generators would cost more than the work itself.

    `reading` is one in which nothing is written. It becomes another where a job has come due.
    """

    __slots__ = ("_block", "_engine", "_reading", "_right", "_who")

    def __init__(self, engine: Engine, who: Identity, right: Right, *, reading: bool = False) -> None:
        self._engine, self._who, self._right = engine, who, right
        # In one process all transactions are alike, and who knows what a replaced rule writes.
        self._reading = reading and engine.store.shared and not engine.rules.replaced

    def __enter__(self) -> Unit:
        self._who.require(self._right)
        if self._reading:
            unit = self._begun(self._untouched)
            if unit is not None:
                return unit
            self._reading = False
        return self._begun(self._prepared)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._block.__exit__(kind, error, trace)

    def _begun(self, prepare: Callable[[Unit], Result]) -> Result:
        """Open a transaction, and close it again unless there is a result."""
        engine = self._engine
        self._block: AbstractContextManager[Transaction] = engine.store.transaction(reading=self._reading)
        transaction = self._block.__enter__()
        try:
            clock: Clock | SharedClock = engine.clock
            ids: IdFactory | SharedIds = engine.ids
            if engine.store.shared:
                clock, ids = sequences.shared(transaction, engine.clock, engine.ids)
            rows = Rows(transaction, engine.rules)
            prepared = prepare(engine.rules.Unit(rows, engine.rules, self._who, clock, ids, engine.plan))
        except BaseException as error:
            self._block.__exit__(type(error), error, error.__traceback__)
            raise
        if prepared is None:
            self._block.__exit__(None, None, None)
        return prepared

    def _prepared(self, unit: Unit) -> Unit:
        # Jobs that came due since the last call have happened before this one sees anything.
        unit.rules.settle_jobs(unit)
        if self._right == "write":
            self._who.remember(unit.rows)
        return unit

    @staticmethod
    def _untouched(unit: Unit) -> Unit | None:
        return None if jobs.due(unit) else unit


@dataclass(frozen=True)
class Engine:
    """What every collection of the world shares."""

    store: Store
    clock: Clock
    ids: IdFactory
    plan: JobPlan
    rules: Rules

    def reading(self, who: Identity) -> AbstractContextManager[Unit]:
        """Open a unit of work that changes nothing. Raises Forbidden without the right to read."""
        return _Opened(self, who, "read", reading=True)

    def polling(self, who: Identity) -> AbstractContextManager[Unit]:
        """Open a unit of work in which a look may change something. Raises Forbidden as `reading` does."""
        return _Opened(self, who, "read")

    def writing(self, who: Identity) -> AbstractContextManager[Unit]:
        """Open a unit of work that changes something. Raises Forbidden without the right to write."""
        return _Opened(self, who, "write")
