"""Projects: what models are grouped in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import effects, ordering, page, query, references
from mock_server.world.errors import BadRequest, Conflict, Violation, shown
from mock_server.world.fields import PROJECT_FIELDS
from mock_server.world.rendering import Renderer

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]


class Projects:
    """The projects of the world."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, filter: str | None, limit: int, offset: int, who: Identity) -> page.Page:  # noqa: A002 -- the API's name
        """Return a page of projects, oldest first. Raises BadRequest for a malformed filter."""
        where = query.parse(filter, PROJECT_FIELDS)
        with self._engine.reading(who) as unit:
            renderer = Renderer(unit.rows)
            items = [renderer.project_item(row) for row in references.all_owned(unit, "projects")]
        matching = [item for item in items if where.matches(item)]
        return page.cut(ordering.arrange(matching, ordering.DEFAULT), limit, offset)

    def create(self, body: Json, who: Identity) -> Json:
        """Add a project `{"name"}` and return it. Raises Conflict when the name is taken (client)."""
        with self._engine.writing(who) as unit:
            row = {**unit.made("projects"), "name": _name(body)}
            check_name_free(unit, row["name"])
            unit.rows.put("projects", row)
            return Renderer(unit.rows).project_item(row)

    def get(self, project_id: str, who: Identity) -> Json:
        """Return a project. Raises NotFound."""
        with self._engine.reading(who) as unit:
            row = references.existing(unit, "projects", project_id, "project_id")
            return Renderer(unit.rows).project_item(row)

    def delete(self, project_id: str, who: Identity) -> None:
        """Remove a project with everything in it, at once (decided). Raises NotFound."""
        with self._engine.writing(who) as unit:
            row = references.existing(unit, "projects", project_id, "project_id")
            for model in unit.rows.scan("models"):
                if model["project_id"] == row["id"]:
                    effects.remove_model(unit.rows, model["id"])
            unit.rows.delete("projects", row["id"])


def check_name_free(unit: Unit, name: str) -> None:
    """Raise Conflict when the organization has a project of this name (client)."""
    if any(row["name"] == name for row in references.all_owned(unit, "projects")):
        message = f"a project named {shown(name)} exists already; use it or choose another name"
        raise Conflict(Violation("/name", message))


def _name(body: Json) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise BadRequest(Violation("/name", f"must be a string of at least one character, not {shown(name)}"))
    return name
