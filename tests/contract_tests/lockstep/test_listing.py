"""What lists may answer: settled where the contract settles it, open elsewhere."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from contract_tests.lockstep.listing import Criteria, Expectation, criteria, expected, order
from contract_tests.lockstep.reference import Model, Reference

if TYPE_CHECKING:
    from contract_tests.document import Json


def models(*described: tuple[str, str, str | None]) -> tuple[Model, ...]:
    """Models by name, version and description, created one second after another."""
    reference = Reference()
    for second, (name, version, description) in enumerate(described):
        body: Json = {
            "name": name,
            "version": version,
            "description": description,
            "project_id": "p",
            "input_type": "text",
            "task": "llm",
            "schema": {"columns": []},
            "spec": {},
        }
        model = reference.create(f"id-{second}", "maya", body)
        model.created_at = f"2025-01-01T00:00:{second:02d}Z"
    return tuple(reference.models)


THREE = models(("a", "v2", "zeta"), ("a", "v1", None), ("b", "v1", ""))


def test_filter_leaves_nulls_open() -> None:
    """A null fails a comparison and may or may not pass a negated one."""
    rules = [{"field": "description", "operator": "not_equal", "value": "zeta"}]
    condition = {"condition": "AND", "rules": rules}
    found = expected(THREE, Criteria(condition=condition), condition, decided=True)
    assert (found.must, found.may) == ((THREE[2],), (THREE[1],))


def test_newest_version_is_decided() -> None:
    """That the newest version is the one created last is the kit's decision; without it, one of each name."""
    assert expected(THREE, Criteria(latest=True), None, decided=True).must == THREE[1:]
    found = expected(THREE, Criteria(latest=True), None, decided=False)
    assert found.breach(THREE[1:]) is None
    assert found.breach((THREE[0], THREE[2])) is None
    assert found.breach(THREE) is not None
    assert found.breach(THREE[2:]) is not None


def test_search_ignores_case() -> None:
    """A search finds a text in any case."""
    assert expected(THREE, Criteria(search="ZETA"), None, decided=True).must == THREE[:1]


@pytest.mark.parametrize(
    ("first", "second", "ordering", "result"),
    [
        (0, 1, ("name",), 0),
        (0, 2, ("name",), -1),
        (0, 2, ("-name",), 1),
        (0, 1, ("name", "version"), 1),
        (0, 1, ("-created_at",), 1),
        (0, 1, ("description",), None),
        (0, 1, ("description", "name"), None),
        (1, 2, ("version", "name"), -1),
        (0, 1, (), 0),
    ],
)
def test_order(first: int, second: int, ordering: tuple[str, ...], result: int | None) -> None:
    """Keys weigh from left to right; where nulls go is open."""
    assert order(THREE[first], THREE[second], ordering) == result


def test_collation_is_open() -> None:
    """How accents, capitals, spaces and runs of digits sort is not settled."""
    first, *others = models(("b", "v10", "Zeta"), ("c", "v9", "eta"), ("d", "v9", "éta"), ("e", "v9", " eta"))
    assert [order(first, other, ("description",)) for other in others] == [None, None, None]
    assert order(first, others[0], ("version",)) is None


@pytest.mark.parametrize(("found", "breached"), [((0, 1, 2), False), ((1, 0, 2), False), ((2, 0, 1), True)])
def test_breach_of_order(found: tuple[int, ...], breached: bool) -> None:  # noqa: FBT001 - a parameter
    """Ties may come in any order, what is settled may not."""
    expectation = Expectation(THREE, (), None, ("name",))
    assert (expectation.breach([THREE[index] for index in found]) is not None) is breached


@pytest.mark.parametrize("found", [(0, 1), (0, 1, 2, 2), (0, 1, 1)])
def test_breach_of_membership(found: tuple[int, ...]) -> None:
    """Every model has to be there, once."""
    assert Expectation(THREE, (), None, ()).breach([THREE[index] for index in found]) is not None


def test_random_criteria() -> None:
    """Random criteria use everything, but nothing that only the kit decides unless asked to."""
    random = Random(1)  # noqa: S311 - not for secrets
    plain = [criteria(random, decided=False) for _ in range(300)]
    decided = [criteria(random, decided=True) for _ in range(300)]
    assert not any(one.search or (one.latest and one.condition) for one in plain)
    assert any(one.search for one in decided)
    assert any(one.latest and one.condition for one in decided)
    assert {one.where for one in plain} == {"home", "other", "everywhere"}
    assert any(len(one.ordering) > 1 for one in plain)


def test_criteria_in_words() -> None:
    """Criteria read as one line."""
    asked = Criteria("other", latest=True, ordering=("-name",), limit=2)
    assert str(asked) == "of other latest_only ordering -name by pages of 2"
