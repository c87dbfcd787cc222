"""Compares all that the target shows of one sequence's models with the reference."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from contract_tests.bench import PAGE
from contract_tests.clauses import Violated
from contract_tests.lockstep import agreement, listing

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.lockstep.reference import Model, Reference

PAGES = 100
"""The most pages that one list is followed for."""


class Comparison:
    """Knows where a sequence's models are and looks at them.

    Attributes:
        prefix: what the names of the sequence's models begin with, and no others.
        longest: the longest that an effect has taken to show, in seconds.
        late: whether an effect has not shown in time.
    """

    def __init__(self, bench: Bench, reference: Reference, *, decided: bool, patience: float) -> None:
        self.prefix = bench.label + "-"
        self.longest = 0.0
        self.late = False
        self._bench = bench
        self._reference = reference
        self._decided = decided
        self._patience = patience
        self._projects: dict[str, str] = {}
        self._touched: Model | None = None

    def make(self, when: str) -> None:
        """Compare every model and list.

        Args:
            when: `at once`, or `later` when a job's effect may lag: then until nothing differs.

        Raises:
            Violated: they differ.
        """
        if when == "later":
            self._settle()
        else:
            self._once()
        self._touched = None

    def answered(self, model: Model, shown: Json, where: str) -> str:
        """Compare what a write has answered; the change shows at once."""
        self._touched = model
        self._agree(model, shown, where)
        return "at once"

    # --- Places ---

    def project(self, place: str) -> str:
        """The id of the `home` or `other` project."""
        if place not in self._projects:
            bench = self._bench
            self._projects[place] = bench.project_id if place == "home" else bench.other_project()
        return self._projects[place]

    def place(self, model: Model) -> str:
        """Where a model is."""
        return next(place for place, project in self._projects.items() if project == model.project_id)

    def own(self, place: str, condition: Json | None) -> Json | None:
        """The filter, narrowed to the sequence's own models where there are others."""
        given = place == "other" and self._bench.client.target.other_project_id is not None
        if place != "everywhere" and not given and self._bench.provision.makes_projects:
            return condition
        own = {"field": "name", "operator": "begins_with", "value": self.prefix}
        return {"condition": "AND", "rules": [own, *([condition] if condition else [])]}

    # --- Lists ---

    def walk(self, limit: int, query: dict[str, Any]) -> list[Json]:
        """All items of a list, page by page."""
        found: list[Json] = []
        for offset in range(0, PAGES * limit, limit):
            answer = self._bench.call("list_models", query={**query, "limit": limit, "offset": offset})
            page = self._bench.data(answer)
            found += page["items"]
            if not page["items"] or offset + limit >= page["total"]:
                break
        return found

    def known(self, item: Json) -> Model:
        """The model that a list item is.

        Raises:
            Violated: it is none of the sequence's.
        """
        for model in (*self._reference.models, *self._reference.gone):
            if model.id == item["id"]:
                return model
        raise Violated("a list of the models there are", f"an unknown one, {item['id']} {item['name']!r}")

    # --- What is compared ---

    def _settle(self) -> None:
        began, pause = time.monotonic(), 0.01
        while (violated := self._failure()) is not None:
            if time.monotonic() - began >= self._patience:
                self.late = True
                raise Violated(violated.expected, f"{violated.actual}, for {self._patience:g} s")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
            self._bench.follow_jobs()
        self.longest = max(self.longest, time.monotonic() - began)

    def _failure(self) -> Violated | None:
        try:
            self._once()
        except Violated as violated:
            return violated
        return None

    def _once(self) -> None:
        for model in self._reference.gone[-1:]:
            self._bench.expect(self._bench.call("get_model", model_id=model.id), 404, why="(it is deleted)")
        for model in self._reference.models:
            self._agree(model, self._bench.read(model.id), "GET")
        if self._touched is not None:
            self._columns(self._touched)
        for place, project in self._projects.items():
            self._list(place, project)

    def _columns(self, model: Model) -> None:
        page = self._bench.data(self._bench.call("list_columns", model_id=model.id))
        place = agreement.columns(model, page["items"])
        self._bench.require(place is None, f"the columns of model {model.number}", str(place))

    def _list(self, place: str, project: str) -> None:
        found = self.walk(PAGE, {"project_id": project, "filter": self.own(place, None)})
        models = tuple(model for model in self._reference.models if model.project_id == project)
        known = [self.known(item) for item in found]
        breach = listing.Expectation(models, (), None, ()).breach(known)
        if breach:
            raise Violated(f"a list of {breach[0]}", breach[1])
        for model, item in zip(known, found, strict=True):
            self._agree(model, item, "the list")

    def _agree(self, model: Model, shown: Json, where: str) -> None:
        whole, read = where != "the list", where in {"GET", "the list"}
        place = agreement.difference(model, shown, whole=whole, decided=self._decided)
        if place is None and read:
            place = agreement.creation(model, shown)
        expected = f"model {model.number} as these steps leave it"
        self._bench.require(place is None, expected, f"{where} answers {place}")
