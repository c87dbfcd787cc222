"""Models of a world file: held against the contract's schemas, on the way in and as answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from mock_server.stores.json_text import JsonText, dumped
from mock_server.world import model_rows, rendering, shapes
from mock_server.world.errors import BadRequest, Violation, shown
from mock_server.world.seeding.tables import MODEL

if TYPE_CHECKING:
    from mock_server.world.rules import Rules
    from mock_server.world.seeding.source import Source, Steps

Json = dict[str, Any]

Check: TypeAlias = Callable[[str, Any], list[Violation]]
"""Returns what is wrong with a value by the contract's schema of a name; places are JSON Pointers into it."""

_SHOWN_IN_REST = (*shapes.REST, "artifact_files")
"""What `model_rest` is made from."""
_MOST_SHAPED = 1024
"""Different ones that are remembered."""

_REFERENCES = tuple(name for name, member in MODEL.items() if member.table)


class Models:
    """Brings the models of one file to the form in which a request would have brought them in."""

    def __init__(self, file: Source, check: Check, rules: Rules) -> None:
        self._file = file
        self._check = check
        self._rules = rules
        self._shaped: dict[bytes, Mapping[str, JsonText]] = {}

    def row(self, at: Steps, row: Json) -> Json:
        """Return a row as a create with its members would have made it. Raises WorldFileError.

        A row has the members of a create under the same names, so it must fit that schema; null in a row is
        what absent is in a request.
        """
        file, check = self._file, self._check
        sent = {name: value for name, value in row.items() if value is not None}
        file.refuse_first(at, check("ModelCreate", sent))
        if row["deletion_job"] is not None:
            file.refuse_first((*at, "deletion_job"), check("JobReference", row["deletion_job"]))
        try:
            row["deployment_date"] = model_rows.deployment_date(self._rules, row["deployment_date"])
        except BadRequest as error:
            file.refuse((*at, "deployment_date"), error.violations[0].message)
        # Versions of a model share most of what is large, also in memory.
        key = dumped([row[name] for name in _SHOWN_IN_REST])
        shaped = self._shaped.get(key)
        if shaped is None:
            shaped = self._shape(at, row)
            if len(self._shaped) < _MOST_SHAPED:
                self._shaped[key] = shaped
        row.update(shaped)
        return row

    def _shape(self, at: Steps, row: Json) -> Mapping[str, JsonText]:
        """Return the members that are kept as texts, once all that a ModelDetail shows of them is sound."""
        rules = self._rules
        kept = [column for column in row["schema"]["columns"] if "id" in column]
        shaped = {
            "schema": rules.schema(row["schema"], kept),
            "spec": rules.spec(row["spec"]),
            "task_params": rules.task_params(row["task_params"]),
            "xai_params": rules.xai_params(row["xai_params"]),
        }
        rest = rendering.model_rest(rules, {**row, **shaped})
        self._file.refuse_first(at, self._check("ModelDetailMembers", rest))
        _check_column_ids(self._file, (*at, "schema", "columns"), shaped["schema"]["columns"])
        return {name: JsonText.of(value) for name, value in shaped.items()}


def check_answers(file: Source, check: Check, rules: Rules, rows: Mapping[str, Sequence[Json]]) -> None:
    """Raise WorldFileError when a model would be answered in another form than the contract's.

    What the rows refer to must exist. What a model has of its own was checked; it shows other rows in the
    same way as all models that refer to the same, so one of those is checked whole.
    """
    referred = _Referred(rules, rows)
    seen: set[tuple[str | None, ...]] = set()
    for at, row in enumerate(rows["models"]):
        references = tuple(row[name] for name in _REFERENCES)
        if references not in seen:
            seen.add(references)
            answer = rendering.model_detail(referred, row).value
            file.refuse_first(("models", at), check("ModelDetail", answer))


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
