"""Environments: the sets of rows published for a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.world import references, rendering
from mock_server.world.listing import filter as filters
from mock_server.world.listing import paging
from mock_server.world.listing.fields import ENVIRONMENT_FIELDS

if TYPE_CHECKING:
    from mock_server.stores.json_text import JsonText
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine


class Environments:
    """The environments of the world."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def list(self, filter: str | None, limit: int, offset: int, who: Identity) -> paging.Page:  # noqa: A002 -- the API's name
        """Return a page of environments, oldest first. Raises BadRequest for a malformed filter."""
        where = filters.parse(self.engine.rules, filter, ENVIRONMENT_FIELDS)
        with self.engine.reading(who) as unit:
            own = unit.rows.listing("environments", "organization", (unit.organization_id,))
            items = [rendering.environment_item(unit.rows, entry.row()) for entry in own[:]]
        return paging.cut([item for item in items if where.matches(item)], limit, offset)

    def of_model(
        self, model_id: str, env_type: str | None, limit: int, offset: int, who: Identity
    ) -> paging.Page:
        """Return a page of one model's environments, of one type or all (client). Raises NotFound."""
        with self.engine.reading(who) as unit:
            references.known(unit, "models", model_id, "model_id")
            of = unit.rows.listing("environments", "model", (model_id.lower(),))
            rows = [entry.row() for entry in of[:]]
            found = [row for row in rows if env_type in {None, row["type"]}]
            items = [rendering.environment_item(unit.rows, row) for row in found]
        return paging.cut(items, limit, offset)

    def get(self, env_id: str, who: Identity) -> JsonText:
        """Return an environment. Raises NotFound."""
        with self.engine.reading(who) as unit:
            row = references.existing(unit, "environments", env_id, "env_id")
            return rendering.environment_item(unit.rows, row)
