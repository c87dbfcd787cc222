"""Models of a world file: held against the contract's schemas, on the way in and as answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from mock_server.world import model_rows, rendering
from mock_server.world.errors import BadRequest, Violation, shown
from mock_server.world.seeding.tables import MODEL

if TYPE_CHECKING:
    from mock_server.world.rules import Rules
    from mock_server.world.seeding.source import Source, Steps

Json = dict[str, Any]

Check: TypeAlias = Callable[[str, Any], list[Violation]]
"""Returns what is wrong with a value by the contract's schema of a name; places are JSON Pointers into it."""

_REFERENCES = tuple(name for name, member in MODEL.items() if member.table)


def model(file: Source, check: Check, rules: Rules, at: Steps, row: Json) -> Json:
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
        date = model_rows.deployment_date(rules, row["deployment_date"])
    except BadRequest as error:
        file.refuse((*at, "deployment_date"), error.violations[0].message)
    return {
        **row,
        "schema": rules.schema(row["schema"], kept),
        "spec": rules.spec(row["spec"]),
        "task_params": rules.task_params(row["task_params"]),
        "xai_params": rules.xai_params(row["xai_params"]),
        "deployment_date": date,
    }


def check_answers(file: Source, check: Check, rules: Rules, rows: Mapping[str, Sequence[Json]]) -> None:
    """Raise WorldFileError when a model would be answered in another form than the contract's.

    What the rows refer to must exist. A summary shows members that were held against ModelCreate or `tables`,
    and other rows, in the same way for all models that refer to the same; so one of those is checked whole.
    """
    referred = _Referred(rules, rows)
    seen: set[tuple[str | None, ...]] = set()
    for at, row in enumerate(rows["models"]):
        rest = rendering.model_rest(referred, row)
        references = tuple(row[name] for name in _REFERENCES)
        if references in seen:
            file.refuse_first(("models", at), check("ModelDetailMembers", rest))
        else:
            seen.add(references)
            answer = {**rendering.model_summary(referred, row), **rest}
            file.refuse_first(("models", at), check("ModelDetail", answer))
        _check_column_ids(file, ("models", at, "schema", "columns"), row["schema"]["columns"])


class _Referred:
    """What rendering looks up, from rows that are in no store yet."""

    def __init__(self, rules: Rules, rows: Mapping[str, Sequence[Json]]) -> None:
        self.rules = rules
        self._rows = {table: {row["id"]: row for row in of} for table, of in rows.items()}
        self._texts: dict[tuple[str, str], Mapping[str, bytes]] = {}

    def text(self, table: str, row_id: str, name: str, /) -> bytes | None:
        """Return one text of a row, or None."""
        if (table, row_id) not in self._texts:
            row = self._rows[table].get(row_id)
            self._texts[table, row_id] = {} if row is None else rendering.TEXTS[table](self, row)
        return self._texts[table, row_id].get(name)


def _check_column_ids(file: Source, at: Steps, columns: list[Json]) -> None:
    if len({column["id"] for column in columns}) == len(columns):
        return
    seen: set[str] = set()
    for index, column in enumerate(columns):
        if column["id"] in seen:
            file.refuse((*at, index, "id"), f"{shown(column['id'])} is the id of an earlier column too")
        seen.add(column["id"])
