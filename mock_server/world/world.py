"""The world: everything that exists, behind one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import transfer
from mock_server.world.environments import Environments
from mock_server.world.events import Events
from mock_server.world.files import Files
from mock_server.world.jobs import Jobs
from mock_server.world.projects import Projects
from mock_server.world.rules import Rules
from mock_server.world.unit import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.stores import Store
    from mock_server.world.clock import Clock
    from mock_server.world.ids import IdFactory
    from mock_server.world.plan import JobPlan

    Json = dict[str, Any]


class World:
    """Everything that exists and how it changes.

    Every public call of a collection is one store transaction, though one that reads a large file takes that
    out beforehand, and may be made from any thread. Documents given to a call or returned by one are values:
    change none of them in place.

    Attributes:
        models, columns, artifacts, surrogates, factory: The contract's operations.
        projects, files, jobs, environments, events: What the official client needs beside them.
    """

    def __init__(
        self, store: Store, *, clock: Clock, ids: IdFactory, jobs: JobPlan, rules: Rules | None = None
    ) -> None:
        rules = rules or Rules()
        self.engine = engine = Engine(store, clock, ids, jobs, rules)
        self.rules = rules
        self.store = store
        self.clock = clock
        self.models = rules.Models(engine)
        self.columns = rules.Columns(engine)
        self.artifacts = rules.Artifacts(engine)
        self.surrogates = rules.Surrogates(engine)
        self.factory = rules.Factory(engine)
        self.projects = Projects(engine)
        self.files = Files(engine)
        self.jobs = Jobs(engine)
        self.environments = Environments(engine)
        self.events = Events(engine)

    def begin(self, rows: Callable[[], Mapping[str, list[Json]]]) -> bool:
        """Start with these rows, which are let go of; not if the store holds a world: then return False."""
        return transfer.begun(self.store, self.rules, rows)

    def snapshot(self) -> dict[str, list[Json]]:
        """Return every row as JSON, by table; `load_world` reads it back from a file."""
        return transfer.exported(self.store)

    def restore(self, rows: Mapping[str, list[Json]], *, emptied: bool = False) -> None:
        """Replace everything by the rows of a snapshot or of `load_world`.

        `emptied` leaves no models in what is given: a large world is not in memory twice then.
        """
        transfer.imported(self.store, self.rules, rows, emptied=emptied)
