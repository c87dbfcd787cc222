"""Plays steps on the target and on the reference, and compares the two after each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contract_tests.bench import covers
from contract_tests.clauses import Violated
from contract_tests.lockstep import listing, values
from contract_tests.lockstep.comparison import Comparison
from contract_tests.lockstep.reference import Model, Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange
    from contract_tests.lockstep.abilities import Abilities
    from contract_tests.lockstep.listing import Criteria

MOST = 5
"""How many models an example has at a time."""
WRITES: dict[str, Json | None] = {
    "update_model": {"description": "back"},
    "delete_model": None,
    "deploy_artifact": {},
    "update_artifact": {},
}
READS = ("get_model", "list_columns", "get_column")
STATUSES = {"artifact": "user_uploaded", "surrogate": "surrogate"}


@dataclass(frozen=True)
class Call:
    """One step, to be played again: the name of a Player's method and its arguments."""

    step: str
    arguments: Json = field(default_factory=dict)


class Player:
    """Plays one sequence.

    Attributes:
        bench: of this sequence alone.
        reference: what the target should hold.
        calls: the steps so far.
        story: the steps so far, in words.
        longest: the longest that an effect has taken to show, in seconds.
    """

    def __init__(self, bench: Bench, can: Abilities, *, decided: bool, patience: float) -> None:
        self.bench = bench
        self.reference = Reference()
        self.calls: list[Call] = []
        self.story: list[str] = []
        self._can = can
        self._decided = decided
        self._comparison = Comparison(bench, self.reference, decided=decided, patience=patience)

    @property
    def longest(self) -> float:
        """The longest that an effect has taken to show, in seconds."""
        return self._comparison.longest

    @property
    def late(self) -> bool:
        """Whether an effect has not shown in time."""
        return self._comparison.late

    def play(self, call: Call) -> None:
        """Play one step and compare; one that is not possible is left out.

        Raises:
            Violated: target and reference differ.
        """
        if not self.possible(call.step):
            return
        self.calls.append(call)
        try:
            changed = getattr(self, call.step)(**call.arguments)
            if changed:
                self._comparison.make(changed)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise Violated("an answer that can be read", f"{type(error).__name__}: {error}") from error

    def possible(self, step: str) -> bool:
        """Whether the step can be played now."""
        models = self.reference.models
        if step in STATUSES:
            return self._deployable(step) != []
        if step == "create":
            return len(models) < MOST
        if step == "create_version":
            return 0 < len(models) < MOST
        return bool(self.reference.gone if step == "knock" else models)

    # --- Steps: each judges its answers and says when the state shows its effect; nothing for a read ---

    def create(self, name: str, version: str | None, place: str, change: Json) -> str:
        """Create a model, or fail to where its version is taken."""
        place = place if self._can.second_project else "home"
        where = " in the other project" if place == "other" else ""
        extras = f": {values.wording(change)}" if change else ""
        self.story.append(f"create {name} {version or 'without a version'}{where}{extras}")
        required = {"input_type": "structured", "task": "regression", "schema": "narrow", "spec": "plain"}
        body = values.body_of({**required, **change}, None)
        body |= {"name": self._comparison.prefix + name, "project_id": self._comparison.project(place)}
        body |= {"version": version} if version else {}
        key = (body["project_id"], body["name"], version or "v1")
        answer = self.bench.call("create_model", json=body)
        if answer.status == 409 and not self.reference.taken(key) and self._was_taken(key):
            answer = self._once_free(lambda: self.bench.call("create_model", json=body))
        if self.reference.taken(key):
            self.bench.expect(answer, 409, why="(the version is taken)")
            return "at once"
        shown = self.bench.data(answer)
        others = {model.id for model in (*self.reference.models, *self.reference.gone)}
        self.bench.require(shown["id"] not in others, "a new id", f"the id of another model, {shown['id']}")
        model = self.reference.create(shown["id"], shown["created_by"]["id"], body)
        return self._comparison.answered(model, shown, "POST")

    def create_version(self, which: int, version: str) -> str:
        """A further version of a model, or one that is taken."""
        model = self._pick(which)
        name = model.values["name"].removeprefix(self._comparison.prefix)
        return self.create(name, version, self._comparison.place(model), {})

    def update(self, which: int, change: Json) -> str:
        """Change a model, or fail to where its new version is taken."""
        model = self._pick(which)
        self.story.append(f"change model {model.number}: {values.wording(change)}")
        body = values.body_of(change, model.caller)
        answer = self.bench.call("update_model", model_id=model.id, json=body)
        key = (*model.group, str(body.get("version", model.values["version"])))
        taken = self.reference.taken(key, but=model)
        if answer.status == 409 and not taken and self._was_taken(key):
            answer = self._once_free(lambda: self.bench.call("update_model", model_id=model.id, json=body))
        if taken:
            self._refused(answer, "409, since the version is taken")
            return "at once"
        shown = self.bench.data(answer)
        model.change(body)
        return self._comparison.answered(model, shown, "PATCH")

    def delete(self, which: int) -> str:
        """Delete a model."""
        model = self._pick(which)
        self.story.append(f"delete model {model.number}")
        self.bench.data(self.bench.call("delete_model", model_id=model.id))
        self.reference.delete(model)
        return "later"

    def artifact(self, which: int, operation: str) -> str:
        """Deploy or update an artifact."""
        return self._deploy("artifact", which, operation, lambda _: {"file_id": self._can.file_id})

    def surrogate(self, which: int, operation: str) -> str:
        """Deploy or update a surrogate."""
        environment = self.bench.provision.environment
        return self._deploy("surrogate", which, operation, lambda model: {"env_id": environment(model.id)})

    def read_column(self, which: int, column: int) -> str:
        """Read one column."""
        model = self._pick(which)
        sent = model.columns[column % len(model.columns)]
        self.story.append(f"read column {sent['name']!r} of model {model.number}")
        column_id = model.column_ids[sent["name"]]
        answer = self.bench.call("get_column", model_id=model.id, column_id=column_id)
        place = covers(self.bench.data(answer), {**sent, "id": column_id})
        self.bench.require(place is None, f"the column {sent['name']!r}", str(place))
        return ""

    def knock(self, which: int, operation: str) -> str:
        """Address a model that is gone."""
        model = self.reference.gone[-1 - which % len(self.reference.gone)]
        self.story.append(f"{operation} of model {model.number}")
        how: dict[str, Any] = {"model_id": model.id}
        if operation == "get_column":
            how["column_id"] = next(iter(model.column_ids.values()))
        if WRITES.get(operation) is not None:
            how["json"] = WRITES[operation]
        self.bench.expect(self.bench.call(operation, **how), 404, why="(the model is gone)")
        return "at once" if operation in WRITES else ""

    def find(self, asked: Criteria) -> str:
        """List by criteria, page by page."""
        place = asked.where if self._can.second_project or asked.where == "everywhere" else "home"
        self.story.append(f"list {asked}")
        project = None if place == "everywhere" else self._comparison.project(place)
        models = [model for model in self.reference.models if project in {None, model.project_id}]
        condition = values.completed(asked.condition, self._comparison.prefix) if asked.condition else None
        query = {
            "project_id": project,
            "latest_only": asked.latest or None,
            "filter": self._comparison.own(place, condition),
            "search": asked.search,
            "ordering": ",".join(asked.ordering) or None,
        }
        found = self._comparison.walk(asked.limit, query)
        expectation = listing.expected(models, asked, condition, decided=self._decided)
        breach = expectation.breach([self._comparison.known(item) for item in found])
        if breach:
            raise Violated(*breach)
        return ""

    # --- Tools ---

    def _was_taken(self, key: tuple[str, str, str]) -> bool:
        return any(model.key == key for model in self.reference.gone)

    def _once_free(self, send: Callable[[], Exchange]) -> Exchange:
        """Send again; reads of a deleted model may end before its name and version are free."""
        answers: list[Exchange] = []

        def free() -> bool:
            answers.append(send())
            return answers[-1].status != 409

        self.bench.eventually(free, "the name and version of the deleted model to be free")
        return answers[-1]

    def _pick(self, which: int) -> Model:
        return self.reference.models[which % len(self.reference.models)]

    def _deploy(self, kind: str, which: int, operation: str, body: Callable[[Model], Json]) -> str:
        models = self._deployable(kind)
        model = models[which % len(models)]
        name = f"{operation}_{kind}"
        self.story.append(f"{name} of model {model.number}")
        if model.artifact_status != "no_model":
            self.bench.settled(self.bench.idle, self.bench.client.target.wait)
        answer = self.bench.call(name, model_id=model.id, json=body(model))
        if operation == "deploy" and model.artifact_status == STATUSES[kind]:
            self._refused(answer, "400, since there is one already")
            return "at once"
        self.bench.data(answer)
        model.artifact_status = STATUSES[kind]
        return "later"

    def _deployable(self, kind: str) -> list[Model]:
        """Models with nothing deployed, or this kind; what one kind does to the other is not settled."""
        able = self._can.file_id is not None if kind == "artifact" else self._can.surrogates
        fit = {"no_model", STATUSES[kind]}
        return [model for model in self.reference.models if able and model.artifact_status in fit]

    def _refused(self, answer: Exchange, why: str) -> None:
        """That it is refused matters here; other clauses ask for the status."""
        self.bench.require(400 <= answer.status < 500, f"a refusal ({why})", answer.summary())
