"""Mutations: faults from another package, found by entry point."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server import MockServer
from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal
from mock_server.mutation import GROUP, Mutation, Parts, UnknownMutantError, find_mutant
from mock_server.openapi.document import Json
from mock_server.settings import ConfigurationError
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, new_model


async def _nameless(_call: Call) -> Answer:
    return normal({"name": "nobody"})


class _Sloppy:
    """Takes a model without a name, reads none, and answers with a header of its own."""

    def change(self, parts: Parts) -> Parts:
        return replace(parts, functions={**parts.functions, "get_model": _nameless})

    def edit_document(self, document: Json) -> Json:
        edited = deepcopy(document)
        edited["components"]["schemas"]["ModelCreate"]["required"].remove("name")
        return edited

    def wrap(self, app: ASGIApp) -> ASGIApp:
        async def marked(scope: Scope, receive: Receive, send: Send) -> None:
            async def marking(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], (b"x-mutant", b"yes")]
                await send(message)

            await app(scope, receive, marking)

        return marked


class _Broken(_Sloppy):
    """Makes a document that nothing can be served by."""

    def __init__(self, change: Callable[[Any], object]) -> None:
        self._change = change

    def edit_document(self, document: Json) -> Json:
        edited = deepcopy(document)
        self._change(edited)
        return edited


def find(mutant_id: str) -> Mutation:
    """Know one mutant."""
    if mutant_id != "C01":
        raise UnknownMutantError(mutant_id, ["C01", "C04", "Z99"])
    return _Sloppy()


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register this module as the only source of mutants."""
    point = EntryPoint("tests", f"{__name__}:find", GROUP)
    monkeypatch.setattr("mock_server.mutation.entry_points", lambda group: [point] if group == GROUP else [])


def test_a_mutant_changes_validation_functions_and_answers_but_not_the_document() -> None:
    """What is validated and what answers changes, what is shown stays, and the middleware is outermost."""
    with MockServer(mutant="C01") as mock, client_of(mock) as client:
        body = new_model()
        del body["name"]
        answer = client.post("/v3/models", json=body)
        assert "/name: is required" not in answer.text
        assert answer.headers["X-Mutant"] == "yes"
        assert client.get(f"/v3/models/{MODEL}").json()["data"] == {"name": "nobody"}
        shown = client.get("/openapi.json").json()
        assert "name" in shown["components"]["schemas"]["ModelCreate"]["required"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda document: document["components"]["parameters"].clear(), id="a reference"),
        pytest.param(lambda document: document["paths"].update({"/a": {"get": 3}}), id="an operation"),
        pytest.param(lambda document: document["paths"].update({"/a": 3}), id="a path"),
        pytest.param(lambda document: document.pop("paths"), id="no paths"),
        pytest.param(lambda document: document.update(servers=3), id="servers"),
    ],
)
def test_a_mutant_with_a_broken_document(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], object]
) -> None:
    """A document that a mutant has broken is refused in one sentence, like one that was given."""
    monkeypatch.setattr("mock_server.mutation.find_mutant", lambda _: _Broken(change))
    with pytest.raises(ConfigurationError, match=r"^[^\n]+\.$"), MockServer(mutant="C01"):
        pass


def test_unknown_mutant_lists_near_ones() -> None:
    """An id that nobody knows is refused with those near it."""
    with pytest.raises(ConfigurationError, match="no such mutant; near it are C0"):
        find_mutant("c0")


def test_broken_registration(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registration that cannot be loaded is named."""
    point = EntryPoint("broken", "tests.nothing_here:find", GROUP)
    monkeypatch.setattr("mock_server.mutation.entry_points", lambda **_: [point])
    with pytest.raises(ConfigurationError, match=r"tests\.nothing_here:find cannot be loaded"):
        find_mutant("C01")


def test_nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a package of mutants the option says so."""
    monkeypatch.setattr("mock_server.mutation.entry_points", lambda **_: [])
    with pytest.raises(ConfigurationError, match="no installed package registers"):
        find_mutant("C01")
