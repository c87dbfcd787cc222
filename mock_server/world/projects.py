"""Projects: what models are grouped in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.stores.json_text import JsonText
from mock_server.world import references
from mock_server.world.errors import BadRequest, Conflict, Violation, shown
from mock_server.world.listing import filter as filters
from mock_server.world.listing import paging
from mock_server.world.listing.fields import PROJECT_FIELDS

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]


class Projects:
    """The projects of the world."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def list(self, filter: str | None, limit: int, offset: int, who: Identity) -> paging.Page:  # noqa: A002 -- the API's name
        """Return a page of projects, oldest first. Raises BadRequest for a malformed filter."""
        where = filters.parse(self.engine.rules, filter, PROJECT_FIELDS)
        with self.engine.reading(who) as unit:
            own = unit.rows.listing("projects", "organization", (unit.organization_id,))
            if not where.rules:
                page = paging.cut(own, limit, offset)
                items = [JsonText(entry.texts["item"]) for entry in page.items]
                return paging.Page(items, page.total, limit, offset)
            entries = own[:]
        shown_items = (JsonText(entry.texts["item"]) for entry in entries)
        return paging.cut([item for item in shown_items if where.matches(item)], limit, offset)

    def create(self, body: Json, who: Identity) -> JsonText:
        """Add a project `{"name"}` and return it. Raises Conflict when the name is taken (client)."""
        with self.engine.writing(who) as unit:
            row = {**unit.made("projects"), "name": _name(body)}
            check_name_free(unit, row["name"])
            unit.rows.put("projects", row)
            return _item(unit, row["id"])

    def get(self, project_id: str, who: Identity) -> JsonText:
        """Return a project. Raises NotFound."""
        with self.engine.reading(who) as unit:
            return _item(unit, references.existing(unit, "projects", project_id, "project_id")["id"])

    def delete(self, project_id: str, who: Identity) -> None:
        """Remove a project with everything in it, at once (decided). Raises NotFound."""
        with self.engine.writing(who) as unit:
            row = references.existing(unit, "projects", project_id, "project_id")
            for model in unit.rows.listing("models", "project", (row["organization_id"], row["id"]))[:]:
                unit.rules.remove_model(unit.rows, model.id)
            unit.rows.delete("projects", row["id"])


def check_name_free(unit: Unit, name: str) -> None:
    """Raise Conflict when the organization has a project of this name (client)."""
    if len(unit.rows.listing("projects", "name", (unit.organization_id, name))):
        message = f"a project named {shown(name)} exists already; use it or choose another name"
        raise Conflict(Violation("/name", message))


def _item(unit: Unit, project_id: str) -> JsonText:
    return JsonText(unit.rows.text("projects", project_id, "item") or b"")


def _name(body: Json) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise BadRequest(Violation("/name", f"must be a string of at least one character, not {shown(name)}"))
    return name
