"""Worlds in files: read, checked, and brought to the form of rows."""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world import files, soundness
from mock_server.world.errors import known, shown
from mock_server.world.source import Source, WorldFileError
from mock_server.world.tables import EFFECTS, REQUIRED, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mock_server.world.soundness import Check
    from mock_server.world.source import Steps
    from mock_server.world.tables import Member

__all__ = ["WorldFileError", "load_world"]

Json = dict[str, Any]
Rows = dict[str, list[Json]]
Ids = dict[str, set[str]]


def load_world(path: Path, check: Check) -> Rows:
    """Return the rows of a world file: an object with an array of rows per table (decided).

    The tables and their members are those of `tables.TABLES`; a snapshot is such an object too. Members with
    a default may be left out. `check` holds values against the contract's schemas, so that what the file
    brings in is what requests could have. Raises WorldFileError.
    """
    file = Source.of(path)
    document = file.decoded()
    if not isinstance(document, dict):
        file.refuse((), "must be an object with an array of rows per table")
    rows = {table: _table(file, check, table, document.get(table, [])) for table in TABLES}
    _check_tables(file, document)
    _check_references(file, rows)
    _check_versions(file, rows["models"])
    soundness.check_answers(file, check, rows)
    return rows


def _check_tables(file: Source, document: Json) -> None:
    for name in document:
        # Names with $ are for editors ($schema) and comments ($comment).
        if name not in TABLES and not name.startswith("$"):
            file.refuse((name,), f"is no table; use one of {known(TABLES)}")


def _table(file: Source, check: Check, table: str, raw: Any) -> list[Json]:
    if not isinstance(raw, list):
        file.refuse((table,), "must be an array of rows")
    rows = [_row(file, (table, at), TABLES[table], row) for at, row in enumerate(raw)]
    seen: set[str] = set()
    for at, row in enumerate(rows):
        if row["id"] in seen:
            file.refuse((table, at, "id"), f"{shown(row['id'])} is the id of an earlier row too")
        seen.add(row["id"])
    return [_shaped(file, check, (table, at), row) for at, row in enumerate(rows)]


def _row(file: Source, at: Steps, members: Mapping[str, Member], raw: Any) -> Json:
    if not isinstance(raw, dict):
        file.refuse(at, f"must be an object, not {shown(raw)}")
    for name in raw:
        if name not in members:
            file.refuse((*at, name), f"is no member of this table; use {known(members)}")
    row = {name: _member(file, (*at, name), member, raw) for name, member in members.items()}
    return {name: _default(row, value) for name, value in row.items()}


def _member(file: Source, at: Steps, member: Member, raw: Json) -> Any:
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


def _shaped(file: Source, check: Check, at: Steps, row: Json) -> Json:
    match at[0]:
        case "models":
            return soundness.model(file, check, at, row)
        case "users":
            file.refuse_first(at, check("UserReference", row))
        case "running":
            return {**row, "effect": _effect(file, check, (*at, "effect"), row["effect"])}
        case "contents" | "parts":
            return _content(file, at, row)
    return row


def _effect(file: Source, check: Check, at: Steps, raw: Json) -> Json:
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in EFFECTS:
        file.refuse((*at, "kind"), f"must be one of {known(EFFECTS)}, not {shown(kind)}")
    effect = _row(file, at, EFFECTS[kind], raw)
    if kind == "publish_events":
        effect["environment"] = _row(file, (*at, "environment"), TABLES["environments"], raw["environment"])
    for index, item in enumerate(effect.get("files", [])):
        file.refuse_first((*at, "files", index), check("ArtifactFile", item))
    return effect


def _content(file: Source, at: Steps, row: Json) -> Json:
    kept = {name: value for name, value in row.items() if value is not None}
    if ("text" in kept) == ("base64" in kept):
        file.refuse(at, "must have either text or base64")
    try:
        files.decoded(kept)
    except (binascii.Error, ValueError):
        file.refuse((*at, "base64"), "must be base64")
    return kept


def _check_references(file: Source, rows: Rows) -> None:
    ids = {table: {row["id"] for row in of} for table, of in rows.items()}
    for table, members in TABLES.items():
        for at, row in enumerate(rows[table]):
            _check_row(file, (table, at), members, row, ids)
    for at, row in enumerate(rows["running"]):
        place, effect = ("running", at, "effect"), row["effect"]
        _check_row(file, place, EFFECTS[effect["kind"]], effect, ids)
        if "environment" in effect:
            new = effect["environment"]
            _check_row(file, (*place, "environment"), TABLES["environments"], new, ids)


def _check_row(file: Source, at: Steps, members: Mapping[str, Member], row: Json, ids: Ids) -> None:
    for name, member in members.items():
        if member.table and row[name] is not None and row[name] not in ids[member.table]:
            file.refuse((*at, name), f"{shown(row[name])} is the id of no row in {member.table}")


def _check_versions(file: Source, models: list[Json]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for at, row in enumerate(models):
        version = (row["project_id"], row["name"], row["version"])
        if version in seen:
            file.refuse(("models", at, "version"), "an earlier model has this project, name and version")
        seen.add(version)
