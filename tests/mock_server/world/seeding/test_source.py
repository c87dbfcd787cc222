"""The text of a world file: what JSON readers take and JSON writers cannot give back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mock_server.world.seeding.world_files import changed, complaint, read, written

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


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": ', "}")])
def test_the_deepest_that_is_read(tmp_path: Path, opening: str, closing: str) -> None:
    """The limit is the same for arrays and objects, and what is empty has no level below it."""

    def nested(levels: int, inner: str) -> str:
        return '{"$comment": ' + opening * levels + inner + closing * levels + "}"

    for levels, inner in ((199, "1"), (199, "[]"), (199, "{}")):
        assert not any(read(written(tmp_path, nested(levels, inner))).values())
    for levels, inner in ((200, "1"), (200, "[]"), (199, "[1]")):
        assert "is nested more than 200 levels deep" in complaint(tmp_path, nested(levels, inner))


def test_whole_pairs_and_whole_numbers(tmp_path: Path) -> None:
    """Whole surrogate pairs are text, and whole numbers of any size numbers, together with them too."""
    large = 2**80
    column = {"name": "😀", "data_type": "int", "min": large, "max": large}
    (model,) = read(written(tmp_path, changed("models", schema={"columns": [column]})))["models"]
    assert (model["schema"]["columns"][0]["name"], model["schema"]["columns"][0]["min"]) == ("😀", large)


def test_names_that_stand_twice(tmp_path: Path) -> None:
    """The name is told, wherever the object stands."""
    said = complaint(tmp_path, '{"$comment": [{"b": 1, "a": 2, "c": 3, "a": 4}]}')
    assert said.endswith('the name "a" stands twice in one object')
