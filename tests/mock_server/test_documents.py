"""Documents: reading, and saying where."""

from pathlib import Path

import pytest

from mock_server.documents import bundled, read_document
from mock_server.settings import ConfigurationError


def _file(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_dates_and_yes_stay_text(tmp_path: Path) -> None:
    """Values are JSON's: no dates, and only true and false are truth values."""
    document = read_document(_file(tmp_path, "day: 2026-01-31\nanswer: yes\ntruth: true\n200: ok\n"))
    assert document.data == {"day": "2026-01-31", "answer": "yes", "truth": True, "200": "ok"}


def test_line_of_a_place(tmp_path: Path) -> None:
    """The line is that of the deepest part of a place that exists."""
    document = read_document(_file(tmp_path, "a:\n  - b: 1\n  - c: 2\n"))
    places: list[list[str | int]] = [[], ["a"], ["a", 1], ["a", 1, "c"], ["a", 9], ["a", 1, "x"]]
    assert [document.line(place) for place in places] == [1, 1, 3, 3, 1, 3]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: [", 2, "neither YAML nor JSON"),
        ("a: 1\na: 2\n", 2, "'a' stands here twice"),
        ("a: 1\nb: &b\n  c: [*b]\n", 2, "recursive"),
    ],
)
def test_unreadable_text_is_placed(tmp_path: Path, text: str, line: int, reason: str) -> None:
    """A text that cannot be read is refused with its file and line."""
    path = _file(tmp_path, text)
    with pytest.raises(ConfigurationError, match=reason) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}:{line}")


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(ConfigurationError, match=r"nothing\.yaml cannot be read: No such file"):
        read_document(tmp_path / "nothing.yaml")


def test_bundled_files_exist() -> None:
    """The document and the worlds are found from the package."""
    assert bundled("openapi.yaml").is_file()
    assert bundled("fixtures", "worlds", "demo.json").is_file()
