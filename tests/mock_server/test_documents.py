"""Documents: reading, and saying where."""

import json
from pathlib import Path

import pytest

from mock_server import MockServer
from mock_server.documents import bundled, read_document
from mock_server.settings import ConfigurationError
from tests.mock_server.conftest import client_of
from tests.mock_server.second import answering, document_of


def _file(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_dates_and_yes_stay_text(tmp_path: Path) -> None:
    """Values are JSON's: no dates, and only true and false are truth values."""
    document = read_document(_file(tmp_path, "day: 2026-01-31\nanswer: yes\ntruth: true\n200: ok\n"))
    assert document.data == {"day": "2026-01-31", "answer": "yes", "truth": True, "200": "ok"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30:45", "12:30:45"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1e3", 1000.0),
        ("-1.5E+2", -150.0),
        (".5", 0.5),
        ("~", None),
        ("=", "="),
        ("<<", "<<"),
        ("{1: a, true: b, null: c, 1.50: d}", {"1": "a", "true": "b", "null": "c", "1.50": "d"}),
        ("{<<: {a: 1, b: 2}, b: 3}", {"a": 1, "b": 3}),
    ],
)
def test_scalars_of_yaml_1_2(tmp_path: Path, text: str, value: object) -> None:
    """Scalars are what YAML 1.2's core schema takes them for, and keys are texts as they are written."""
    found = read_document(_file(tmp_path, f"v: {text}\n")).data["v"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("value", ["\U0001f600", {"k" * 2000: 1}, 10**30, "tab\t"])
def test_json_is_read_as_json(tmp_path: Path, value: object) -> None:
    """What Python writes as JSON is read back, also where YAML cannot read it."""
    assert read_document(_file(tmp_path, json.dumps({"v": value}, indent="\t"))).data == {"v": value}


def test_json_document_is_served(tmp_path: Path) -> None:
    """A document in JSON is served with its numbers and texts, by its own lines where it is wrong."""
    document = document_of({"/a": {"get": {"responses": answering(example=["\U0001f600", 1000.0])}}})
    path = tmp_path / "second.json"
    path.write_text(json.dumps(document).replace("1000.0", "1e3"), encoding="utf-8")
    with MockServer(spec=path, world="empty") as mock, client_of(mock) as client:
        assert client.get("/a").json() == ["\U0001f600", 1000.0]
    path.write_text('{"openapi": "3.0.3",\n"paths": 3}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"second\.json:2: "), MockServer(spec=path):
        pass


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
        ("a: 1\nb: !!binary aGk=\n", 2, "nothing like the tag"),
        ("a: 1\nb: !!set {c, d}\n", 2, "nothing like the tag"),
        ("a: 1\nb: !!int c\n", 2, "'c' is no integer"),
        ("a: 1\nb: -.inf\n", 2, "no number '-.inf'"),
        ("a: 1\nb: 1e400\n", 2, "no number '1e400'"),
        ("a: 1\n? [b]\n: 2\n", 2, "must be text"),
        ('{"a": 1,\n "a": 2}', 2, "'a' stands here twice"),
        ("a: 1\nb: \x07\n", 2, "control characters"),
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
