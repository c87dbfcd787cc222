"""Lines of values in JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.lines import line_of_json

TEXT = """{
  "a": {"x": [1, 2,
      {"deep": "}],\\"{" }],

    "y": []},
  "b":
    null
}
"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ((), 1),
        (("a",), 2),
        (("a", "x", 1), 2),
        (("a", "x", 2), 3),
        (("a", "x", 2, "deep"), 3),
        (("a", "y"), 5),
        (("a", "y", 0), 5),
        (("a", "x", 9), 2),
        (("b",), 7),
        (("b", "none"), 7),
        (("none",), 1),
        (("a", "x", -1), 2),
        (("a", "x", "1"), 2),
        (("b", 0), 7),
    ],
)
def test_line_of_json(steps: tuple[str | int, ...], line: int) -> None:
    """The line of the value, or of the deepest that exists on the way to it."""
    assert line_of_json(TEXT, steps) == line


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_every_line_of_an_indented_document(document: Any) -> None:
    """Counting the lines of what stands before it gives the same for the last element of any array."""
    text = json.dumps([document, "marker"], indent=1)
    assert line_of_json(text, (1,)) == text.count("\n")


def test_nothing_stands_on_the_first_line() -> None:
    """Of an empty text there is one line, wherever it is asked for."""
    assert line_of_json("", ("a", 1)) == 1
