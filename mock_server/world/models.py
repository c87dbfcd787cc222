"""Models: every version is one, with an id of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world import errors, jobs, references, rendering
from mock_server.world.errors import Conflict, Violation, shown
from mock_server.world.indexes import version_of
from mock_server.world.listing import filter as filters
from mock_server.world.listing import ordering, paging, selection

if TYPE_CHECKING:
    from mock_server.stores.json_text import JsonText
    from mock_server.world.identity import Identity
    from mock_server.world.listing.paging import Page
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]


@dataclass(slots=True)
class ModelQuery:
    """Which models to list; nothing changes one, as with pages.

    Attributes:
        latest_only: Only the newest version of each project and name, chosen before everything below.
        project_id: Only models of this project; an unknown one has none.
        filter: JSON text; see `filter.parse`.
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
    limit: int = paging.DEFAULT_LIMIT
    offset: int = 0


class Models:
    """The models of the world."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def list(self, wanted: ModelQuery, who: Identity) -> Page:
        """Return a page of ModelSummary. Raises BadRequest for a malformed filter or ordering."""
        rules = self.engine.rules
        where, order = errors.together(
            lambda: filters.parse(rules, wanted.filter, rules.model_fields),
            lambda: ordering.parse(rules, wanted.ordering, rules.model_ordering),
        )
        asked = selection.Selection(rules, wanted, where, order)
        if asked.by_the_rules:
            with self.engine.reading(who) as unit:
                items = [rendering.model_summary(unit.rows, row) for row in rules.candidates(unit, wanted)]
            return asked.page_of_items(items)
        with self.engine.reading(who) as unit:
            found = selection.narrowed(unit, asked)
            if asked.plain:
                return asked.page_of_entries(found)
            batches = found.batches(selection.BATCH)
        return asked.page_of_batches(batches)

    def create(self, body: Json, who: Identity) -> JsonText:
        """Add a model and return its ModelDetail.

        Raises NotFound for an unknown project or owner, BadRequest for a deployment date that UTC has no year
        for, Conflict when the version is taken.
        """
        with self.engine.writing(who) as unit:
            unit.rules.check_references(unit, body, ("project_id", "owner_id"))
            row = unit.rules.new_model(unit, body)
            unit.rules.check_version_free(unit, row)
            unit.rows.put("models", row)
            return _kept(unit, row)

    def get(self, model_id: str, who: Identity) -> JsonText:
        """Return a ModelDetail. Raises NotFound."""
        with self.engine.reading(who) as unit:
            return rendering.kept_detail(references.known(unit, "models", model_id, "model_id"))

    def update(self, model_id: str, body: Json, who: Identity) -> JsonText:
        """Change what the body names and return the ModelDetail.

        Raises NotFound for an unknown model or owner, BadRequest for a deployment date that UTC has no year
        for, Conflict when the version is taken or the model is being deleted. Nothing changes then.
        """
        with self.engine.writing(who) as unit:
            before = references.model(unit, model_id)
            unit.rules.check_references(unit, body, ("owner_id",))
            check_not_being_deleted(before)
            after = unit.rules.merged_model(unit, before, body)
            unit.rules.check_version_free(unit, after)
            unit.rows.put("models", after)
            return _kept(unit, after)

    def delete(self, model_id: str, who: Identity) -> Json:
        """Start the deletion of one version and return `{"id", "name"}` of its job.

        Asked again while the job runs, it answers the same job (decided). Raises NotFound.
        """
        with self.engine.writing(who) as unit:
            row = references.model(unit, model_id)
            job: Json = row["deletion_job"] or unit.rules.start_deletion(unit, row)
            return job

    def takes_long(self, wanted: ModelQuery, who: Identity) -> bool:
        """Tell whether the list may take so long that others should not wait for it."""
        if not (wanted.filter or wanted.search or wanted.ordering or wanted.limit > selection.BATCH):
            return False
        with self.engine.reading(who) as unit:
            own = unit.rows.listing("models", "organization", (unit.organization_id,))
            return len(own) > selection.BATCH


def candidates(unit: Unit, wanted: ModelQuery) -> list[Json]:
    """Return the organization's models: the newest versions only if wanted, then those of the project."""
    rows: list[Json] = unit.rules.all_owned(unit, "models")
    if wanted.latest_only:
        rows = unit.rules.newest(rows)
    if wanted.project_id is None:
        return rows
    project_id = wanted.project_id.lower()
    return [row for row in rows if row["project_id"] == project_id]


def check_version_free(unit: Unit, row: Json) -> None:
    """Raise Conflict when another model has the row's (project, name, version) (client).

    One whose deletion still runs counts (vendor).
    """
    holder = unit.rows.first("models", "version", version_of(row))
    if holder is not None and holder.id != row["id"]:
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
    title = f"Delete model {jobs.title(row)}"
    job: Json = unit.rules.start_job(unit, title, jobs.model_info(unit, row), effect)
    if unit.rows.has("models", row["id"]):
        unit.rows.put("models", {**marked, "deletion_job": job})
    return job


def _kept(unit: Unit, row: Json) -> JsonText:
    """Return the ModelDetail of a row that has been put."""
    texts = unit.rows.texts("models", row["id"])
    return rendering.model_detail(unit.rows, row) if texts is None else rendering.kept_detail(texts)


def _taken(row: Json) -> Violation:
    which = f"version {shown(row['version'])} of the model {shown(row['name'])}"
    return Violation("/version", f"{which} exists already in this project; use another version or name")
