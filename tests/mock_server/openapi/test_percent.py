"""Percent-encoding: the same as the standard library's, in less time."""

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.openapi.percent import decoded

_PIECES = st.sampled_from(
    [b"%", b"=", b"4", b"a", b"G", b"\n", b"\r", b"_", b" ", b"%41", b"%3d", b"%25", b"%0A"]
)


@given(st.lists(_PIECES | st.binary(max_size=2), max_size=10).map(b"".join))
def test_same_as_the_standard_library(text: bytes) -> None:
    """Any text is decoded to what it stands for."""
    assert decoded(text) == unquote_to_bytes(text)


@pytest.mark.parametrize(("text", "meant"), [(b"a%20b", b"a b"), (b"100%", b"100%"), (b"%zz=%", b"%zz=%")])
def test_examples(text: bytes, meant: bytes) -> None:
    """Escapes are replaced, and a percent sign that begins none is kept."""
    assert decoded(text) == meant
