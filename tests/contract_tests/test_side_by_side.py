"""Mutants beside whole mocks and beside each other, in one process and over real HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import MockServer
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, new_model

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    Look = Callable[[httpx.Client], Any]

TRIES = 6
"""Lists that are asked for while models are created; what fails of them fails at nearly every one."""


def _models_on_pages(client: httpx.Client) -> int:
    pages = [client.get(f"/v3/models?limit=2&offset={offset}").json()["data"] for offset in (0, 2, 4)]
    return len({item["id"] for page in pages for item in page["items"]})


def _total_of_nothing(client: httpx.Client) -> int:
    total: int = client.get("/v3/models?search=no-such-model").json()["data"]["total"]
    return total


def _stranger(client: httpx.Client) -> int:
    return client.get("/v3/models", headers={"Authorization": "Bearer nobody"}).status_code


def _list_under_way(client: httpx.Client) -> int:
    """Return the worst status of a list that is asked for while models are created."""
    numbers = count()

    def listed() -> int:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(client.get, "/v3/models")
            while not answer.done():
                client.post("/v3/models", json=new_model(version=f"v{next(numbers)}"))
            return answer.result().status_code

    return next((status for status in (listed() for _ in range(TRIES)) if status != 200), 200)


def _any_status(client: httpx.Client) -> int:
    return client.patch(f"/v3/models/{MODEL}", json={"status": "no such status"}).status_code


def _code_of_nothing(client: httpx.Client) -> int:
    code: int = client.get("/v3/nothing").json()["error"]["code"]
    return code


LOOKS: dict[str, tuple[Look, Any, Any]] = {
    "E05": (_models_on_pages, 6, 5),
    "E10": (_total_of_nothing, 0, 6),
    "D03": (_stranger, 401, 200),
    "L12": (_list_under_way, 200, 500),
    "C27": (_any_status, 400, 200),
    "J11": (_code_of_nothing, 404, 0),
}
"""How a mutant is told from a whole mock, by what is seen of the whole one and of the broken one.

They stand for the kinds of fault: a rule of the world, a method of one of its classes, the authenticator, the
function of an operation, an edit of the document, a wrap.
"""


def _seen(mock: MockServer, mutant_id: str) -> Any:
    """Return what tells a mutant from a whole mock, in the starting state."""
    mock.reset()
    with client_of(mock) as client:
        return LOOKS[mutant_id][0](client)


def _expected(mock_is: str | None, mutant_id: str) -> Any:
    _, whole, broken = LOOKS[mutant_id]
    return broken if mock_is == mutant_id else whole


@pytest.mark.parametrize("whole_first", [True, False])
@pytest.mark.parametrize("mutant_id", LOOKS)
def test_a_broken_and_a_whole_mock(mutant_id: str, whole_first: bool) -> None:  # noqa: FBT001  a parameter
    """Each behaves as if it were alone, whichever starts first, and the second also after the first's end."""
    first, second = (None, mutant_id) if whole_first else (mutant_id, None)
    with ExitStack() as longer, ExitStack() as shorter:
        mocks = {first: shorter.enter_context(MockServer(mutant=first))}
        mocks[second] = longer.enter_context(MockServer(mutant=second))
        for name in (first, second, first):
            assert _seen(mocks[name], mutant_id) == _expected(name, mutant_id), name
        shorter.close()
        assert _seen(mocks[second], mutant_id) == _expected(second, mutant_id)


def test_many_mutants_at_once() -> None:
    """Mutants of every kind serve side by side with a whole mock, and each has its own fault only."""
    with ExitStack() as stack:
        ids = (*LOOKS, None)
        mocks = {mutant_id: stack.enter_context(MockServer(mutant=mutant_id)) for mutant_id in ids}
        for mutant_id in LOOKS:
            found = {name: _seen(mock, mutant_id) for name, mock in mocks.items()}
            assert found == {name: _expected(name, mutant_id) for name in mocks}


def test_one_mutant_twice() -> None:
    """Two mocks with one mutant share nothing, what the mutant remembers included."""
    with MockServer(mutant="E05") as one, MockServer(mutant="E05") as other:
        with client_of(one) as client:
            client.delete(f"/v3/models/{MODEL}")
            assert client.get(f"/v3/models/{MODEL}").status_code == 404
        with client_of(other) as client:
            assert client.get(f"/v3/models/{MODEL}").status_code == 200
            assert _models_on_pages(client) == _expected("E05", "E05")
