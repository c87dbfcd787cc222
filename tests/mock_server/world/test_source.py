"""The text of a world file: what JSON readers take and JSON writers cannot give back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mock_server.world.world_files import complaint, read, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("NaN", "must be a number that JSON can hold"),
        ("[0, -Infinity]", "must be a number that JSON can hold"),
        ("1e400", "must be a number that JSON can hold"),
        (r'"a\ud800b"', r'must be text, not "a\ud800b" with half of a surrogate pair'),
        (r'{"\udc00": 1}', r'has the name "\udc00" with half of a surrogate pair'),
    ],
)
def test_what_no_answer_can_hold(tmp_path: Path, value: str, message: str) -> None:
    """Numbers beyond JSON and halves of surrogate pairs are refused, with their line, wherever they stand."""
    said = complaint(tmp_path, '{"$comment": {\n"ok": "\\ud83d\\ude00",\n"deep":\n' + value + "}}")
    assert said.startswith("w.json:4: /$comment/deep")
    assert message in said


def test_the_first_of_several_is_named(tmp_path: Path) -> None:
    """What is wrong is told in the order of the text."""
    assert complaint(tmp_path, '{"a": [NaN, NaN],\n"b": NaN}').startswith("w.json:1: /a/0: ")


def test_nesting_is_limited(tmp_path: Path) -> None:
    """What is too deep to be copied is refused, and what is not is read."""
    assert not any(read(written(tmp_path, '{"$comment": ' + "[" * 199 + "]" * 199 + "}")).values())
    said = complaint(tmp_path, '{"$comment":\n' + "[" * 400 + "]" * 400 + "}")
    assert said == "w.json:2: /$comment: is nested more than 200 levels deep"
