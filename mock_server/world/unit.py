"""One public call: one transaction, and what every rule needs inside it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world import instants, jobs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mock_server.stores import Store, Transaction
    from mock_server.world.clock import Clock
    from mock_server.world.identity import Identity, Right
    from mock_server.world.ids import IdFactory
    from mock_server.world.plan import JobPlan


@dataclass(frozen=True)
class Unit:
    """The work of one call on behalf of one caller."""

    rows: Transaction
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
        return instants.text(self.clock.tick())

    def new_id(self, table: str) -> str:
        """Return an identifier that the table does not hold, also when a seeded sequence starts over."""
        while self.rows.get(table, candidate := self.ids.new()) is not None:
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


@dataclass(frozen=True)
class Engine:
    """What every collection of the world shares."""

    store: Store
    clock: Clock
    ids: IdFactory
    plan: JobPlan

    @contextmanager
    def reading(self, who: Identity) -> Iterator[Unit]:
        """Open a unit of work. Raises Forbidden without the right to read."""
        with self._unit(who, "read") as unit:
            yield unit

    @contextmanager
    def writing(self, who: Identity) -> Iterator[Unit]:
        """Open a unit of work that changes something. Raises Forbidden without the right to write."""
        with self._unit(who, "write") as unit:
            who.remember(unit.rows)
            yield unit

    @contextmanager
    def _unit(self, who: Identity, right: Right) -> Iterator[Unit]:
        who.require(right)
        with self.store.transaction() as rows:
            unit = Unit(rows, who, self.clock, self.ids, self.plan)
            # Jobs that came due since the last call have happened before this one sees anything.
            jobs.settle(unit)
            yield unit
