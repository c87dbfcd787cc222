"""All that a store holds as JSON, out and in: the form of world files and snapshots."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from mock_server.stores.json_text import JsonText
from mock_server.world import effects, usage
from mock_server.world.rows import Rows
from mock_server.world.seeding.contents import MEMBERS, decoded, encoded
from mock_server.world.seeding.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mock_server.stores import Content, Store, Transaction
    from mock_server.world.rules import Rules

    Json = dict[str, Any]
    Kept = dict[tuple[str, str], Content]

FILES, CONTENTS, PARTS = "files", "contents", "parts"
"""The tables of files, of their bytes, and of parts, whose bytes stand among their members."""


def exported(store: Store) -> dict[str, list[Json]]:
    """Return every row by table, without tables that are empty."""
    with store.transaction(reading=True) as rows:
        found = {table: [_decoded(row) for row in rows.scan(table)] for table in TABLES}
        found[PARTS] = [_with_bytes(rows, PARTS, row) for row in found[PARTS]]
        ids = [row["id"] for row in found["files"]]
        whole = [{"id": file_id} for file_id in ids if usage.content(rows, FILES, file_id) is not None]
        found[CONTENTS] = [_with_bytes(rows, FILES, row) for row in whole]
    return {table: of for table, of in found.items() if of}


def imported(store: Store, rules: Rules, tables: Mapping[str, list[Json]], *, emptied: bool) -> None:
    """Put these rows in the place of everything; `emptied` lets go of each once it is in the store.

    LookupError when a row refers to what does not exist; the store is as it was then.
    """
    kept = _kept(store, tables)
    with store.transaction() as transaction:
        transaction.clear()
        _fill(Rows(transaction, rules), tables, kept, emptied=emptied)


def begun(store: Store, rules: Rules, tables: Callable[[], Mapping[str, list[Json]]]) -> bool:
    """Start a world with these rows, which are let go of, and tell whether that was done.

    A store that holds a world already is left as it is; its rows are not even asked for.
    """
    with store.transaction(reading=True) as transaction:
        if transaction.marked():
            return False
    rows = tables()
    kept = _kept(store, rows)
    with store.transaction() as transaction:
        # Another process may have started the world meanwhile.
        if transaction.marked():
            return False
        transaction.clear()
        _fill(Rows(transaction, rules), rows, kept, emptied=True)
        transaction.mark()
    return True


def _kept(store: Store, tables: Mapping[str, list[Json]]) -> Kept:
    """Have the store take up the bytes that come with the rows."""
    return {
        (owner, row["id"]): store.keep(io.BytesIO(decoded(row)))
        for table, owner in ((CONTENTS, FILES), (PARTS, PARTS))
        for row in tables.get(table, ())
    }


def _fill(rows: Rows, tables: Mapping[str, list[Json]], kept: Kept, *, emptied: bool) -> None:
    # In the order of the table of tables, in which a row refers to earlier ones only.
    for table in (name for name in TABLES if name != CONTENTS):
        of = tables.get(table, [])
        for row in _drained(of) if emptied and table == "models" else of:
            rows.put(table, _without_bytes(row) if table == PARTS else row)
    for job in tables.get("jobs", ()):
        if not rows.has("running", job["id"]):
            effects.remember_end(rows, job["id"])
    for (table, row_id), content in kept.items():
        usage.put_content(rows, table, row_id, content)


def _drained(rows: list[Json]) -> Iterator[Json]:
    rows.reverse()
    while rows:
        yield rows.pop()


def _decoded(row: Json) -> Json:
    return {name: value.value if isinstance(value, JsonText) else value for name, value in row.items()}


def _with_bytes(rows: Transaction, table: str, row: Json) -> Json:
    content = usage.content(rows, table, row["id"])
    if content is None:
        return {**row, "base64": ""}
    with content.open() as file:
        return {**row, "base64": encoded(file.read())}


def _without_bytes(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in MEMBERS}
