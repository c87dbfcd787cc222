"""Mutations: faults from another package, found by entry point."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from importlib.metadata import EntryPoint

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server import MockServer
from mock_server.documents import Json
from mock_server.mutation import GROUP, Mutation, UnknownMutantError, find_mutant
from mock_server.settings import ConfigurationError
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import new_model


class _Sloppy:
    """Takes any task, and answers with a header of its own."""

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


@contextmanager
def serve(mutant_id: str) -> Iterator[Mutation]:
    """Know one mutant."""
    if mutant_id != "C01":
        raise UnknownMutantError(mutant_id, ["C01", "C04", "Z99"])
    yield _Sloppy()


def serve_checked(mutant_id: str) -> object:
    """Refuse unknown ids at once."""
    if mutant_id != "C01":
        raise UnknownMutantError(mutant_id, ["C01", "C04", "Z99"])
    return serve(mutant_id)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register this module as the only source of mutants."""
    point = EntryPoint("tests", f"{__name__}:serve_checked", GROUP)
    monkeypatch.setattr("mock_server.mutation.entry_points", lambda group: [point] if group == GROUP else [])


def test_a_mutant_changes_validation_and_answers_but_not_the_document() -> None:
    """What is validated changes, what is shown stays, and the middleware is outermost."""
    with MockServer(mutant="C01") as mock, client_of(mock) as client:
        body = new_model()
        del body["name"]
        answer = client.post("/v3/models", json=body)
        assert "/name: is required" not in answer.text
        assert answer.headers["X-Mutant"] == "yes"
        shown = client.get("/openapi.json").json()
        assert "name" in shown["components"]["schemas"]["ModelCreate"]["required"]


def test_unknown_mutant_lists_near_ones() -> None:
    """An id that nobody knows is refused with those near it."""
    with pytest.raises(ConfigurationError, match="no such mutant; near it are C0"):
        find_mutant("c0")


def test_broken_registration(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registration that cannot be loaded is named."""
    point = EntryPoint("broken", "tests.nothing_here:serve", GROUP)
    monkeypatch.setattr("mock_server.mutation.entry_points", lambda **_: [point])
    with pytest.raises(ConfigurationError, match=r"tests\.nothing_here:serve cannot be loaded"):
        find_mutant("C01")


def test_nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a package of mutants the option says so."""
    monkeypatch.setattr("mock_server.mutation.entry_points", lambda **_: [])
    with pytest.raises(ConfigurationError, match="no installed package registers"):
        find_mutant("C01")
