"""One public call: what happens before it, and what it costs."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest

from mock_server.stores import MemoryStore
from mock_server.world import Clock, Forbidden, IdFactory, JobPlan, ModelQuery, NotFound, World, jobs
from mock_server.world.indexes import INDEXES
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA, TOMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mock_server.stores import Content, Entry, Listing, Log, Store, Transaction
    from mock_server.stores.store import Key


class Counting:
    """A store that counts what is asked of another one, and how many entries its listings give."""

    shared: bool = False
    log: Log | None = None

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: Counter[str] = Counter()

    @contextmanager
    def transaction(self, *, reading: bool = False) -> Iterator[Transaction]:
        """Open a transaction whose calls are counted."""
        self.asked["transaction"] += 1
        with self._store.transaction(reading=reading) as transaction:
            yield cast("Transaction", _Counted(transaction, self.asked))

    def keep(self, file: BinaryIO) -> Content:
        """Take up all of a file."""
        return self._store.keep(file)

    def reverted(self) -> Counting:
        """Go back to the start, in this same object."""
        self._store = self._store.reverted()
        return self

    def forget(self) -> None:
        """Begin without a world."""
        self._store.forget()

    def close(self) -> None:
        """Let go of everything."""
        self._store.close()


class _Counted:
    """A transaction whose calls are counted."""

    def __init__(self, transaction: Transaction, asked: Counter[str]) -> None:
        self._transaction, self._asked = transaction, asked

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._transaction, name)

        def counted(*given: Any) -> Any:
            self._asked[name] += 1
            return call(*given)

        return counted

    def listing(self, table: str, index: str, key: Key) -> _CountedListing:
        self._asked["listing"] += 1
        return _CountedListing(self._transaction.listing(table, index, key), self._asked)


class _CountedListing:
    """A listing whose entries are counted when they are given."""

    def __init__(self, listing: Listing, asked: Counter[str]) -> None:
        self._listing, self._asked = listing, asked

    def __len__(self) -> int:
        return len(self._listing)

    def __getitem__(self, part: slice) -> Sequence[Entry]:
        found = self._listing[part]
        self._asked["entries"] += len(found)
        return found

    def batches(self, size: int) -> Iterator[Sequence[Entry]]:
        self._asked["entries"] += len(self._listing)
        return self._listing.batches(size)


def counted(plan: str) -> tuple[World, Counting]:
    """Return a world and the store that counts what it asks."""
    store = Counting(MemoryStore(INDEXES))
    clock = Clock.frozen(build.START)
    return World(store, clock=clock, ids=IdFactory(1), jobs=JobPlan.parse(plan)), store


def start_many(where: World, model_id: str, count: int) -> None:
    """Start jobs on a model that do not end soon."""
    info = {"resource_type": "MODEL", "resource_name": "m", "project_name": "p"}
    with where.engine.writing(MAYA) as unit:
        for _ in range(count):
            jobs.start(unit, "x", info, {"kind": "deploy_surrogate", "model_id": model_id})


@pytest.mark.parametrize(("plan", "few"), [("manual:9", 0), ("time:9", 1)])
def test_unfinished_jobs_cost_nothing(plan: str, few: int) -> None:
    """With 5,000 of them reads and writes ask as much of the store as with none, or one that has an end."""
    where, store = counted(plan)
    project_id = build.project(where)
    busy, other = (build.model(where, project_id, version=version)["id"] for version in ("v1", "v2"))
    calls: dict[str, Callable[[], object]] = {
        "get": lambda: where.models.get(other, MAYA),
        "list": lambda: where.models.list(ModelQuery(), MAYA),
        "update": lambda: where.models.update(other, {"description": "x"}, MAYA),
        "upload": lambda: where.files.upload("f.csv", b"", MAYA),
        "deploy": lambda: where.surrogates.deploy(other, {}, MAYA),
        "delete": lambda: where.models.delete(build.model(where, project_id, version="x")["id"], MAYA),
    }

    def costs() -> dict[str, Counter[str]]:
        found = {}
        with where.store.transaction() as rows:
            rows.mark()
        for name, call in calls.items():
            store.asked.clear()
            call()
            found[name] = Counter(store.asked)
        where.store.reverted()
        return found

    start_many(where, busy, few)
    before = costs()
    start_many(where, busy, 5000)
    assert costs() == before
    assert before["get"].total() <= 5


def fail_after_writing(where: World) -> None:
    """Write something, then raise."""
    with where.engine.writing(MAYA) as unit:
        unit.rows.put("organizations", {"id": "o", "name": "o"})
        raise RuntimeError("boom")


def test_a_call_is_whole_or_not_at_all() -> None:
    """Whatever fails inside, nothing of it stays, and the next call works."""
    where = build.world()
    before = where.snapshot()
    with pytest.raises(RuntimeError):
        fail_after_writing(where)
    assert where.snapshot() == before
    build.project(where)


def test_a_caller_without_the_right_opens_nothing() -> None:
    """The store is not even asked."""
    where, store = counted("immediate")
    with pytest.raises(Forbidden):
        where.projects.create({"name": "p"}, TOMAS)
    assert store.asked.total() == 0


def test_what_comes_due_stays_though_the_call_fails() -> None:
    """A call that is refused undoes itself, and the jobs that came due before it are due at the next."""
    where = build.world("time:0")
    model_id = build.model(where, build.project(where))["id"]
    where.surrogates.deploy(model_id, {}, MAYA)
    with pytest.raises(NotFound):
        where.models.get(build.NO_ID, MAYA)
    assert where.models.get(model_id, MAYA)["artifact_status"] == "surrogate"
