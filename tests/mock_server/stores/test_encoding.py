"""Rows as bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.stores.encoding import decode, encode

VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES))
def test_rows_come_back(row: dict[str, Any]) -> None:
    """With every value of its own type, and members in their order."""
    back = decode(encode(row))
    assert repr(back) == repr(row)


@pytest.mark.parametrize(
    "value",
    [2**63 - 1, -(2**63), 2**64 - 1, 2**64, -(2**63) - 1, 10**400, [1.5, 2**64, {"ü🚚": -(10**30)}]],
)
def test_whole_numbers_of_any_size(value: Any) -> None:
    """No digit is lost, beyond 64 bits too."""
    back = decode(encode({"id": "x", "n": value}))
    assert repr(back["n"]) == repr(value)


def test_deep_rows() -> None:
    """Nesting is no limit."""
    row: dict[str, Any] = {}
    for _ in range(400):
        row = {"inside": [row]}
    assert decode(encode(row)) == row


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x"])
def test_what_is_no_json(value: Any) -> None:
    """It is refused, not kept as something else."""
    with pytest.raises(TypeError):
        encode({"id": "x", "n": value})


def test_texts_are_compact_utf_8() -> None:
    """As large numbers need another writer, both write alike."""
    plain, large = encode({"n": "ü", "m": [1]}), encode({"n": "ü", "m": [2**64]})
    assert plain == '{"n":"ü","m":[1]}'.encode()
    assert large.strip() == f'{{"n":"ü","m":[{2**64}]}}'.encode()
