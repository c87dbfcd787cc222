"""Worlds in files: read, checked, and brought to the form of rows."""

from __future__ import annotations

import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from mock_server.world import files, instants, positions, spec
from mock_server.world.errors import known, shown
from mock_server.world.tables import REQUIRED, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.world.tables import Member

Json = dict[str, Any]
Rows = dict[str, list[Json]]
Steps = tuple[str | int, ...]


class WorldFileError(ValueError):
    """A file that holds no world: the message names the file, the line, the place and the fix."""


def load_world(path: Path) -> Rows:
    """Return the rows of a world file: an object with an array of rows per table (decided).

    The tables and their members are those of `tables.TABLES`; a snapshot is such an object too. Members with
    a default may be left out. Raises WorldFileError.
    """
    file = _File(str(path), _text(path))
    document = file.decoded()
    if not isinstance(document, dict):
        file.refuse((), "must be an object with an array of rows per table")
    rows = {table: _table(file, table, document.get(table, [])) for table in TABLES}
    _check_tables(file, document)
    _check_references(file, rows)
    _check_versions(file, rows["models"])
    return rows


@dataclass(frozen=True)
class _File:
    name: str
    text: str

    def decoded(self) -> Any:
        try:
            return json.loads(self.text)
        except json.JSONDecodeError as error:
            raise WorldFileError(
                f"{self.name}:{error.lineno}: column {error.colno}: {error.msg}; a world file must be JSON"
            ) from None
        except (RecursionError, ValueError) as error:
            raise WorldFileError(f"{self.name}:1: cannot be read as JSON: {error}") from None

    def refuse(self, steps: Steps, message: str) -> NoReturn:
        pointer = "".join(f"/{step}" for step in steps)
        line = positions.line_of(self.text, steps)
        raise WorldFileError(f"{self.name}:{line}: {pointer or 'the document'}: {message}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise WorldFileError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise WorldFileError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def _check_tables(file: _File, document: Json) -> None:
    for name in document:
        # Names with $ are for editors ($schema) and comments ($comment).
        if name not in TABLES and not name.startswith("$"):
            file.refuse((name,), f"is no table; use one of {known(TABLES)}")


def _table(file: _File, table: str, raw: Any) -> list[Json]:
    if not isinstance(raw, list):
        file.refuse((table,), "must be an array of rows")
    rows = [_row(file, (table, at), TABLES[table], row) for at, row in enumerate(raw)]
    seen: set[str] = set()
    for at, row in enumerate(rows):
        if row["id"] in seen:
            file.refuse((table, at, "id"), f"{shown(row['id'])} is the id of an earlier row too")
        seen.add(row["id"])
    return [_shaped(file, (table, at), table, row) for at, row in enumerate(rows)]


def _row(file: _File, at: Steps, members: Any, raw: Any) -> Json:
    if not isinstance(raw, dict):
        file.refuse(at, f"must be an object, not {shown(raw)}")
    for name in raw:
        if name not in members:
            file.refuse((*at, name), f"is no member of this table; use {known(members)}")
    row = {name: _member(file, (*at, name), member, raw) for name, member in members.items()}
    return {name: _default(row, value) for name, value in row.items()}


def _member(file: _File, at: Steps, member: Member, raw: Json) -> Any:
    name = at[-1]
    if name not in raw:
        if member.default is REQUIRED:
            file.refuse(at[:-1], f"lacks {name}, which must be {member.type.words}")
        return _Default(member.default)
    if not member.type.fits(raw[name]):
        file.refuse(at, f"must be {member.type.words}, not {shown(raw[name])}")
    return raw[name]


@dataclass(frozen=True)
class _Default:
    value: Any


def _default(row: Json, value: Any) -> Any:
    if not isinstance(value, _Default):
        return value
    if isinstance(value.value, str) and value.value.startswith("="):
        return row[value.value[1:]]
    return list(value.value) if isinstance(value.value, tuple) else value.value


def _shaped(file: _File, at: Steps, table: str, row: Json) -> Json:
    if table == "models":
        return _model(file, at, row)
    if table in {"contents", "parts"}:
        return _content(file, at, row)
    return row


def _model(file: _File, at: Steps, row: Json) -> Json:
    columns = row["schema"].get("columns")
    if not isinstance(columns, list):
        file.refuse((*at, "schema"), "lacks columns, which must be an array")
    for index, column in enumerate(columns):
        if not (
            isinstance(column, dict)
            and all(isinstance(column.get(key), str) for key in ("name", "data_type"))
        ):
            file.refuse(
                (*at, "schema", "columns", index), "must be an object with the strings name and data_type"
            )
    date = row["deployment_date"]
    return {
        **row,
        "schema": spec.schema(row["schema"], [column for column in columns if "id" in column]),
        "spec": _spec(file, (*at, "spec"), row["spec"]),
        "task_params": spec.task_params(row["task_params"]),
        "xai_params": spec.xai_params(row["xai_params"]),
        "deployment_date": None if date is None else instants.in_utc(date),
    }


def _spec(file: _File, at: Steps, raw: Json) -> Json:
    for name in (*spec.ROLES, "custom_features"):
        if not isinstance(raw.get(name, []), list):
            file.refuse((*at, name), "must be an array")
    for index, feature in enumerate(raw.get("custom_features", [])):
        if not isinstance(feature, dict):
            file.refuse((*at, "custom_features", index), "must be an object")
    return spec.spec(raw)


def _content(file: _File, at: Steps, row: Json) -> Json:
    kept = {name: value for name, value in row.items() if value is not None}
    if ("text" in kept) == ("base64" in kept):
        file.refuse(at, "must have either text or base64")
    try:
        files.decoded(kept)
    except (binascii.Error, ValueError):
        file.refuse((*at, "base64"), "must be base64")
    return kept


def _check_references(file: _File, rows: Rows) -> None:
    ids = {table: {row["id"] for row in of} for table, of in rows.items()}
    for table, members in TABLES.items():
        for name, member in members.items():
            for at, row in enumerate(rows[table]):
                value = row[name] if member.table else None
                if member.table and value is not None and value not in ids[member.table]:
                    file.refuse((table, at, name), f"{shown(value)} is the id of no row in {member.table}")


def _check_versions(file: _File, models: list[Json]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for at, row in enumerate(models):
        version = (row["project_id"], row["name"], row["version"])
        if version in seen:
            file.refuse(("models", at, "version"), "an earlier model has this project, name and version")
        seen.add(version)
