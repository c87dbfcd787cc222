"""The app: Connexion is given the document itself where it can load it, and answers are the same if not."""

from __future__ import annotations

import builtins
import copy
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import MockServer
from mock_server.http import app
from mock_server.http.skeleton import skeleton
from mock_server.openapi.document import bundled, read_document
from mock_server.settings import ConfigurationError
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, messages, new_model
from tests.mock_server.second import OK, answering, document_of, served, served_document, taking

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx

    from mock_server.http.framework import Find, Server

_FROZEN: dict[str, Any] = {"seed": 7, "freeze": "2026-01-31T09:30:00Z", "check_responses": True}
_NUMBERED: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
_TREE: dict[str, Any] = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "n": {"type": "integer"},
        "below": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
    },
}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every document under test that Connexion was given, in order."""
    seen: list[Any] = []
    hosted = vars(app)["hosted"]

    def noting(server: Server, documents: Mapping[str, tuple[Any, str]], find: Find) -> Any:
        seen.append(copy.deepcopy(documents["contract"][0]))
        return hosted(server, documents, find)

    monkeypatch.setattr(app, "hosted", noting)
    return seen


def _query(**members: Any) -> dict[str, Any]:
    """Return paths with one operation that has one query parameter."""
    return {"/a": {"get": {"parameters": [{"name": "q", "in": "query", **members}], "responses": OK}}}


def _statuses(client: httpx.Client, paths: Mapping[str, Any], good: Any, bad: Any) -> tuple[int, int]:
    """Return the statuses of a right and a wrong request to the one operation of a document."""
    if "post" in paths["/a"]:
        return client.post("/a", json=good).status_code, client.post("/a", json=bad).status_code
    return client.get("/a", params=good).status_code, client.get("/a", params=bad).status_code


@pytest.mark.parametrize(
    ("paths", "good", "bad"),
    [
        pytest.param(
            {"/a": {"post": taking({"$ref": "#/components/schemas/Tree"})}},
            {"n": 1, "below": [{"n": 2, "below": [{"n": 3}]}]},
            {"n": 1, "below": [{"n": 2, "below": [{"n": "x"}]}]},
            id="a schema that refers to itself",
        ),
        pytest.param(
            _query(content={"application/json": {"schema": _NUMBERED}}),
            {"q": '{"n":1}'},
            {"q": '{"n":"x"}'},
            id="a parameter with content",
        ),
        pytest.param(_query(schema={"enum": ["a"]}), {"q": "a"}, {"q": "b"}, id="a parameter without a type"),
        pytest.param(
            _query(schema={"type": "integer", "default": 3}), {}, {"q": "x"}, id="a default that fits"
        ),
    ],
)
def test_connexion_is_given_the_document(
    tmp_path: Path, given: list[Any], paths: Any, good: Any, bad: Any
) -> None:
    """What it can load it gets whole, at once, and the requests are judged by it."""
    with served(tmp_path, paths, {"Tree": _TREE}) as client:
        assert _statuses(client, paths, good, bad) == (200, 400)
    assert given == [document_of(paths, {"Tree": _TREE})]


def test_connexion_is_given_the_kits_own_document(given: list[Any]) -> None:
    """The contract of the kit is loaded as it is."""
    with MockServer():
        assert given == [read_document(bundled("openapi.yaml")).data]


@pytest.mark.parametrize(
    ("paths", "good", "bad"),
    [
        pytest.param(
            _query(schema={"type": "integer", "default": "x"}), {"q": "3"}, {"q": "x"}, id="a default"
        ),
        pytest.param(
            {"/a": {"post": taking({"type": "object", "properties": {"$ref": {"type": "string"}}})}},
            {"$ref": "x"},
            {"$ref": 1},
            id="a property called $ref",
        ),
        pytest.param(
            {**_query(schema={"type": "integer"}), "x-extension": {"get": 3}},
            {"q": "3"},
            {"q": "x"},
            id="an extension among the paths",
        ),
        pytest.param(
            {"/a": {"post": taking(_NUMBERED, example={"$ref": "#/nowhere"})}},
            {"n": 1},
            {"n": "x"},
            id="an example that looks like a reference",
        ),
    ],
)
def test_connexion_is_given_less_where_it_cannot_load_the_document(
    tmp_path: Path,
    given: list[Any],
    caplog: pytest.LogCaptureFixture,
    paths: Any,
    good: Any,
    bad: Any,
) -> None:
    """In the end it gets operations only; the whole document still holds, and nothing is logged."""
    with caplog.at_level(logging.WARNING), served(tmp_path, paths) as client:
        assert _statuses(client, paths, good, bad) == (200, 400)
        assert client.get("/nothing").status_code == 404
        assert client.get("/openapi.json").json() == document_of(paths)
    assert given[-1] == skeleton(document_of(paths))
    assert given[:-1] in ([], [document_of(paths)])
    assert caplog.text == ""


def test_a_circle_with_an_escaped_reference(tmp_path: Path, given: list[Any]) -> None:
    """Connexion would look for the escaped reference for ever; it is not tried."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    paths = {"/a": {"post": taking({"$ref": "#/components/schemas/Node"})}, "/b": {"$ref": "#/paths/~1a"}}
    with served(tmp_path, paths, {"Node": node}) as client:
        assert client.post("/b", json={"next": {}}).status_code == 200
    assert given == [skeleton(document_of(paths, {"Node": node}))]


