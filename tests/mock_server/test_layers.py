"""Layers: crashes, and answers that break the contract."""

import asyncio
import logging
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from mock_server import MockServer
from mock_server.answers import Answer, normal
from mock_server.app import build_app
from mock_server.call import Call
from mock_server.layers import ErrorLayer
from mock_server.operations import FUNCTIONS
from mock_server.settings import Settings
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL


async def _crash(_call: Call) -> Answer:
    raise ZeroDivisionError("the inside")


async def _without_name(_call: Call) -> Answer:
    return normal({"id": MODEL})


async def _undeclared_status(_call: Call) -> Answer:
    return normal({}, 201)


async def _not_json(_call: Call) -> Answer:
    return Answer(200, b"{", media_type="application/json")


async def _text(_call: Call) -> Answer:
    return Answer(200, b"x", media_type="text/plain")


_FAULTY = {
    "get_model": _without_name,
    "list_models": _crash,
    "create_model": _undeclared_status,
    "get_column": _not_json,
    "list_columns": _text,
}
_CREATE = {
    "name": "n",
    "project_id": MODEL,
    "input_type": "text",
    "task": "llm",
    "schema": {"columns": []},
    "spec": {},
}


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A client of a mock whose operations are broken in several ways."""
    monkeypatch.setattr("mock_server.app.FUNCTIONS", {**FUNCTIONS, **_FAULTY})
    with MockServer(check_responses=True) as mock, client_of(mock) as client:
        yield client


def test_a_crash_is_a_500_without_its_trace(faulty: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """The caller sees the envelope, the log sees the trace."""
    with caplog.at_level(logging.ERROR):
        answer = faulty.get("/v3/models")
    assert answer.status_code == answer.json()["error"]["code"] == 500
    assert answer.headers["X-Request-Id"]
    assert "the inside" not in answer.text
    assert "Traceback" not in answer.text
    assert "the inside" in caplog.text


def test_a_caller_who_goes_away_is_no_crash(caplog: pytest.LogCaptureFixture) -> None:
    """A body that ends early is neither answered nor logged."""
    app = build_app(Settings(check_responses=True))
    sent: list[Message] = []
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/v3/models",
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer mock-token")],
    }

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    with caplog.at_level(logging.WARNING):
        asyncio.run(app(scope, receive, send))
    assert (sent, caplog.text) == ([], "")


@pytest.mark.parametrize("begun", [False, True])
def test_a_request_that_outlasts_the_mock(begun: bool) -> None:  # noqa: FBT001  a parameter of the test
    """A request that is cancelled because the mock stops gets the envelope, unless its answer has begun."""
    sent: list[Message] = []
    reached = asyncio.Event()

    async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        reached.set()
        await asyncio.Event().wait()

    async def receive() -> Message:
        raise NotImplementedError

    async def send(message: Message) -> None:
        sent.append(message)

    async def cancelled() -> None:
        task = asyncio.create_task(ErrorLayer(endless)({"type": "http"}, receive, send))
        await reached.wait()
        task.cancel()
        await task

    asyncio.run(cancelled())
    assert [message.get("status") for message in sent] == ([200] if begun else [503, None])
    assert begun or b'"ServiceUnavailable"' in sent[-1]["body"]


@pytest.mark.parametrize(
    ("method", "path", "place"),
    [
        ("GET", f"/v3/models/{MODEL}", "/data/name is required"),
        ("POST", "/v3/models", "status 201 is not declared"),
        ("GET", f"/v3/models/{MODEL}/columns/x", "not valid JSON"),
        ("GET", f"/v3/models/{MODEL}/columns", "text/plain is not declared"),
    ],
)
def test_a_broken_answer_is_a_500_and_a_log_line(
    faulty: httpx.Client, caplog: pytest.LogCaptureFixture, method: str, path: str, place: str
) -> None:
    """Under --check-responses the mock does not let its own mistakes out."""
    with caplog.at_level(logging.ERROR):
        answer = faulty.request(method, path, json=_CREATE if method == "POST" else None)
    assert (answer.status_code, answer.json()["kind"]) == (500, "ERROR")
    assert len(answer.headers.get_list("X-Request-Id")) == 1
    assert place in caplog.text
    assert path in caplog.text


def test_without_the_check_answers_go_out_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checking is a choice."""
    monkeypatch.setattr("mock_server.app.FUNCTIONS", {**FUNCTIONS, **_FAULTY})
    with MockServer() as mock, client_of(mock) as client:
        assert client.get(f"/v3/models/{MODEL}").json()["data"] == {"id": MODEL}
