"""The gate: what never reaches an operation, in which order."""

from typing import Any

import httpx
import pytest

from mock_server import MockServer
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, messages, new_model
from tests.mock_server.wire import exchange, request_bytes

_READER = {"Authorization": "Bearer mock-token-reader"}
_JSON = {"Content-Type": "application/json"}
_LIMIT = 10 * 1024 * 1024


@pytest.mark.parametrize("path", ["/v3", "/v3/nothing", "/v3/models/", f"/v3/models/{MODEL}/", "/V3/models"])
def test_unknown_path(client: httpx.Client, path: str) -> None:
    """Where there is nothing the answer is 404, without redirects for a slash at the end."""
    answer = client.get(path)
    body = answer.json()
    assert (answer.status_code, body["kind"], body["error"]["code"]) == (404, "ERROR", 404)
    assert body["error"]["errors"][0]["reason"] == "ObjectNotFound"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/v3/models", "GET, HEAD, OPTIONS, POST"),
        ("POST", f"/v3/models/{MODEL}", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("GET", "/v3/model-factory", "OPTIONS, POST"),
        ("HEAD", "/v3/model-factory", "OPTIONS, POST"),
        ("TRACE", "/v3/models", "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "/docs", "GET, HEAD, OPTIONS"),
    ],
)
def test_wrong_method(client: httpx.Client, method: str, path: str, allow: str) -> None:
    """405 names every method of the path, not only one operation's, and comes before authentication."""
    answer = client.request(method, path, headers={"Authorization": ""})
    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


def test_options_needs_no_token(mock: MockServer) -> None:
    """OPTIONS tells what is allowed to anybody, without a body."""
    answer = httpx.options(f"{mock.url}/v3/models")
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (
        204,
        "GET, HEAD, OPTIONS, POST",
        b"",
    )
    assert httpx.options(f"{mock.url}/v3/nothing").status_code == 404


def test_head_is_get_without_the_body(client: httpx.Client, mock: MockServer) -> None:
    """HEAD has GET's status and headers, Content-Length included, and not one byte more."""
    get = client.get("/v3/models")
    head = exchange(mock.url, request_bytes("HEAD /v3/models"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(get.content))
    refused = exchange(mock.url, request_bytes("HEAD /v3/nothing"))
    assert (refused.status, refused.body) == (404, b"")


def test_method_override_is_not_honoured(client: httpx.Client) -> None:
    """A header does not turn a GET into something else."""
    headers = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE", "X-Method-Override": "DELETE"}
    assert client.get(f"/v3/models/{MODEL}", headers=headers).status_code == 200
    assert client.get(f"/v3/models/{MODEL}").status_code == 200


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


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Encoding": "gzip"},
    ],
)
def test_media_type(client: httpx.Client, headers: dict[str, str]) -> None:
    """A body in another media type, or encoded, gets 415."""
    headers = {"Content-Type": "application/json", **headers}
    assert client.post("/v3/models", content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_media_type_with_parameters(client: httpx.Client, content_type: str) -> None:
    """Parameters and case of the media type do not matter."""
    path, headers = f"/v3/models/{MODEL}/deploy-artifact", {"Content-Type": content_type}
    answer = client.put(path, content=b"{}", headers=headers)
    assert answer.status_code == 200


def test_announced_length_is_refused_unread(mock: MockServer) -> None:
    """A Content-Length over the limit is answered 413 before the body is sent."""
    headers = (f"Content-Length: {_LIMIT + 1}", "Content-Type: application/json")
    answer = exchange(mock.url, request_bytes("POST /v3/models", *headers))
    assert (answer.status, answer.json()["error"]["errors"][0]["reason"]) == (413, "PayloadTooLarge")


def test_chunked_body_is_counted() -> None:
    """Without Content-Length the body is cut off as soon as it is longer than --max-body."""
    with MockServer(world="empty", max_body=1000) as mock:
        chunks = b"".join(b"64\r\n" + b" " * 100 + b"\r\n" for _ in range(11)) + b"0\r\n\r\n"
        headers = ("Transfer-Encoding: chunked", "Content-Type: application/json")
        assert exchange(mock.url, request_bytes("POST /v3/models", *headers, body=chunks)).status == 413
        inside = b"3e8\r\n" + b" " * 1000 + b"\r\n0\r\n\r\n"
        assert exchange(mock.url, request_bytes("POST /v3/models", *headers, body=inside)).status == 400


def test_uploads_have_a_larger_limit(client: httpx.Client) -> None:
    """A file may be larger than other bodies."""
    content = b"a\n" * (_LIMIT // 2 + 1)
    assert client.post("/v3/files/upload", files={"file": ("a.csv", content)}).status_code == 200
    assert client.post("/v3/models", content=content, headers=_JSON).status_code == 413


def test_a_chosen_limit_holds_for_uploads() -> None:
    """--max-body is honoured for every body."""
    with MockServer(max_body=1000) as mock, client_of(mock) as client:
        for size, status in ((100, 200), (1000, 413)):
            file = ("a.csv", b"a\n" * (size // 2))
            assert client.post("/v3/files/upload", files={"file": file}).status_code == status


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
