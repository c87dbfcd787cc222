"""Forms of rows: what is told quickly, and what is told in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.world.seeding.row_form import FORMS
from mock_server.world.seeding.source import Source, WorldFileError
from mock_server.world.seeding.tables import MODEL, TABLES, Member
from tests.mock_server.world.seeding.world_files import AT, SMALL

FILE = Source("w.json", "{}")

VALUES = st.sampled_from(
    [None, "", "x", 0, -1, 1.5, True, [], {}, AT, "LIVE", "v" * 40, SMALL["users"][0]["id"]]
)


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a table and something like a row of it: some members kept, some changed, some unknown."""
    table = draw(st.sampled_from(sorted(SMALL)))
    row = dict(SMALL[table][0])
    for name in draw(st.lists(st.sampled_from([*TABLES[table], "unknown"]), max_size=3)):
        if draw(st.booleans()):
            row[name] = draw(VALUES)
        else:
            row.pop(name, None)
    return table, draw(st.sampled_from([row, row, row, row, None, [row]]))


@given(rows())
def test_a_row_that_does_not_fit_is_refused(drawn: tuple[str, Any]) -> None:
    """The quick check and the words agree on every row, and a row that fits becomes a whole one."""
    table, raw = drawn
    if FORMS[table].fits(raw):
        row = FORMS[table].row(FILE, (table, 0), raw)
        assert list(row) == list(TABLES[table])
        assert row.items() >= raw.items()
    else:
        with pytest.raises(WorldFileError, match=f"^w.json:1: /{table}/0"):
            FORMS[table].row(FILE, (table, 0), raw)


def test_defaults() -> None:
    """What is left out gets the default, the value of another member, or a list of its own."""
    one, other = (FORMS["models"].row(FILE, (), SMALL["models"][0]) for _ in range(2))
    assert (one["version"], one["updated_at"], one["owner_id"]) == ("v1", AT, None)
    assert one["artifact_files"] == []
    assert one["artifact_files"] is not other["artifact_files"]


def test_references() -> None:
    """A reference must lead somewhere; null is none."""
    row = FORMS["models"].row(FILE, (), SMALL["models"][0])
    ids = {table: {of["id"] for of in SMALL.get(table, [])} for table in TABLES}
    FORMS["models"].check_references(FILE, ("models", 0), row, ids)
    for name in (name for name, member in MODEL.items() if _refers(member)):
        with pytest.raises(WorldFileError, match=f"/models/0/{name}: .* is the id of no row in "):
            FORMS["models"].check_references(FILE, ("models", 0), {**row, name: "elsewhere"}, ids)


def _refers(member: Member) -> bool:
    return member.table is not None
