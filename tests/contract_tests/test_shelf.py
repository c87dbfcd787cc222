"""Laying out models and looking at them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, cast

import pytest

from contract_tests import shelf
from contract_tests.clauses import Violated

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.exchange import Exchange


class Shop:
    """A bench whose target is a list; `stuck` makes it answer the first page to every offset."""

    def __init__(self, *, stuck: bool = False, alone: bool = True) -> None:
        self.random = random.Random(5)  # noqa: S311 - no secret
        self.project_id = "p1"
        self.provision = self
        self.makes_projects = alone
        self.models: list[dict[str, Any]] = []
        self._stuck = stuck

    def create(self, **fields: Any) -> dict[str, Any]:
        """Put a model at the end."""
        self.models.append({"id": str(len(self.models)), "name": "n", "version": "v1", **fields})
        return self.models[-1]

    def call(self, operation: str, query: dict[str, Any]) -> Exchange:
        """Answer a page."""
        assert operation == "list_models"
        offset = 0 if self._stuck else query["offset"]
        total = 10**9 if self._stuck else len(self.models)
        return cast("Exchange", {"items": self.models[offset : offset + query["limit"]], "total": total})

    def data(self, exchange: Exchange) -> dict[str, Any]:
        """Give what `call` made."""
        return cast("dict[str, Any]", exchange)

    def require(self, holds: object, expected: str, actual: str) -> None:
        """Raise Violated unless it holds."""
        if not holds:
            raise Violated(expected, actual)


def _bench(shop: Shop) -> Bench:
    return cast("Bench", shop)


def test_models_come_back_in_the_order_of_their_rows() -> None:
    """They are created in another order, so that creation tells nothing."""
    shop = Shop()
    rows = [{"version": word} for word in shelf.WORDS]
    made = shelf.lay(_bench(shop), rows)
    assert [model["version"] for model in made] == list(shelf.WORDS)
    assert [model["version"] for model in shop.models] != list(shelf.WORDS)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
def test_a_walk_collects_every_page(limit: int) -> None:
    """Whatever the limit, the items come in order."""
    shop = Shop()
    made = [shop.create() for _ in range(3)]
    assert shelf.walk(_bench(shop), limit, {}, 3) == made


def test_a_walk_without_end_is_a_violation() -> None:
    """A target that repeats its first page cannot hold up the run."""
    shop = Shop(stuck=True)
    shop.create()
    with pytest.raises(Violated, match="pages of 1 that end"):
        shelf.walk(_bench(shop), 1, {}, 1)


def test_a_project_of_ones_own_needs_no_filter() -> None:
    """Then the plain list is looked at, which no other query would do."""
    assert shelf.confined(_bench(Shop()), [{"name": "a"}]) == {"project_id": "p1"}


def test_in_a_shared_project_only_the_own_names_are_looked_at() -> None:
    """What others left there must not be judged."""
    condition = shelf.confined(_bench(Shop(alone=False)), [{"name": "b"}, {"name": "a"}])["filter"]
    assert condition["rules"] == [{"field": "name", "operator": "in", "value": ["a", "b"]}]


def test_the_wrong_models_are_told_by_name() -> None:
    """A reader sees which model is missing."""
    made = [{"id": "1", "name": "a", "version": "v1"}, {"id": "2", "name": "b", "version": "v1"}]
    with pytest.raises(Violated, match=r"\[a v1, b v1\]; got 1: \[a v1\]"):
        shelf.shows(_bench(Shop()), made[:1], made, "the list")
    with pytest.raises(Violated, match=r"\[a v1, b v1\]; got \[b v1, a v1\]"):
        shelf.in_order(_bench(Shop()), made[::-1], made, "the list")


def test_a_waited_tick_is_as_long_as_the_clock_is_coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Microseconds need no wait, milliseconds a short one, whole seconds a second."""
    slept: list[float] = []
    monkeypatch.setattr("contract_tests.shelf.time.sleep", slept.append)
    for text in ("10:00:00.123456Z", "10:00:00.123Z", "10:00:00Z"):
        shelf.wait_a_tick({"created_at": f"2025-05-01T{text}"})
    assert [seconds >= 1 for seconds in slept] == [False, True]
