"""Shapes: the large members of new models, remembered by what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world.rules import Replacement, Rules
from mock_server.world.shapes import LONGEST, MOST
from tests.mock_server.world import build

if TYPE_CHECKING:
    from mock_server.world import World

COLUMN = {"name": "Age", "data_type": "int", "min": 0, "max": 10}


def made(text: str = "") -> dict[str, Any]:
    """Return a schema as a request has it, with a text in it."""
    return {"columns": [{**COLUMN, "categories": [text]}]}


def test_the_same_is_kept_once() -> None:
    """What is sent again is the same object, and says what the rule says."""
    rules = Rules()
    first = rules.shapes.of("schema", made())
    assert rules.shapes.of("schema", made()) is first
    assert first == rules.schema(made())


@pytest.mark.parametrize("other", [made("x"), {"columns": [{**COLUMN, "max": 10.0}]}, {"columns": []}])
def test_what_differs_is_told_apart(other: dict[str, Any]) -> None:
    """Also where two numbers are equal but written otherwise, and where two members are sent alike."""
    rules = Rules()
    first = rules.shapes.of("schema", made())
    assert rules.shapes.of("schema", other) is not first
    assert repr(rules.shapes.of("schema", other)) == repr(rules.schema(other))
    assert rules.shapes.of("task_params", None) != rules.shapes.of("xai_params", None)


@pytest.mark.parametrize("sent", [made("x" * LONGEST), {"columns": [{**COLUMN, "max": 2**70}]}])
def test_what_is_not_remembered(sent: dict[str, Any]) -> None:
    """What is very long, or holds numbers that few readers take; it is right all the same."""
    rules = Rules()
    assert rules.shapes.of("schema", sent) is not rules.shapes.of("schema", sent)
    assert rules.shapes.of("schema", sent) == rules.schema(sent)


def test_the_oldest_make_room() -> None:
    """However many different ones are sent, no more are kept."""
    rules = Rules()
    first = rules.shapes.of("schema", made("first"))
    for number in range(MOST - 1):
        rules.shapes.of("schema", made(str(number)))
    assert rules.shapes.of("schema", made("first")) is first
    rules.shapes.of("schema", made("last"))
    assert rules.shapes.of("schema", made("first")) is not first


def test_replaced_rules_are_asked_each_time() -> None:
    """One that answers otherwise each time takes effect."""
    numbers = iter(range(9))
    rules = Rules([Replacement("spec", lambda _: lambda _sent: {"number": next(numbers)})])
    assert [rules.shapes.of("spec", {}) for _ in range(2)] == [{"number": 0}, {"number": 1}]


def test_models_that_share_a_schema_change_apart(world: World, project_id: str) -> None:
    """What one of them is given later the other does not have."""
    one, other = (build.model(world, project_id, version=version, schema=made()) for version in ("v1", "v2"))
    changed = {"schema": {"columns": [{"name": "Other", "data_type": "int"}]}}
    world.models.update(one["id"], changed, build.MAYA)
    names = [
        world.models.get(made["id"], build.MAYA)["schema"]["columns"][0]["name"] for made in (one, other)
    ]
    assert names == ["Other", "Age"]


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        ({"event_id_col": "id"}, {"event_id_col": "id"}),
        ({"xai_params": {"default_explain_method": "x"}}, {}),
        (
            {"task": "ranking", "task_params": {"target_class_order": ["a", "b"]}},
            {"is_binary_ranking_model": True},
        ),
    ],
)
def test_what_is_shown_is_always_that_of_the_row(
    world: World, project_id: str, members: dict[str, Any], shown: dict[str, Any]
) -> None:
    """A change of any member that a detail shows is seen at once, and taken back when it is."""
    model = build.model(world, project_id, schema=made())
    before = {name: model[name] for name in members}
    after = world.models.update(model["id"], members, build.MAYA)
    assert all(after[name] == value for name, value in shown.items())
    assert after["xai_params"]["default_explain_method"] == members.get("xai_params", {}).get(
        "default_explain_method"
    )
    back = world.models.update(model["id"], before, build.MAYA)
    assert {**back, "updated_at": None} == {**model, "updated_at": None}
