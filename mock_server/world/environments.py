"""Environments: the sets of rows published for a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import ordering, page, query, references
from mock_server.world.fields import ENVIRONMENT_FIELDS
from mock_server.world.rendering import Renderer

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]


class Environments:
    """The environments of the world."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, filter: str | None, limit: int, offset: int, who: Identity) -> page.Page:  # noqa: A002 -- the API's name
        """Return a page of environments, oldest first. Raises BadRequest for a malformed filter."""
        where = query.parse(filter, ENVIRONMENT_FIELDS)
        with self._engine.reading(who) as unit:
            items = _items(unit)
        return _page([item for item in items if where.matches(item)], limit, offset)

    def of_model(
        self, model_id: str, env_type: str | None, limit: int, offset: int, who: Identity
    ) -> page.Page:
        """Return a page of one model's environments, of one type or all (client). Raises NotFound."""
        with self._engine.reading(who) as unit:
            model = references.model(unit, model_id)
            items = [item for item in _items(unit) if item["model"]["id"] == model["id"]]
        return _page([item for item in items if env_type in {None, item["type"]}], limit, offset)

    def get(self, env_id: str, who: Identity) -> Json:
        """Return an environment. Raises NotFound."""
        with self._engine.reading(who) as unit:
            row = references.existing(unit, "environments", env_id, "env_id")
            return Renderer(unit.rows).environment_item(row)


def _items(unit: Unit) -> list[Json]:
    renderer = Renderer(unit.rows)
    return [renderer.environment_item(row) for row in references.all_owned(unit, "environments")]


def _page(items: list[Json], limit: int, offset: int) -> page.Page:
    return page.cut(ordering.arrange(items, ordering.DEFAULT), limit, offset)
