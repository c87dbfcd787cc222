"""Rows read one after another, held against the reader of the whole text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.world.seeding.scanning import Scanner, Unusual
from mock_server.world.seeding.source import Source, WorldFileError

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.sampled_from('a":\\ \n\u00fc\U0001f600{}[],')),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('a":\\ ', max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.text("ab", max_size=2), st.lists(VALUES, max_size=3), max_size=3)


def scanned(text: str) -> dict[str, list[Any]]:
    """Return what the scanner reads."""
    return {name: list(items) for name, items in Scanner(text).tables()}


@given(DOCUMENTS, st.sampled_from([None, 1]), st.sampled_from([(",", ":"), (" ,", " : ")]), st.integers(0, 1))
def test_it_reads_what_a_reader_of_the_whole_reads(
    document: dict[str, list[Any]], indent: int | None, separators: tuple[str, str], escaped: int
) -> None:
    """However a document is written, its rows are the same."""
    text = json.dumps(document, indent=indent, separators=separators, ensure_ascii=bool(escaped))
    assert scanned(f" {text}\n") == document


@given(st.text(st.sampled_from('{}[]":,a1 \\\n'), max_size=30))
def test_it_takes_no_more_than_a_reader_of_the_whole(text: str) -> None:
    """What it takes, that takes too, with the same outcome."""
    try:
        found = scanned(text)
    except Unusual:
        return
    assert Source("w.json", text).decoded() == found


@pytest.mark.parametrize(
    "row",
    [
        '{"a":1,"a":2}',
        '{"b":[{"a":1,"a":2}]}',
        # One member less, and one more sign of a member: both must not make up for one another.
        '{"a":1,"a":2,"b" :3}',
        '{"a":1,"a":2,"b":"\\u0022:"}',
        '{"a":"\\":","a":2}',
    ],
)
def test_names_that_stand_twice(row: str) -> None:
    """Wherever they stand, and whatever else does: the reader of the whole says which."""
    text = f'{{"rows":[{row}]}}'
    with pytest.raises(Unusual):
        scanned(text)
    with pytest.raises(WorldFileError, match='the name "a" stands twice'):
        Source("w.json", text).decoded()


@pytest.mark.parametrize("levels", [1, 197])
def test_many_columns_are_nothing_unusual(levels: int) -> None:
    """A row is read on its own however many brackets it has, if they are not nested too deeply."""
    deep = "[" * levels + "]" * levels
    text = f'{{"rows":[{{"columns":[{",".join(["{}"] * 500)}],"deep":{deep}}}]}}'
    assert scanned(text) == Source("w.json", text).decoded()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"a":{}}',
        '{"a":[],"a":[]}',
        '{"a":[]',
        '{"a":[1,]}',
        '{"a":[]} x',
        "{1:[]}",
        '{"a":[NaN]}',
        '{"a":[1e400]}',
        '{"a":["\\ud800"]}',
        f'{{"a":[{2**64}]}}',
        f'{{"a":[{"[" * 300 + "]" * 300}]}}',
        f'{{"a":[{"[" * 100_000}]}}',
    ],
    ids=range(14),
)
def test_what_is_left_to_the_reader_of_the_whole(text: str) -> None:
    """Everything that is no document of arrays, that JSON cannot hold, or that needs a second look."""
    with pytest.raises(Unusual):
        scanned(text)
