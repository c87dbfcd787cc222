"""JSON text: what is refused."""

import json

import pytest

from mock_server.openapi.json import parse_json
from mock_server.openapi.limits import DEEPEST, LONG, MOST_ITEMS, MOST_PARTS, is_long


@pytest.mark.parametrize(
    "text",
    [
        b"\xff",
        b"NaN",
        b"[Infinity]",
        b'"\\ud800"',
        b"{} x",
        b"",
        b"{",
        b"\xef\xbb\xbf{}",
        b"[" * 5000,
        b"1e999",
    ],
)
def test_refused(text: bytes) -> None:
    """Everything that is not one JSON value in UTF-8 is refused."""
    with pytest.raises(ValueError, match="is not valid JSON in UTF-8"):
        parse_json(text)


def test_depth() -> None:
    """Nesting is read up to the limit and refused beyond it; many flat brackets are fine."""
    assert parse_json(b"[" * DEEPEST + b"]" * DEEPEST)
    assert len(parse_json(b"[" + b"{}," * 500 + b"{}]")) == 501
    with pytest.raises(ValueError, match="nested more than 100 levels"):
        parse_json(b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1))


def test_depth_beside_long_numbers() -> None:
    """A long number, which takes the slower reader, does not lead it into nesting that it cannot read."""
    with pytest.raises(ValueError, match="nested more than 100 levels"):
        parse_json(b"[" * 1000 + b"1" * 30 + b"]" * 1000)


@pytest.mark.parametrize(
    "text",
    [
        b"[" + b"[]," * MOST_PARTS + b"[]]",
        b"[" + b"{}," * MOST_PARTS + b"{}]",
        b"{" + b'"a":1,' * MOST_PARTS + b'"a":1}',
        b"[" + b"1," * MOST_ITEMS + b"1]",
        b"[" + b'"\\\\",' * MOST_ITEMS + b'"\\""]',
    ],
)
def test_too_many_values(text: bytes) -> None:
    """A text of more values than can be read in a moment is refused, whatever they are."""
    with pytest.raises(ValueError, match="holds too many values to be read"):
        parse_json(text)


@pytest.mark.parametrize("inside", ["[{:,", '\\"[{', "\\\\", '"', "\n,"])
def test_what_stands_in_strings_is_no_value(inside: str) -> None:
    """A long text may be full of brackets and commas, however it is escaped."""
    value = [inside * MOST_ITEMS, {"a": inside}]
    assert parse_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize("number", [2**63, -(2**64), 10**30, 10**18])
def test_long_integers_stay_whole(number: int) -> None:
    """An integer of any length is read as it is, wherever it stands, beside other numbers and texts."""
    text = json.dumps([number, 1.5, "number"]).encode()
    for blanks in range(20):
        assert parse_json(b" " * blanks + text) == [number, 1.5, "number"]


def test_long_bodies() -> None:
    """A body is long above a quarter of a mebibyte."""
    assert [is_long(b"x" * LONG), is_long(b"x" * (LONG + 1))] == [False, True]
