"""Worlds in files: read, checked, and brought to the form of rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mock_server.world.errors import known, shown
from mock_server.world.rules import Rules
from mock_server.world.seeding import collector, contents, soundness
from mock_server.world.seeding.row_form import EFFECT_FORMS, FORMS
from mock_server.world.seeding.scanning import Scanner, Unusual
from mock_server.world.seeding.source import Source, WorldFileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mock_server.world.seeding.soundness import Check
    from mock_server.world.seeding.source import Steps

__all__ = ["WorldFileError", "load_world"]

Json = dict[str, Any]
RowsByTable = dict[str, list[Json]]


def load_world(path: Path, check: Check, rules: Rules | None = None) -> RowsByTable:
    """Return the rows of a world file: an object with an array of rows per table (decided).

    The tables and their members are those of `tables.TABLES`; a snapshot is such an object too. Members with
    a default may be left out. `check` holds values against the contract's schemas, so that what the file
    brings in is what requests could have; `rules` are the app's, the standard ones by default. Raises
    WorldFileError.
    """
    file = Source.of(path)
    loading = _Loading(file, check, rules or Rules())
    with collector.paused():
        try:
            return loading.rows(Scanner(file.text).tables())
        except (Unusual, WorldFileError):
            # What is wrong is told of the whole file: first of its text, then of what it holds.
            document = file.decoded()
        if not isinstance(document, dict):
            file.refuse((), "must be an object with an array of rows per table")
        return loading.rows(document.items())


class _Loading:
    """One file on its way to rows."""

    def __init__(self, file: Source, check: Check, rules: Rules) -> None:
        self._file = file
        self._check = check
        self._rules = rules
        self._models = soundness.Models(file, check, rules)

    def rows(self, tables: Iterable[tuple[str, Any]]) -> RowsByTable:
        """Return the rows of the tables, each given with its name."""
        rows: RowsByTable = {table: [] for table in FORMS}
        for name, raw in tables:
            if name in FORMS:
                rows[name] = self._table(name, raw)
            # Names with $ are for editors ($schema) and comments ($comment).
            elif not name.startswith("$"):
                self._file.refuse((name,), f"is no table; use one of {known(FORMS)}")
        self._check_references(rows)
        self._check_versions(rows["models"])
        soundness.check_answers(self._file, self._check, self._rules, rows)
        return rows

    def _table(self, table: str, raw: Any) -> list[Json]:
        if not isinstance(raw, list | Iterator):
            self._file.refuse((table,), "must be an array of rows")
        form, seen, rows = FORMS[table], set(), []
        for at, item in enumerate(raw):
            row = form.row(self._file, (table, at), item)
            if row["id"] in seen:
                self._file.refuse((table, at, "id"), f"{shown(row['id'])} is the id of an earlier row too")
            seen.add(row["id"])
            rows.append(self._shaped((table, at), row))
        return rows

    def _shaped(self, at: Steps, row: Json) -> Json:
        match at[0]:
            case "models":
                return self._models.row(at, row)
            case "users":
                self._file.refuse_first(at, self._check("UserReference", row))
            case "running":
                return {**row, "effect": self._effect((*at, "effect"), row["effect"])}
            case "contents" | "parts":
                return self._content(at, row)
        return row

    def _effect(self, at: Steps, raw: Json) -> Json:
        kind = raw.get("kind")
        if not isinstance(kind, str) or kind not in EFFECT_FORMS:
            self._file.refuse((*at, "kind"), f"must be one of {known(EFFECT_FORMS)}, not {shown(kind)}")
        effect = EFFECT_FORMS[kind].row(self._file, at, raw)
        if kind == "publish_events":
            place = (*at, "environment")
            effect["environment"] = FORMS["environments"].row(self._file, place, raw["environment"])
        for index, item in enumerate(effect.get("files", [])):
            self._file.refuse_first((*at, "files", index), self._check("ArtifactFile", item))
        return effect

    def _content(self, at: Steps, row: Json) -> Json:
        kept = {name: value for name, value in row.items() if value is not None}
        if ("text" in kept) == ("base64" in kept):
            self._file.refuse(at, "must have either text or base64")
        try:
            contents.decoded(kept)
        except ValueError:
            self._file.refuse((*at, "base64"), "must be base64")
        return kept

    def _check_references(self, rows: RowsByTable) -> None:
        ids = {table: {row["id"] for row in of} for table, of in rows.items()}
        for table, form in FORMS.items():
            for at, row in enumerate(rows[table]):
                form.check_references(self._file, (table, at), row, ids)
        for at, row in enumerate(rows["running"]):
            place, effect = ("running", at, "effect"), row["effect"]
            EFFECT_FORMS[effect["kind"]].check_references(self._file, place, effect, ids)
            if "environment" in effect:
                new = effect["environment"]
                FORMS["environments"].check_references(self._file, (*place, "environment"), new, ids)

    def _check_versions(self, models: list[Json]) -> None:
        seen: set[tuple[str, str, str]] = set()
        for at, row in enumerate(models):
            version = (row["project_id"], row["name"], row["version"])
            if version in seen:
                message = "an earlier model has this project, name and version"
                self._file.refuse(("models", at, "version"), message)
            seen.add(version)
