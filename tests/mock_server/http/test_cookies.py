"""Cookies: pairs of a header, quotes taken off."""

from http.cookies import _unquote  # what the standard library makes of a value
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import cookie_parser

from mock_server.http.cookies import parse_cookies

_LETTERS = st.sampled_from(list('a b=;"\\0123é,'))


@given(st.text(_LETTERS, max_size=30))
def test_as_starlette_reads_them(header: str) -> None:
    """Any header is read as by Starlette, whose reader is quadratic."""
    assert parse_cookies(header) == cookie_parser(header)


@pytest.mark.parametrize("value", ['"', '""', '"a"', '"\\101\\"\\\\"', "a\\b", '"\\', '"\\"'])
def test_quotes(value: Any) -> None:
    """Quotes and backslashes are taken off as by the standard library."""
    assert parse_cookies(f"c={value}") == {"c": _unquote(value)}


def test_many_escapes() -> None:
    """A value of nothing but escapes is read whole."""
    assert parse_cookies('a="' + '\\"' * 60_000 + '"') == {"a": '"' * 60_000}
