"""JSON text: what is refused."""

import pytest

from mock_server.json_text import DEEPEST, parse_json


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
