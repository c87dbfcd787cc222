"""Models of a world file: held against the contract's schemas, on the way in and as answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from mock_server.stores import MemoryStore
from mock_server.world import model_rows, spec
from mock_server.world.errors import BadRequest, Violation, shown
from mock_server.world.rendering import Renderer

if TYPE_CHECKING:
    from mock_server.world.source import Source, Steps

Json = dict[str, Any]

Check: TypeAlias = Callable[[str, Any], list[Violation]]
"""Returns what is wrong with a value by the contract's schema of a name; places are JSON Pointers into it."""


def model(file: Source, check: Check, at: Steps, row: Json) -> Json:
    """Return the row of a model as if a request had brought it in. Raises WorldFileError.

    A row has the members of a create under the same names, so it must fit that schema; null in a row is what
    absent is in a request.
    """
    sent = {name: value for name, value in row.items() if value is not None}
    file.refuse_first(at, check("ModelCreate", sent))
    if row["deletion_job"] is not None:
        file.refuse_first((*at, "deletion_job"), check("JobReference", row["deletion_job"]))
    kept = [column for column in row["schema"]["columns"] if "id" in column]
    try:
        date = model_rows.deployment_date(row["deployment_date"])
    except BadRequest as error:
        file.refuse((*at, "deployment_date"), error.violations[0].message)
    return {
        **row,
        "schema": spec.schema(row["schema"], kept),
        "spec": spec.spec(row["spec"]),
        "task_params": spec.task_params(row["task_params"]),
        "xai_params": spec.xai_params(row["xai_params"]),
        "deployment_date": date,
    }


def check_answers(file: Source, check: Check, rows: dict[str, list[Json]]) -> None:
    """Raise WorldFileError when a model would be answered in another form than the contract's."""
    with MemoryStore(rows).transaction() as stored:
        renderer = Renderer(stored)
        for at, row in enumerate(rows["models"]):
            file.refuse_first(("models", at), check("ModelDetail", renderer.model_detail(row)))
            _check_column_ids(file, ("models", at, "schema", "columns"), row["schema"]["columns"])


def _check_column_ids(file: Source, at: Steps, columns: list[Json]) -> None:
    seen: set[str] = set()
    for index, column in enumerate(columns):
        if column["id"] in seen:
            file.refuse((*at, index, "id"), f"{shown(column['id'])} is the id of an earlier column too")
        seen.add(column["id"])
