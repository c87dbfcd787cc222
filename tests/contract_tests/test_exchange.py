"""Exchanges: what counts as JSON."""

from __future__ import annotations

import pytest

from contract_tests.exchange import Exchange, NotJson


def answered(body: bytes) -> Exchange:
    """An answer with this body."""
    return Exchange(1, "list_models", "GET", "http://127.0.0.1", "/v3/models", status=200, body=body)


def test_json_is_parsed() -> None:
    """A body in UTF-8 is what it says."""
    assert answered('{"data": {"name": "größer"}}'.encode()).data == {"name": "größer"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'\xef\xbb\xbf{"data": 1}', '{"data": 1}'.encode("utf-16"), b'{"data": "\xff"}', b"[NaN]"],
    ids=["nothing", "cut off", "byte order mark", "UTF-16", "no UTF-8", "NaN"],
)
def test_what_is_no_json(body: bytes) -> None:
    """What RFC 8259 does not allow is no JSON, even where Python would read it."""
    with pytest.raises(NotJson, match="GET /v3/models answered 200"):
        _ = answered(body).json


def test_nesting_beyond_reading() -> None:
    """A body that nests too deep to be read is no JSON either."""
    with pytest.raises(NotJson):
        _ = answered(b"[" * 200_000).json
