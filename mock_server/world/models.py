"""Models: every version is one, with an id of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world import (
    columns,
    errors,
    jobs,
    latest,
    model_rows,
    ordering,
    page,
    query,
    references,
    search,
)
from mock_server.world.errors import Conflict, Violation, shown
from mock_server.world.fields import MODEL_FIELDS
from mock_server.world.rendering import Renderer

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.page import Page
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]


@dataclass(frozen=True)
class ModelQuery:
    """Which models to list.

    Attributes:
        latest_only: Only the newest version of each project and name, chosen before everything below.
        project_id: Only models of this project; an unknown one has none.
        filter: JSON text; see `query.parse`.
        search: Text to find in any case; see `search.matches`.
        ordering: Field names; see `ordering.parse`.
        limit: Items per page, at least 1.
        offset: Items to skip, at least 0.
    """

    latest_only: bool = False
    project_id: str | None = None
    filter: str | None = None
    search: str | None = None
    ordering: str | None = None
    limit: int = page.DEFAULT_LIMIT
    offset: int = 0


class Models:
    """The models of the world."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._columns = columns.Columns(engine)

    def list(self, wanted: ModelQuery, who: Identity) -> Page:
        """Return a page of ModelSummary. Raises BadRequest for a malformed filter or ordering."""
        where, order = errors.together(
            lambda: query.parse(wanted.filter, MODEL_FIELDS),
            lambda: ordering.parse(wanted.ordering, ordering.MODEL_ORDERING),
        )
        with self._engine.reading(who) as unit:
            renderer = Renderer(unit.rows)
            items = [renderer.model_summary(row) for row in candidates(unit, wanted)]
        matching = [item for item in items if where.matches(item) and search.matches(item, wanted.search)]
        return page.cut(ordering.arrange(matching, order), wanted.limit, wanted.offset)

    def create(self, body: Json, who: Identity) -> Json:
        """Add a model and return its ModelDetail.

        Raises NotFound for an unknown project or owner, BadRequest for a deployment date that UTC has no year
        for, Conflict when the version is taken.
        """
        with self._engine.writing(who) as unit:
            references.check(unit, body, ("project_id", "owner_id"))
            row = model_rows.new(unit, body)
            check_version_free(unit, row)
            unit.rows.put("models", row)
            return Renderer(unit.rows).model_detail(row)

    def get(self, model_id: str, who: Identity) -> Json:
        """Return a ModelDetail. Raises NotFound."""
        with self._engine.reading(who) as unit:
            return Renderer(unit.rows).model_detail(references.model(unit, model_id))

    def update(self, model_id: str, body: Json, who: Identity) -> Json:
        """Change what the body names and return the ModelDetail.

        Raises NotFound for an unknown model or owner, BadRequest for a deployment date that UTC has no year
        for, Conflict when the version is taken or the model is being deleted. Nothing changes then.
        """
        with self._engine.writing(who) as unit:
            before = references.model(unit, model_id)
            references.check(unit, body, ("owner_id",))
            check_not_being_deleted(before)
            after = model_rows.merged(unit, before, body)
            check_version_free(unit, after)
            unit.rows.put("models", after)
            return Renderer(unit.rows).model_detail(after)

    def delete(self, model_id: str, who: Identity) -> Json:
        """Start the deletion of one version and return `{"id", "name"}` of its job.

        Asked again while the job runs, it answers the same job (decided). Raises NotFound.
        """
        with self._engine.writing(who) as unit:
            row = references.model(unit, model_id)
            return row["deletion_job"] or start_deletion(unit, row)

    def columns(self, model_id: str, who: Identity) -> Page:
        """Return every column of the model. Raises NotFound."""
        return self._columns.list(model_id, who)

    def column(self, model_id: str, column_id: str, who: Identity) -> Json:
        """Return one column of the model. Raises NotFound."""
        return self._columns.get(model_id, column_id, who)


def candidates(unit: Unit, wanted: ModelQuery) -> list[Json]:
    """Return the organization's models: the newest versions only if wanted, then those of the project."""
    rows = references.all_owned(unit, "models")
    if wanted.latest_only:
        rows = latest.newest(rows)
    if wanted.project_id is None:
        return rows
    project_id = wanted.project_id.lower()
    return [row for row in rows if row["project_id"] == project_id]


def same_version(one: Json, other: Json) -> bool:
    """Tell whether two models claim one (project, name, version)."""
    return bool(
        one["version"] == other["version"]
        and one["name"] == other["name"]
        and one["project_id"] == other["project_id"]
    )


def check_version_free(unit: Unit, row: Json) -> None:
    """Raise Conflict when another model has the row's (project, name, version) (client).

    One whose deletion still runs counts (vendor).
    """
    for other in unit.rows.scan("models"):
        if other["id"] != row["id"] and same_version(other, row):
            raise Conflict(_taken(row))


def check_not_being_deleted(row: Json) -> None:
    """Raise Conflict when the model's deletion runs (decided)."""
    if row["deleted_at"] is not None:
        raise Conflict(
            Violation("model_id", f"the model {shown(row['name'])} is being deleted; it cannot change")
        )


def start_deletion(unit: Unit, row: Json) -> Json:
    """Mark the model and start the job at whose success it is gone (vendor)."""
    marked = {**row, "deleted_at": unit.stamp()}
    unit.rows.put("models", marked)
    effect = {"kind": "delete_model", "model_id": row["id"]}
    job = jobs.start(unit, f"Delete model {jobs.title(row)}", jobs.model_info(unit, row), effect)
    if unit.rows.get("models", row["id"]) is not None:
        unit.rows.put("models", {**marked, "deletion_job": job})
    return job


def _taken(row: Json) -> Violation:
    which = f"version {shown(row['version'])} of the model {shown(row['name'])}"
    return Violation("/version", f"{which} exists already in this project; use another version or name")
