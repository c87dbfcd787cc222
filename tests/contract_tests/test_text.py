"""Tests of how text from a target is made fit to be shown."""

from __future__ import annotations

import json

import pytest

from contract_tests.report.text import WIDTH, laid_out, one_line, printable, readable


def test_nothing_drives_a_terminal() -> None:
    """Escapes, carriage returns, direction marks and half characters are written out; other text stays."""
    assert (
        printable("a\x1b[2J\rb\x9b\u202ec\ud800\ufffe") == "a\\u001b[2J\\u000db\\u009b\\u202ec\\ud800\\ufffe"
    )
    assert printable("Grüße\t数据\n🚀") == "Grüße\t数据\n🚀"


def test_one_line_is_short() -> None:
    """White space is one blank each, and a long text is cut."""
    assert one_line("a\n b\t\r c") == "a b c"
    assert one_line("x" * 500) == "x" * 400 + " ..."


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '{"a":1,"a":2}', '{"a":1e2}', '{"a":"\\u0041"}', "", "x", "[" * 9000]
)
def test_only_what_keeps_every_detail_is_laid_out(text: str) -> None:
    """Where laying out would change more than blanks, the caller gets nothing."""
    assert laid_out(text.encode()) is None


def test_long_json_stands_on_lines() -> None:
    """Short members stay on one line, long ones are opened, and the value stays the same."""
    value = {
        "short": [1, 2],
        "empty": {},
        "long": [{"name": "x" * 60}, {"name": "y" * 60}, {"name": "z" * 60}],
    }
    text = laid_out(json.dumps(value, separators=(",", ":")).encode())
    assert text is not None
    assert json.loads(text) == value
    assert '\n  "short": [1, 2],\n' in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_bodies_are_cut() -> None:
    """A long body shows its beginning and its length."""
    assert readable(b"x" * 9000).endswith("\n... (9000 bytes in all)")
    assert readable(b'{"a": 1, "a": 2}') == '{"a": 2}'
    assert readable(b"\xff\x00") == "\ufffd\\u0000"
