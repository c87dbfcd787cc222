"""The bench on which one clause works: its project, its fresh names, its requests, its verdicts."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.chain import minimal_chain
from contract_tests.clauses import NotVerified, Violated
from contract_tests.client import OWN
from contract_tests.exchange import Exchange, NotJson

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.clauses import Profile
    from contract_tests.client import Client
    from contract_tests.document import Json
    from contract_tests.provision import Provision

PAGE = 200
WALKS = 5
"""How often to walk through a list that changes meanwhile."""
SHORT_PATIENCE = 1.0
"""Seconds to wait for what is known not to come: on a stateless server waiting took six minutes."""

ENDED = {"SUCCESS", "FAILURE", "REVOKED"}
"""The statuses that a job does not leave."""


@dataclass
class RunState:
    """What the clauses of one run share.

    Attributes:
        seed: the run's seed.
        profile: the run's profile.
        stop_early: whether the first violation ends the run, so that making it nicer is time lost.
        memo: results that several clauses read, by the name of who made them.
        at_end: called when the run is over, to clean up what outlives a clause.
        in_vain: how often an effect was waited for that did not come.
    """

    seed: int = 1
    profile: Profile = "full"
    stop_early: bool = False
    memo: dict[str, Any] = field(default_factory=dict)
    at_end: list[Callable[[], None]] = field(default_factory=list)
    in_vain: Counter[str] = field(default_factory=Counter)

    def patience(self, what: str, wait: float) -> float:
        """Seconds to wait for an effect: less where it has failed to come twice, which has been reported."""
        return min(wait, SHORT_PATIENCE) if self.in_vain[what] >= 2 else wait


class Bench:
    """What a clause's check is given.

    Attributes:
        client: sends requests.
        provision: projects, files, environments and jobs.
        document: the contract.
        random: the clause's own random numbers, determined by the run's seed and the clause's id.
        violations: what `note` has collected so far.
        exchanges: what the clause has sent so far.
        mine: ids of the models that the clause created, in order.
        label: the beginning of every name that the clause gives.
        run: what the clauses of the run share.
    """

    def __init__(
        self, client: Client, provision: Provision, *, label: str, clause: str, run: RunState | None = None
    ) -> None:
        self.client = client
        self.provision = provision
        self.document = client.document
        self.run = run or RunState()
        self.random = random.Random(f"{self.run.seed}:{clause}")  # noqa: S311 - not for secrets
        self.violations: list[Violated] = []
        self.mine: list[str] = []
        self.label = label
        self._count = 0
        self._begin = len(client.log)
        self._project: str | None = None
        self._others: list[str] = []
        self._jobs: list[tuple[str, str | None]] = []

    # --- Names and places ---

    @property
    def exchanges(self) -> list[Exchange]:
        """The requests of this clause so far."""
        return self.client.log[self._begin :]

    @property
    def project_id(self) -> str:
        """The clause's project; its own and empty where the target can make one."""
        if self._project is None:
            self._project = self.provision.project()
        return self._project

    def other_project(self) -> str:
        """A second project.

        Raises:
            NotVerified: the target has none.
        """
        other = self.provision.other_project()
        self._others.append(other)
        return other

    def name(self, hint: str = "") -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{self.label}-{self._count:03d}{'-' + hint if hint else ''}"

    def body(self, **fields: Any) -> Json:
        """A minimal create body under a fresh name, in the clause's project unless `fields` name another."""
        name, place = fields.pop("name", None), fields.pop("project_id", None)
        return specimens.minimal_model(name or self.name(), place or self.project_id, **fields)

    def full_body(self, **fields: Any) -> Json:
        """A create body with every member, under a fresh name, in the clause's project or the given one."""
        name, place = fields.pop("name", None), fields.pop("project_id", None)
        return specimens.full_model(name or self.name(), place or self.project_id, **fields)

    # --- Requests ---

    def call(self, operation_id: str, **how: Any) -> Exchange:
        """Send a request to an operation; see Client.call."""
        exchange = self.client.call(operation_id, **how)
        if exchange.ok and isinstance(exchange.data, dict):
            if operation_id == "create_model":
                self.mine.append(str(exchange.data.get("id")))
            elif isinstance(job := exchange.data.get("job"), dict):
                self._jobs.append((str(job.get("id")), how.get("token", OWN)))
        return exchange

    def create(self, **fields: Any) -> Json:
        """Create a model as set-up: a minimal body under a fresh name, `fields` laid over it.

        Raises:
            NotVerified: it cannot be created, which other clauses look at.
        """
        return self.prepared(self.call("create_model", json=self.body(**fields)))

    def prepared(self, exchange: Exchange) -> Json:
        """The `data` of a request that was set-up only.

        Raises:
            NotVerified: it failed.
        """
        if not exchange.ok or not isinstance(exchange.data, dict):
            raise NotVerified(f"set-up failed: {exchange.label} answered {exchange.summary(120)}")
        return exchange.data

    def read(self, model_id: str) -> Json:
        """The model as GET shows it; Violated when it is not answered 200."""
        return self.data(self.call("get_model", model_id=model_id))

    def page(self, **query: Any) -> Exchange:
        """GET /v3/models within the clause's project."""
        return self.call("list_models", query={"project_id": self.project_id, **query})

    def items(self, **query: Any) -> list[Json]:
        """Everything that matches in the project, collected page by page; only the clause's own models.

        The project may hold models of others: those are left out, which keeps order meaningful.
        """
        own = set(self.mine)
        return [item for item in self.everything(**query) if item.get("id") in own]

    def everything(self, **query: Any) -> list[Json]:
        """Everything that matches in the project, the models of others too.

        Where the project is shared, models of earlier clauses may still be on their way out; the walk starts
        again when the total has changed in the middle of it.
        """
        for _ in range(WALKS):
            found: list[Json] = []
            totals: set[int] = set()
            while True:
                page = self.data(self.page(limit=PAGE, offset=len(found), **query))
                self.require(isinstance(page.get("items"), list), "a page with items", str(page)[:200])
                found += page["items"]
                totals.add(page.get("total", 0))
                if not page["items"] or len(found) >= page.get("total", 0):
                    break
            if len(totals) == 1:
                break
        return found

    def names(self, **query: Any) -> list[str]:
        """The names that `items` finds, in order."""
        return [item["name"] for item in self.items(**query)]

    def delete(self, model_id: str) -> Json:
        """Delete a model as set-up and wait until it is gone.

        Raises:
            NotVerified: the deletion was refused.
            Violated: it was accepted and never took effect.
        """
        job = self.prepared(self.call("delete_model", model_id=model_id))
        self.eventually(
            lambda: self.call("get_model", model_id=model_id).status == 404, "the model to be gone"
        )
        return job

    # --- Verdicts ---

    def require(self, holds: object, expected: str, actual: str) -> None:
        """Raise Violated unless `holds`."""
        if not holds:
            raise Violated(expected, actual)

    def note(self, holds: object, expected: str, actual: str) -> bool:
        """Collect a violation unless `holds`, and go on; the clause fails at its end."""
        if not holds:
            self.violations.append(Violated(expected, actual, minimal_chain(self.exchanges)))
        return bool(holds)

    def expect(self, exchange: Exchange, *statuses: int, why: str = "") -> Exchange:
        """Raise Violated unless the status is one of `statuses`."""
        known = " or ".join(str(status) for status in statuses)
        self.require(
            exchange.status in statuses, f"status {known}{' ' + why if why else ''}", exchange.summary()
        )
        return exchange

    def data(self, exchange: Exchange) -> Json:
        """The `data` of an answer that must be the operation's success."""
        operation = self.document.operations[exchange.operation or ""]
        self.expect(exchange, operation.success)
        try:
            data = exchange.json["data"]
        except (NotJson, KeyError, TypeError):
            raise Violated("an envelope with data", exchange.summary()) from None
        self.require(isinstance(data, dict), "an envelope with an object as data", exchange.summary())
        return dict(data)

    def same(self, actual: Any, expected: Any, what: str) -> None:
        """Raise Violated unless both are the same JSON value; numbers compare by value."""
        self.require(same(actual, expected), f"{what} {_short(expected)}", _short(actual))

    def eventually(self, probe: Callable[[], object], what: str) -> None:
        """Ask `probe` again and again until it holds.

        Raises:
            Violated: it did not hold within the target's `wait`.
        """
        patience = self.run.patience(what, self.client.target.wait)
        deadline = time.monotonic() + patience
        pause = 0.01
        while not probe():
            if time.monotonic() >= deadline:
                self.run.in_vain[what] += 1
                raise Violated(f"{what} within {patience:g} s", "it did not happen; --wait gives it longer")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
            self.follow_jobs()

    def follow_jobs(self) -> None:
        """Read the clause's jobs, as a waiting client does: some servers advance a job only then."""
        self._jobs = [
            (job_id, token)
            for job_id, token in self._jobs
            if (job := self.provision.job(job_id, token)) is not None and job.get("status") not in ENDED
        ]

    def idle(self) -> bool:
        """Whether no job of the clause runs any more, as far as the target tells."""
        self.follow_jobs()
        return not self._jobs

    def settled(self, probe: Callable[[], object], seconds: float = 0.5) -> bool:
        """Whether `probe` comes to hold within a short while; for effects that may lag."""
        deadline = time.monotonic() + min(seconds, self.client.target.wait)
        while not probe():
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
            self.follow_jobs()
        return True

    # --- The end ---

    def clean(self) -> None:
        """Delete what the clause made; failures are other clauses' matter."""
        if self.client.target.read_only:
            return
        own_project = self._project is not None and self.provision.makes_projects
        for model_id in () if own_project else self.mine:
            self.client.call("delete_model", model_id=model_id, judged=False)
        for project_id in [*self._others, *([self._project] if self._project else [])]:
            self.provision.discard(project_id)


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: true is not 1, but 1 is 1.0.

    A number that is a double on one side is compared as one: 1e300 may come back with all its 301 digits.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if {type(left), type(right)} == {int, float}:
        return _as_double(left) == _as_double(right)
    return bool(left == right)


def _as_double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def covers(actual: Any, sent: Any) -> str | None:
    """Where `actual` fails to carry all that was `sent`, as a JSON Pointer; None when it does not.

    Further members are fine; a null that was sent may be absent.
    """
    if isinstance(sent, dict):
        if not isinstance(actual, dict):
            return f": {_short(actual)}"
        for key, value in sent.items():
            if value is None and actual.get(key) is None:
                continue
            if key not in actual:
                return f"/{key}: missing"
            if (place := covers(actual[key], value)) is not None:
                return f"/{key}{place}"
        return None
    if isinstance(sent, list):
        return _covers_list(actual, sent)
    return None if same(actual, sent) else f": {_short(actual)}, not {_short(sent)}"


def _covers_list(actual: Any, sent: Sequence[Any]) -> str | None:
    if not isinstance(actual, list) or len(actual) != len(sent):
        return f": {_short(actual)}, not {_short(sent)}"
    for index, value in enumerate(sent):
        if (place := covers(actual[index], value)) is not None:
            return f"/{index}{place}"
    return None


def _short(value: Any, limit: int = 300) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + " ..."