def test_connexion_is_given_less_of_a_large_document(
    tmp_path: Path, given: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that would take it long is not tried at all."""
    monkeypatch.setattr("mock_server.http.skeleton.LARGEST", 10)
    paths = _query(schema={"type": "integer"})
    with served(tmp_path, paths) as client:
        assert _statuses(client, paths, {"q": "3"}, {"q": "x"}) == (200, 400)
    assert given == [skeleton(document_of(paths))]


def test_a_document_that_cannot_be_served_is_tried_once(tmp_path: Path, given: list[Any]) -> None:
    """Its fault is told with file, line and place, and is not taken for one of Connexion's."""
    nested = {"type": "object", "properties": {"a": _NUMBERED}}
    with (
        pytest.raises(
            ConfigurationError, match=r"second\.yaml:\d+: /paths/~1a/get cannot be served: [^\n]+\.$"
        ),
        served(tmp_path, _query(style="deepObject", explode=True, schema=nested)),
    ):
        pass
    assert len(given) == 1


def _conversation(client: httpx.Client) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Return everything of the answers to requests of many kinds."""
    answers = [
        client.post("/v3/models", json=new_model()),
        client.post("/v3/models?limit=x", json={}),
        client.patch(f"/v3/models/{MODEL}", json={"description": "x"}),
        client.get("/v3/models?latest_only=True&ordering=-name"),
        client.get("/v3/models/x/columns"),
        client.put("/v3/models"),
        client.options("/v3/models"),
        client.head("/v3/models"),
        client.get("/v3/server-info"),
        client.post("/v3/files/upload", files={"file": ("a.csv", b"a\n1\n")}),
        client.get("/v3/nothing"),
        client.get("/openapi.yaml"),
        client.delete(f"/v3/models/{MODEL}"),
    ]
    return [(answer.status_code, answer.headers.raw, answer.content) for answer in answers]


@pytest.mark.parametrize("strict", [False, True])
def test_answers_do_not_depend_on_what_connexion_is_given(
    given: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    strict: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    """With the whole document and with a reduced one every byte of every answer is the same."""
    with MockServer(strict=strict, **_FROZEN) as mock, client_of(mock) as client:
        whole = _conversation(client)
    monkeypatch.setattr("mock_server.http.skeleton.LARGEST", 0)
    with MockServer(strict=strict, **_FROZEN) as mock, client_of(mock) as client:
        assert _conversation(client) == whole
    assert [document.get("components") is None for document in given] == [False, True]


def test_functions_answer_a_document_of_which_connexion_is_given_less(
    tmp_path: Path, given: list[Any]
) -> None:
    """An operation of ours in a document that it cannot load is still answered by our function."""
    document = read_document(bundled("openapi.yaml")).data
    document["components"]["parameters"]["Limit"]["schema"]["default"] = "x"
    with served_document(tmp_path, document, world="demo") as client:
        assert client.get(f"/v3/models/{MODEL}").json()["data"]["id"] == MODEL
        assert messages(client.get("/v3/models/x").json())[0].startswith("model_id: ")
    assert given[-1] == skeleton(document)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """An example that looks like a reference to another machine makes nobody ask for its address."""
    asked: list[object] = []
    look_up = socket.getaddrinfo

    def noting(host: Any, *args: Any, **options: Any) -> Any:
        if host == "elsewhere.invalid":
            asked.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", noting)
    example = {"$ref": f"{scheme}://elsewhere.invalid/a.yaml"}
    with served(tmp_path, {"/a": {"get": {"responses": answering(example=example)}}}) as client:
        assert client.get("/a").json() == example
    assert asked == []


def test_no_other_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does one that looks like a reference to a file make anybody open that."""
    other = tmp_path / "other.yaml"
    other.write_text("a: 1\n", encoding="utf-8")
    opened: list[str] = []
    real = builtins.open

    def noting(file: Any, *args: Any, **options: Any) -> Any:
        opened.append(str(file))
        return real(file, *args, **options)

    monkeypatch.setattr(builtins, "open", noting)
    example = {"$ref": other.as_uri()}
    with served(tmp_path, {"/a": {"get": {"responses": answering(example=example)}}}) as client:
        assert client.get("/a").json() == example
    assert str(other) not in opened
