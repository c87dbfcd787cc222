"""How rows look in answers: JSON texts, made once for each version of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from orjson import Fragment, loads

from mock_server.stores.json_text import JsonText, dumped
from mock_server.world import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mock_server.world.rows import Rows
    from mock_server.world.rules import Rules

    Json = dict[str, Any]


class References(Protocol):
    """What rendering needs to know: the rules, and the texts of the rows that a row refers to."""

    @property
    def rules(self) -> Rules:
        """Return the rules of the app."""

    def text(self, table: str, row_id: str, name: str, /) -> bytes | None:
        """Return one text of a row, or None."""


_REFERENCE = {
    "users": ("id", "full_name", "email"),
    "organizations": ("id", "name"),
    "projects": ("id", "name"),
}
"""What is shown of a row where another one refers to it (guide)."""


_NOBODY = b"null"


def reference(rows: References, table: str, row_id: str) -> bytes:
    """Return the text by which another row shows this one. LookupError when it does not exist."""
    text = rows.text(table, row_id, "reference")
    if text is None:
        raise LookupError(f"a row refers to {table} {row_id}, which does not exist")
    return text


def model_summary(rows: References, row: Json) -> JsonText:
    """Return a ModelSummary (guide)."""
    return JsonText(_summary(row, _shown(rows, row)))


def model_detail(rows: References, row: Json) -> JsonText:
    """Return a ModelDetail (guide)."""
    return JsonText(joined(_summary(row, _shown(rows, row)), dumped(model_rest(rows.rules, row))))


def model_texts(rows: References, row: Json) -> Mapping[str, bytes]:
    """Return ModelSummary, the rest of ModelDetail (guide), what search looks at, and the owner."""
    shown = _shown(rows, row)
    return {
        "summary": _summary(row, shown),
        "rest": rows.rules.shapes.rest(row, _rest),
        "search": rows.rules.searched_text.of(row, shown),
        "owner": row["organization_id"].encode(),
    }


def kept_detail(texts: Mapping[str, bytes]) -> JsonText:
    """Return the ModelDetail that `model_texts` were made for."""
    return JsonText(joined(texts["summary"], texts["rest"]))


def _shown(rows: References, row: Json) -> dict[str, bytes]:
    """Return the JSON texts by which a model shows other rows. LookupError when one does not exist."""
    text, owner_id = rows.text, row["owner_id"]
    shown: dict[str, Any] = {
        "organization": text("organizations", row["organization_id"], "reference"),
        "project": text("projects", row["project_id"], "reference"),
        "owner": _NOBODY if owner_id is None else text("users", owner_id, "reference"),
        "created_by": text("users", row["created_by_id"], "reference"),
        "updated_by": text("users", row["updated_by_id"], "reference"),
    }
    if None in shown.values():
        name = next(name for name, text in shown.items() if text is None)
        raise LookupError(f"a row refers to the {name} {row[f'{name}_id']}, which does not exist")
    return shown


def _summary(row: Json, shown: Mapping[str, bytes]) -> bytes:
    return dumped(
        {
            "id": row["id"],
            "name": row["name"],
            "version": row["version"],
            "status": row["status"],
            "organization": Fragment(shown["organization"]),
            "project": Fragment(shown["project"]),
            "input_type": row["input_type"],
            "task": row["task"],
            "description": row["description"],
            "owner": Fragment(shown["owner"]),
            "deployment_date": row["deployment_date"],
            "artifact_status": row["artifact_status"],
            "deleted_at": row["deleted_at"],
            "algorithm": row["algorithm"],
            "framework": row["framework"],
            "created_by": Fragment(shown["created_by"]),
            "updated_by": Fragment(shown["updated_by"]),
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
        }
    )


def model_rest(rules: Rules, row: Json) -> Json:
    """Return what a ModelDetail has besides a ModelSummary (guide)."""
    return {
        "task_params": row["task_params"],
        "schema": row["schema"],
        "spec": row["spec"],
        "event_id_col": row["event_id_col"],
        "event_ts_col": row["event_ts_col"],
        "event_ts_format": row["event_ts_format"],
        "xai_params": row["xai_params"],
        "artifact_files": row["artifact_files"],
        "is_binary_ranking_model": rules.is_binary_ranking(row),
    }


def _rest(rules: Rules, row: Json) -> bytes:
    return dumped(model_rest(rules, row))


def joined(one: bytes, other: bytes) -> bytes:
    """Return the JSON object that has the members of both, neither of which is empty."""
    return b"%b,%b" % (one[:-1], other[1:])


def project_texts(rows: References, row: Json) -> Mapping[str, bytes]:
    """Return a project (client), and the reference."""
    organization = Fragment(reference(rows, "organizations", row["organization_id"]))
    item = {"id": row["id"], "name": row["name"], "organization": organization, **_history(rows, row)}
    return {"item": dumped(item), "reference": _reference("projects", row)}


def _file_texts(rows: References, row: Json) -> Mapping[str, bytes]:
    own = {key: row[key] for key in ("id", "filename", "status", "type")}
    return {"item": dumped({**own, **_history(rows, row)})}


def _referred(table: str) -> Callable[[References, Json], Mapping[str, bytes]]:
    return lambda _, row: {"reference": _reference(table, row)}


TEXTS: Mapping[str, Callable[[References, Json], Mapping[str, bytes]]] = {
    "users": _referred("users"),
    "organizations": _referred("organizations"),
    "projects": project_texts,
    "models": model_texts,
    "files": _file_texts,
}
"""What is kept beside the rows of each table. Environments show the model's version, which can change."""

MEMBERS: Mapping[str, Sequence[str]] = {"models": shapes.MEMBERS}
"""Members of a table's rows that are kept as texts."""


def environment_item(rows: Rows, row: Json) -> JsonText:
    """Return an environment (client). LookupError when its model does not exist."""
    model = rows.get("models", row["model_id"])
    if model is None:
        raise LookupError(f"an environment refers to the model {row['model_id']}, which does not exist")
    item = {
        "id": row["id"],
        "name": row["name"],
        "type": row["type"],
        "row_count": row["row_count"],
        "model": {key: model[key] for key in ("id", "name", "version")},
        "project": loads(reference(rows, "projects", row["project_id"])),
        "organization": loads(reference(rows, "organizations", row["organization_id"])),
        "created_by": loads(reference(rows, "users", row["created_by_id"])),
        "updated_by": loads(reference(rows, "users", row["updated_by_id"])),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
    return JsonText(dumped(item))


def _reference(table: str, row: Json) -> bytes:
    return dumped({key: row[key] for key in _REFERENCE[table]})


def _history(rows: References, row: Json) -> Json:
    return {
        "created_by": Fragment(reference(rows, "users", row["created_by_id"])),
        "updated_by": Fragment(reference(rows, "users", row["updated_by_id"])),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
