"""How rows look in answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_server.world import ModelQuery, World, rendering
from tests.mock_server.world import build
from tests.mock_server.world.build import HARBOUR, MAYA, NO_ID


@pytest.fixture
def model_id(world: World, project_id: str) -> str:
    """Return a model."""
    return str(build.model(world, project_id, description="ü")["id"])


def published(world: World, model_id: str) -> dict[str, Any]:
    """Publish an event and return the environment."""
    source = {"type": "EVENTS", "events": [{}]}
    world.events.publish({"source": source, "model_id": model_id, "env_type": "PRODUCTION"}, MAYA)
    return dict(world.environments.list(None, 50, 0, MAYA).items[0])


class TestModels:
    """Summary and detail."""

    def test_a_detail_begins_with_the_summary(self, world: World, model_id: str) -> None:
        """Byte for byte, and goes on with the rest; both are compact UTF-8."""
        detail = world.models.get(model_id, MAYA)
        (summary,) = world.models.list(ModelQuery(), MAYA).items
        assert detail.text.startswith(summary.text[:-1] + b',"task_params":{"binary')
        assert '"description":"ü"'.encode() in summary.text
        assert json.loads(detail.text) == detail

    def test_what_is_kept_is_what_is_made_anew(self, world: World, model_id: str) -> None:
        """The texts that are kept with a row are those that the row gives, whenever it is asked."""
        with world.engine.reading(MAYA) as unit:
            row = unit.rows.get("models", model_id)
            assert row is not None
            texts = rendering.model_texts(unit.rows, row)
            assert {name: unit.rows.text("models", model_id, name) for name in texts} == texts
            assert rendering.model_summary(unit.rows, row).text == texts["summary"]
            assert rendering.model_detail(unit.rows, row).text == rendering.kept_detail(texts).text
            assert texts["owner"] == HARBOUR["id"].encode()

    def test_whole_numbers_of_any_size(self, world: World, project_id: str) -> None:
        """They stand in the answer with every digit."""
        columns = [{"name": "n", "data_type": "int", "min": -(2**64), "max": 10**40}]
        made = build.model(world, project_id, schema={"columns": columns})
        (column,) = json.loads(made.text)["schema"]["columns"]
        assert (column["min"], column["max"]) == (-(2**64), 10**40)
        assert world.columns.get(made["id"], "n", MAYA)["max"] == 10**40


class TestEnvironments:
    """Environments, which show what can change."""

    def test_the_model_is_shown_as_it_is_now(self, world: World, model_id: str) -> None:
        """With its present version, in lists as in single reads."""
        made = published(world, model_id)
        world.models.update(model_id, {"version": "v7"}, MAYA)
        expected = {**made, "model": {**made["model"], "version": "v7"}}
        assert list(world.environments.list(None, 50, 0, MAYA).items) == [expected]
        assert list(world.environments.of_model(model_id, None, 50, 0, MAYA).items) == [expected]
        assert world.environments.get(made["id"], MAYA) == expected

    def test_counts_of_any_size(self, world: World, model_id: str) -> None:
        """A world file may bring in an environment of any number of rows."""
        published(world, model_id)
        snapshot = world.snapshot()
        snapshot["environments"][0]["row_count"] = 2**64
        world.restore(snapshot)
        (shown,) = world.environments.list(None, 50, 0, MAYA).items
        assert json.loads(shown.text)["row_count"] == 2**64


@pytest.mark.parametrize(
    "member", ["organization_id", "project_id", "owner_id", "created_by_id", "updated_by_id"]
)
def test_a_reference_to_nothing(world: World, model_id: str, member: str) -> None:
    """It is a LookupError with the id, never half an answer."""
    with world.engine.reading(MAYA) as unit:
        row = {**(unit.rows.get("models", model_id) or {}), member: NO_ID}
        with pytest.raises(LookupError, match=NO_ID):
            rendering.model_summary(unit.rows, row)


def test_objects_are_joined() -> None:
    """The members of one after the other's."""
    assert rendering.joined(b'{"a":1}', b'{"b":{}}') == b'{"a":1,"b":{}}'
