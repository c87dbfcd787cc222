"""The form of a table's rows: told quickly for rows that have it, and in words for one that has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world.errors import known, shown
from mock_server.world.seeding.tables import EFFECTS, REQUIRED, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.world.seeding.source import Source, Steps
    from mock_server.world.seeding.tables import Member

    Json = dict[str, Any]
    Ids = Mapping[str, set[str]]


class RowForm:
    """What the rows of a table hold; see `tables`.

    There may be 100,000 rows: what a check needs is put together once, and why a row is refused is looked for
    only when it is.
    """

    def __init__(self, members: Mapping[str, Member]) -> None:
        self._members = members
        self._names = frozenset(members)
        self._required = frozenset(name for name, member in members.items() if member.default is REQUIRED)
        self._tests = {name: (member.type.classes, member.type.fits) for name, member in members.items()}
        defaults = {name: member.default for name, member in members.items()}
        self._copied = [(name, value[1:]) for name, value in defaults.items() if _is_copy(value)]
        self._empty = [name for name, value in defaults.items() if isinstance(value, tuple)]
        self._defaults = defaults
        self._references = [(name, member.table) for name, member in members.items() if member.table]

    def row(self, file: Source, at: Steps, raw: Any) -> Json:
        """Return the row with its defaults. Raises WorldFileError."""
        if not self.fits(raw):
            self._refuse(file, at, raw)
        row = {**self._defaults, **raw}
        for name, source in self._copied:
            if name not in raw:
                row[name] = row[source]
        for name in self._empty:
            if name not in raw:
                row[name] = []
        return row

    def fits(self, raw: Any) -> bool:
        """Tell whether the value is such a row, defaults left out or not."""
        return isinstance(raw, dict) and self._required <= raw.keys() <= self._names and self._all_fit(raw)

    def _all_fit(self, raw: Json) -> bool:
        tests = self._tests
        for name, value in raw.items():
            classes, fits = tests[name]
            if value.__class__ not in classes and not fits(value):
                return False
        return True

    def check_references(self, file: Source, at: Steps, row: Json, ids: Ids) -> None:
        """Raise WorldFileError when a row refers to what does not exist."""
        for name, table in self._references:
            if row[name] not in ids[table] and row[name] is not None:
                file.refuse((*at, name), f"{shown(row[name])} is the id of no row in {table}")

    def _refuse(self, file: Source, at: Steps, raw: Any) -> None:
        if not isinstance(raw, dict):
            file.refuse(at, f"must be an object, not {shown(raw)}")
        for name in raw:
            if name not in self._names:
                file.refuse((*at, name), f"is no member of this table; use {known(self._names)}")
        for name, member in self._members.items():
            if name not in raw and name in self._required:
                file.refuse(at, f"lacks {name}, which must be {member.type.words}")
            if name in raw and not member.type.fits(raw[name]):
                file.refuse((*at, name), f"must be {member.type.words}, not {shown(raw[name])}")


def _is_copy(default: Any) -> bool:
    return isinstance(default, str) and default.startswith("=")


FORMS: Mapping[str, RowForm] = {table: RowForm(members) for table, members in TABLES.items()}
"""The form of each table's rows."""

EFFECT_FORMS: Mapping[str, RowForm] = {kind: RowForm(members) for kind, members in EFFECTS.items()}
"""The form of a running job's effect, by its kind."""
