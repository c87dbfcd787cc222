"""The state machine: what a sequence may do next, and what must hold after each step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contract_tests.bench import PAGE, covers
from contract_tests.clauses import Violated
from contract_tests.lockstep import agreement, listing, values
from contract_tests.lockstep.reference import Model, Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.document import Json
    from contract_tests.exchange import Exchange
    from contract_tests.lockstep.listing import Criteria
    from contract_tests.lockstep.session import Session

MOST = 5
"""How many models an example has at a time."""
WHICH = st.integers(0, MOST - 1)
WRITES = {
    "update_model": {"description": "back"},
    "delete_model": None,
    "deploy_artifact": {},
    "update_artifact": {},
}
READS = ("get_model", "list_columns", "get_column")


def machine(session: Session) -> type[RuleBasedStateMachine]:
    """The machine for one session; criteria and changes are drawn as the session allows."""
    decided = session.decided

    class Lockstep(_Machine):
        """The rules whose arguments depend on the session."""

        def __init__(self) -> None:
            super().__init__(session)

        @precondition(lambda self: len(self.reference.models) < MOST)
        @rule(
            name=st.sampled_from(values.NAMES),
            version=st.sampled_from((None, *values.VERSIONS)),
            elsewhere=st.sampled_from((False, False, False, True)),
            change=values.changes(decided=False, version=False),
        )
        def create(self, name: str, version: str | None, elsewhere: bool, change: Json) -> None:  # noqa: FBT001 - Hypothesis passes by name
            self.new(name, version, "other" if elsewhere else "home", change)

        @precondition(lambda self: bool(self.reference.models))
        @rule(which=WHICH, change=values.changes(decided=decided, version=True))
        def update(self, which: int, change: Json) -> None:
            self.patch(self.pick(which), change)

        @precondition(lambda self: bool(self.reference.models))
        @rule(asked=listing.criteria(decided=decided))
        def find(self, asked: Criteria) -> None:
            self.act(f"list {asked}", lambda: self.check_find(asked))

    return Lockstep


class _Machine(RuleBasedStateMachine):
    """The rules and the invariant.

    Attributes:
        reference: what the target should hold.
        steps: what has been done, in words.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.reference = Reference()
        self.steps: list[str] = []
        self._session = session
        self._bench = session.example()
        self._places: dict[str, str] = {}
        self._checked = 0
        self._lagging = False
        self._touched: Model | None = None

    def teardown(self) -> None:
        """Delete what the example made."""
        self._bench.clean()

    # --- Steps ---

    @precondition(lambda self: 0 < len(self.reference.models) < MOST)
    @rule(which=WHICH, version=st.sampled_from(values.VERSIONS))
    def create_version(self, which: int, version: str) -> None:
        """A further version of a model, or one that is taken."""
        model = self.pick(which)
        place = next(name for name, project in self._places.items() if project == model.project_id)
        self.new(model.values["name"].removeprefix(self._prefix), version, place, {})

    @precondition(lambda self: bool(self.reference.models))
    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        """Delete a model."""
        model = self.pick(which)
        self.act(f"delete model {model.number}", lambda: self._delete(model))

    @precondition(lambda self: self.can_deploy("artifact"))
    @rule(which=WHICH, anew=st.booleans())
    def artifact(self, which: int, anew: bool) -> None:  # noqa: FBT001 - Hypothesis passes by name
        """Deploy or update an artifact."""
        body = {"file_id": self._session.can.file_id}
        self._deploy(which, "artifact", "user_uploaded", anew, lambda _: body)

    @precondition(lambda self: self.can_deploy("surrogate"))
    @rule(which=WHICH, anew=st.booleans())
    def surrogate(self, which: int, anew: bool) -> None:  # noqa: FBT001 - Hypothesis passes by name
        """Deploy or update a surrogate."""
        provision = self._bench.provision
        self._deploy(which, "surrogate", "surrogate", anew, lambda m: {"env_id": provision.environment(m.id)})

    @precondition(lambda self: bool(self.reference.models))
    @rule(which=WHICH, column=st.integers(0, 3))
    def read_column(self, which: int, column: int) -> None:
        """Read one column."""
        model = self.pick(which)
        sent = model.columns[column % len(model.columns)]
        self.act(
            f"read column {sent['name']!r} of model {model.number}", lambda: self._read_column(model, sent)
        )

    @precondition(lambda self: bool(self.reference.gone))
    @rule(which=WHICH, operation=st.sampled_from((*READS, *WRITES)))
    def knock(self, which: int, operation: str) -> None:
        """Address a model that is gone."""
        model = self.reference.gone[which % len(self.reference.gone)]
        self.act(f"{operation} of model {model.number}", lambda: self._knock(model, operation))

    # --- What the steps do ---

    def can_deploy(self, kind: str) -> bool:
        """Whether there is a model to deploy this kind for, and something to deploy."""
        can = self._session.can
        if kind == "artifact":
            return can.file_id is not None and bool(self._deployable("user_uploaded"))
        return can.surrogates and bool(self._deployable("surrogate"))

    def act(self, step: str, action: Callable[[], object]) -> None:
        """Do one step; where target and reference part, the session raises."""
        self.steps.append(step)
        self._session.judge(self._bench, self.steps, action)

    def pick(self, which: int) -> Model:
        """One of the models that exist."""
        return self.reference.models[which % len(self.reference.models)]

    def new(self, name: str, version: str | None, place: str, change: Json) -> None:
        """Create a model, or fail to where its version is taken."""
        if not self._session.can.second_project:
            place = "home"
        body = {
            "input_type": "structured",
            "task": "regression",
            "schema": "narrow",
            "spec": "plain",
            **change,
        }
        body = values.body_of(body, None) | {"name": self._prefix + name}
        body |= {"version": version} if version else {}
        extras = f": {values.wording(change)}" if change else ""
        where = " in another project" if place == "other" else ""
        self.act(
            f"create {name} {version or 'without version'}{where}{extras}", lambda: self._create(place, body)
        )

    def patch(self, model: Model, change: Json) -> None:
        """Change a model, or fail to where its new version is taken."""
        body = values.body_of(change, model.caller)
        self.act(f"change model {model.number}: {values.wording(change)}", lambda: self._patch(model, body))

    def _create(self, place: str, body: Json) -> None:
        body = {**body, "project_id": self._project(place)}
        answer = self._bench.call("create_model", json=body)
        key = (str(body["project_id"]), str(body["name"]), str(body.get("version", "v1")))
        if self.reference.taken(key):
            self._bench.expect(answer, 409, why="(the version is taken)")
            return
        shown = self._bench.data(answer)
        model = self.reference.create(shown["id"], shown["created_by"]["id"], body)
        if model.id in {other.id for other in (*self.reference.models[:-1], *self.reference.gone)}:
            raise Violated("a new id", f"the id of another model, {model.id}")
        self._agree(model, shown, "POST")

    def _patch(self, model: Model, body: Json) -> None:
        answer = self._bench.call("update_model", model_id=model.id, json=body)
        key = (*model.group, body.get("version", model.values["version"]))
        if self.reference.taken(key, but=model):
            self._refused(answer, "409, since the version is taken")
            return
        shown = self._bench.data(answer)
        model.change(body)
        self._agree(model, shown, "PATCH")

    def _delete(self, model: Model) -> None:
        self._bench.data(self._bench.call("delete_model", model_id=model.id))
        self.reference.delete(model)
        self._lagging = True

    def _deploy(self, which: int, kind: str, status: str, anew: bool, body: Callable[[Model], Json]) -> None:  # noqa: FBT001 - handed on
        models = self._deployable(status)
        model = models[which % len(models)]
        operation = f"{'update' if anew else 'deploy'}_{kind}"

        def send() -> None:
            answer = self._bench.call(operation, model_id=model.id, json=body(model))
            if not anew and model.artifact_status == status:
                self._refused(answer, f"400, since there is {kind} already")
                return
            self._bench.data(answer)
            model.artifact_status = status
            self._lagging = True

        self.act(f"{operation} of model {model.number}", send)

    def _read_column(self, model: Model, sent: Json) -> None:
        column_id = model.column_ids[sent["name"]]
        shown = self._bench.data(self._bench.call("get_column", model_id=model.id, column_id=column_id))
        place = covers(shown, {**sent, "id": column_id})
        self._bench.require(place is None, f"the column {sent['name']!r}", f"{place}")

    def _knock(self, model: Model, operation: str) -> None:
        how: dict[str, Any] = {"model_id": model.id}
        if operation == "get_column":
            how["column_id"] = next(iter(model.column_ids.values()))
        if WRITES.get(operation) is not None:
            how["json"] = WRITES[operation]
        self._bench.expect(self._bench.call(operation, **how), 404, why="(the model is gone)")

    def check_find(self, asked: Criteria) -> None:
        """List by criteria, page by page."""
        place = asked.where if self._session.can.second_project or asked.where == "everywhere" else "home"
        project = None if place == "everywhere" else self._project(place)
        condition = values.completed(asked.condition, self._prefix) if asked.condition else None
        models = [model for model in self.reference.models if project in {None, model.project_id}]
        found = self._walk(
            asked.limit,
            project_id=project,
            latest_only=asked.latest or None,
            filter=self._own(condition, shared=project is None or self._shared(place)),
            search=asked.search,
            ordering=",".join(asked.ordering) or None,
        )
        expectation = listing.expected(models, asked, condition, decided=self._session.decided)
        breach = expectation.breach([self._known(item) for item in found])
        if breach:
            raise Violated(*breach)

    # --- What must hold after every step ---

    @invariant()
    def agrees(self) -> None:
        """The lists and every model are as the reference has them."""
        if self._checked == len(self.steps):
            return
        self._checked = len(self.steps)
        check = self._settle if self._lagging else self._compare
        self._session.judge(self._bench, self.steps, check)
        self._lagging, self._touched = False, None

    def _settle(self) -> None:
        """Compare until nothing differs, since the effect of a job may lag."""
        patience = self._session.patience()
        deadline, pause = time.monotonic() + patience, 0.01
        while (violated := self._failure()) is not None:
            if time.monotonic() >= deadline:
                raise Violated(violated.expected, f"{violated.actual}, for {patience:g} s")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    def _failure(self) -> Violated | None:
        try:
            self._compare()
        except Violated as violated:
            return violated
        return None

    def _compare(self) -> None:
        for model in self.reference.models:
            self._agree(model, self._bench.read(model.id), "GET")
            if model is self._touched:
                self._compare_columns(model)
        for model in self.reference.gone[-1:]:
            self._bench.expect(self._bench.call("get_model", model_id=model.id), 404, why="(it is gone)")
        for place, project in self._places.items():
            self._compare_list(place, project)

    def _compare_columns(self, model: Model) -> None:
        page = self._bench.data(self._bench.call("list_columns", model_id=model.id))
        place = agreement.columns(model, page["items"])
        self._bench.require(place is None, f"the columns of model {model.number}", f"{place}")

    def _compare_list(self, place: str, project: str) -> None:
        found = self._walk(PAGE, project_id=project, filter=self._own(None, shared=self._shared(place)))
        models = tuple(model for model in self.reference.models if model.project_id == project)
        known = [self._known(item) for item in found]
        breach = listing.Expectation(models, (), None, ()).breach(known)
        if breach:
            raise Violated(f"a list of {breach[0]}", breach[1])
        for model, item in zip(known, found, strict=True):
            self._agree(model, item, "the list")

    # --- Tools ---

    def _agree(self, model: Model, shown: Json, where: str) -> None:
        whole = where != "the list"
        place = agreement.difference(model, shown, whole=whole, decided=self._session.decided)
        if place is None and where in {"GET", "the list"}:
            place = agreement.creation(model, shown)
        self._touched = model if where in {"POST", "PATCH"} else self._touched
        self._bench.require(
            place is None, f"model {model.number} as the steps have made it", f"{where} answers {place}"
        )

    def _refused(self, answer: Exchange, why: str) -> None:
        """The contract's sources settle that it is refused, other clauses ask for the status."""
        self._bench.require(400 <= answer.status < 500, f"a refusal ({why})", answer.summary())

    def _walk(self, limit: int, **query: Any) -> list[Json]:
        """All items, page by page."""
        found: list[Json] = []
        for offset in range(0, 100 * limit, limit):
            answer = self._bench.call("list_models", query={**query, "limit": limit, "offset": offset})
            page = self._bench.data(answer)
            found += page["items"]
            if not page["items"] or offset + limit >= page["total"]:
                break
        return found

    def _known(self, item: Json) -> Model:
        """The model that a list item is."""
        for model in (*self.reference.models, *self.reference.gone):
            if model.id == item["id"]:
                return model
        raise Violated("a list of the models there are", f"an unknown one, {item['id']} {item['name']!r}")

    def _own(self, condition: Json | None, *, shared: bool) -> Json | None:
        """The filter, narrowed to the example's own models where there are others."""
        if not shared:
            return condition
        own = {"field": "name", "operator": "begins_with", "value": self._prefix}
        return {"condition": "AND", "rules": [own, *([condition] if condition else [])]}

    def _shared(self, place: str) -> bool:
        target = self._bench.client.target
        return not self._bench.provision.makes_projects or (
            place == "other" and target.other_project_id is not None
        )

    def _project(self, place: str) -> str:
        if place not in self._places:
            home = place == "home"
            self._places[place] = self._bench.project_id if home else self._bench.other_project()
        return self._places[place]

    def _deployable(self, status: str) -> list[Model]:
        """Models without artifact or surrogate, or of this kind; what the other kind does is not settled."""
        return [model for model in self.reference.models if model.artifact_status in {"no_model", status}]

    @property
    def _prefix(self) -> str:
        return self._bench.label + "-"
