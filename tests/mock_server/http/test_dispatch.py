"""Dispatch: what never reaches an operation, in which order, and what becomes of crashes and bad answers."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.types import Message, Scope

from mock_server import MockServer
from mock_server.http.app import MockApp, build_app
from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal
from mock_server.operations import FUNCTIONS
from mock_server.settings import Settings
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, messages, new_model
from tests.mock_server.wire import exchange, request_bytes

_READER = {"Authorization": "Bearer mock-token-reader"}


def test_head_is_get_without_the_body(client: httpx.Client, mock: MockServer) -> None:
    """HEAD has GET's status and headers, Content-Length included, and not one byte more."""
    get = client.get("/v3/models")
    head = exchange(mock.url, request_bytes("HEAD /v3/models"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(get.content))
    refused = exchange(mock.url, request_bytes("HEAD /v3/nothing"))
    assert (refused.status, refused.body) == (404, b"")


def test_reader_may_not_write(client: httpx.Client) -> None:
    """A token without the right gets 403 on every write, and reads as before."""
    assert client.get("/v3/models", headers=_READER).status_code == 200
    for method, path in [
        ("POST", "/v3/models"),
        ("PATCH", f"/v3/models/{MODEL}"),
        ("DELETE", f"/v3/models/{MODEL}"),
    ]:
        answer = client.request(method, path, headers=_READER)
        assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (403, "Forbidden")
    assert client.get(f"/v3/models/{MODEL}").status_code == 200


def test_accept(client: httpx.Client) -> None:
    """An Accept header that admits no JSON gets 406, as JSON all the same."""
    answer = client.get("/v3/models", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (406, "application/json")
    assert client.get("/v3/models", headers={"Accept": "application/*;q=0.2"}).status_code == 200


def test_order_of_refusals() -> None:
    """A request that is wrong in every way learns of one thing at a time, in the fixed order."""
    wrong: dict[str, Any] = {
        "Authorization": "",
        "Accept": "text/html",
        "Content-Type": "text/plain",
    }
    seen = []
    with MockServer(max_body=10) as mock, httpx.Client(base_url=mock.url) as client:
        seen.append(client.put("/v3/models", content=b"x" * 20, headers=wrong).status_code)
        for fix in (
            {},
            _READER,
            {"Authorization": "Bearer mock-token"},
            {"Accept": "*/*"},
        ):
            wrong.update(fix)
            seen.append(client.post("/v3/models", content=b"x" * 20, headers=wrong).status_code)
        seen.append(client.post("/v3/models", content=b"x", headers=wrong).status_code)
        wrong["Content-Type"] = "application/json"
        seen.append(client.post("/v3/models", content=b"x", headers=wrong).status_code)
    assert seen == [405, 401, 403, 406, 413, 415, 400]


def test_what_is_no_http_gets_an_envelope(mock: MockServer) -> None:
    """Even a request that cannot be parsed is answered in the envelope, with an id."""
    answer = exchange(mock.url, b"NONSENSE\r\n\r\n")
    assert (answer.status, answer.json()["kind"]) == (400, "ERROR")
    assert answer.headers["x-request-id"]


def test_request_ids_are_unique(client: httpx.Client) -> None:
    """Every answer has an X-Request-Id of its own, errors and pages included, and none says who serves."""
    answers = [
        client.get(path) for path in ["/v3/models"] * 5 + ["/v3/nothing", "/docs", f"/v3/models/{MODEL}"]
    ]
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)
    assert not any("Server" in answer.headers for answer in answers)


def test_another_organization_sees_nothing(mock: MockServer) -> None:
    """The world of another organization's token has none of these models."""
    with client_of(mock, "mock-token-other") as client:
        assert client.get(f"/v3/models/{MODEL}").status_code == 404
        assert client.post("/v3/models", json=new_model()).status_code == 404
        assert messages(client.get(f"/v3/models/{MODEL}").json())


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


def _scope(method: str, path: str = "/v3/models", *headers: tuple[bytes, bytes]) -> Scope:
    known = (b"authorization", b"Bearer mock-token")
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [known, *headers],
    }


def _listed(app: MockApp) -> bytes:
    """Return the body of the list of models, asked for without a server."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise NotImplementedError

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(_scope("GET"), receive, send))
    assert sent[0]["status"] == 200
    body: bytes = sent[1]["body"]
    return body


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A client of a mock whose operations are broken in several ways."""
    monkeypatch.setattr("mock_server.http.app.FUNCTIONS", {**FUNCTIONS, **_FAULTY})
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


@pytest.mark.parametrize(("method", "path"), [("POST", "/v3/models"), ("DELETE", f"/v3/models/{MODEL}")])
def test_a_caller_who_goes_away_is_no_crash(caplog: pytest.LogCaptureFixture, method: str, path: str) -> None:
    """A body that ends early is neither answered nor logged nor acted upon, declared or not."""
    app = build_app(Settings(check_responses=True))
    before = _listed(app)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    with caplog.at_level(logging.WARNING):
        asyncio.run(app(_scope(method, path, (b"content-length", b"9")), receive, send))
    assert (sent, caplog.text) == ([], "")
    assert _listed(app) == before


@pytest.mark.parametrize("begun", [False, True])
def test_a_request_that_outlasts_the_mock(
    monkeypatch: pytest.MonkeyPatch,
    begun: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    """A request that is cancelled because the mock stops gets the envelope, unless its answer has begun."""
    sent: list[Message] = []
    reached = asyncio.Event()

    async def never() -> None:
        reached.set()
        await asyncio.Event().wait()

    async def endless(_call: Call) -> Answer:
        await never()
        return normal({})

    async def receive() -> Message:
        raise NotImplementedError

    async def send(message: Message) -> None:
        sent.append(message)
        if begun:
            await never()

    async def cancelled() -> None:
        task = asyncio.create_task(app(_scope("GET"), receive, send))
        await reached.wait()
        task.cancel()
        # What has begun is left to the server, which knows that it has ended the request itself.
        with contextlib.suppress(asyncio.CancelledError):
            await task

    if not begun:
        monkeypatch.setattr("mock_server.http.app.FUNCTIONS", {**FUNCTIONS, "list_models": endless})
    app = build_app(Settings())
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
    monkeypatch.setattr("mock_server.http.app.FUNCTIONS", {**FUNCTIONS, **_FAULTY})
    with MockServer() as mock, client_of(mock) as client:
        assert client.get(f"/v3/models/{MODEL}").json()["data"] == {"id": MODEL}
