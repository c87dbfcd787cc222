"""Documents: reading, and saying where."""

import json
from pathlib import Path

import pytest

from mock_server import MockServer
from mock_server.openapi.document import bundled, read_document
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
        ("{<<: [{b: 1}, {b: 2, c: 3}], d: 4}", {"b": 1, "c": 3, "d": 4}),
        ("{'<<': {a: 1}}", {"<<": {"a": 1}}),
        ("[&a {b: &k c}, *a, {*k : 1}]", [{"b": "c"}, {"b": "c"}, {"c": 1}]),
        ("!!str 12", "12"),
        ("!!float 12", 12.0),
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


def test_line_of_what_is_merged(tmp_path: Path) -> None:
    """What a mapping takes from another one stands there."""
    document = read_document(_file(tmp_path, "a: &a\n  b: 1\nc:\n  <<: [{}, *a]\n  d: 2\n"))
    assert [document.line(["c", name]) for name in ("b", "d", "e")] == [2, 5, 3]


def test_nodes_are_made_for_lines_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a document does not compose its nodes; the first line that is asked for does, once."""
    composed: list[bytes] = []

    def compose(text: bytes) -> None:
        composed.append(text)

    monkeypatch.setattr("mock_server.openapi.document.compose_yaml", compose)
    document = read_document(_file(tmp_path, "a: 1\n"))
    assert composed == []
    assert [document.line(["a"]), document.line(["a"])] == [1, 1]
    assert composed == [b"a: 1\n"]


def test_text_in_utf_16(tmp_path: Path) -> None:
    """A text that says how it is encoded is read, and has lines."""
    path = tmp_path / "file.json"
    path.write_bytes('{"a":\n{"b": 1}}'.encode("utf-16"))
    document = read_document(path)
    assert (document.data, document.line(["a", "b"])) == ({"a": {"b": 1}}, 2)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: [", 2, "neither YAML nor JSON"),
        ("a: 1\na: 2\n", 2, "'a' stands here twice"),
        ("a: 1\nb: &b\n  c: [*b]\n", 3, "recursive"),
        ("a: 1\nb: *c\n", 2, "no anchor 'c' before"),
        ("a: 1\n---\nb: 2\n", 2, "second document begins here"),
        ("a: 1\nb: !!bool yes\n", 2, "'yes' is no bool"),
        ("a: 1\nb: {<<: 3}\n", 2, "needs a mapping"),
        ("a: 1\nb: {<<: {}, <<: {}}\n", 2, "'<<' stands here twice"),
        (f"a: 1\nb: {'[' * 300}", 2, "nested more than 200 levels"),
        ('{"a":\n' * 300 + "1" + "}" * 300, None, "nested more than 200 levels"),
        (f"a: 1\nb: {'9' * 5000}", 2, "is no integer"),
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
def test_unreadable_text_is_placed(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    """A text that cannot be read is refused with its file and line."""
    path = _file(tmp_path, text)
    with pytest.raises(ConfigurationError, match=reason) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}:{line}: " if line else f"{path}: ")


_ALIASES = "[*{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}]"
_MAPPINGS = "{{x{1}: 1, <<: [*{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}]}}"


@pytest.mark.parametrize(("first", "more"), [("[x, x, x]", _ALIASES), ("{a: 1, b: 2}", _MAPPINGS)])
def test_aliases_that_stand_for_too_much(tmp_path: Path, first: str, more: str) -> None:
    """A few lines of aliases can stand for billions of values: the line where they are too many is told."""
    lines = [f"a0: &a0 {first}", *(f"a{n}: &a{n} {more.format(f'a{n - 1}', n)}" for n in range(1, 30))]
    with pytest.raises(
        ConfigurationError, match=r"file\.yaml:[678]: there are more than 1,000,000 values .* aliases"
    ):
        read_document(_file(tmp_path, "\n".join(lines)))


def test_aliases_that_stand_for_little(tmp_path: Path) -> None:
    """Aliases as people use them are read."""
    text = "a: &a {b: [1, 2, 3]}\n" + "".join(f"c{n}: {{<<: *a, d: *a}}\n" for n in range(1000))
    data = read_document(_file(tmp_path, text)).data
    assert data["c999"] == {"b": [1, 2, 3], "d": {"b": [1, 2, 3]}}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing.yaml", "No such file or directory"),
        ("x" * 300, "File name too long"),
        (".", "Is a directory"),
        ("broken", "No such file or directory"),
        ("a\0b", "embedded null byte"),
    ],
)
def test_what_is_no_file(tmp_path: Path, name: str, reason: str) -> None:
    """A file that cannot be read is named, with the system's reason."""
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    path = tmp_path / name
    with pytest.raises(ConfigurationError) as caught:
        read_document(path)
    assert str(caught.value) == f"{path} cannot be read: {reason}."


def test_a_file_without_end() -> None:
    """No more is read than a document may be long."""
    with pytest.raises(ConfigurationError, match="longer than 64 MiB"):
        read_document(Path("/dev/zero"))


def test_bundled_files_exist() -> None:
    """The document and the worlds are found from the package."""
    assert bundled("openapi.yaml").is_file()
    assert bundled("fixtures", "worlds", "demo.json").is_file()
