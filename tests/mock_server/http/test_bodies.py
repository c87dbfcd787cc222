"""Bodies: how much of one is taken, of which media types, and what is said about its content."""

from typing import Any

import httpx
import pytest

from mock_server import MockServer
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, messages, new_model
from tests.mock_server.wire import exchange, request_bytes

_JSON = {"Content-Type": "application/json"}
_LIMIT = 10 * 1024 * 1024


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


def _places(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [message.partition(": ")[0] for message in messages(answer.json())]


def test_body_violations_have_pointers(client: httpx.Client) -> None:
    """All violations of a body are listed, each with its JSON Pointer."""
    body = new_model(task="guess", owner_id=3, deployment_date="today")
    body["schema"]["columns"][0]["data_type"] = "strange"
    body["spec"]["custom_features"] = [{"type": "FROM_COLUMNS", "name": "f", "columns": ["Age"]}]
    del body["name"]
    assert sorted(_places(client.post("/v3/models", json=body))) == [
        "/deployment_date",
        "/name",
        "/owner_id",
        "/schema/columns/0/data_type",
        "/spec/custom_features/0/columns",
        "/task",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b'{"name":NaN}',
        b"[" * 100_000,
        b'{"name":"\\ud800"}',
        b"{} {}",
        b"{",
        b"[]",
        b"null",
        b"3",
        b" ",
    ],
)
def test_unreadable_bodies(mock: MockServer, content: bytes) -> None:
    """What is no JSON object in UTF-8 is answered 400, never 500."""
    headers = ("Content-Type: application/json", f"Content-Length: {len(content)}")
    answer = exchange(mock.url, request_bytes("POST /v3/models", *headers, body=content))
    assert (answer.status, answer.json()["error"]["errors"][0]["reason"]) == (400, "BadRequest")


def test_deeply_nested_member(client: httpx.Client) -> None:
    """A member nested deeper than an answer could be written is refused at the door."""
    content = b'{"description":' + b"[" * 300 + b"]" * 300 + b"}"
    answer = client.patch(f"/v3/models/{MODEL}", content=content, headers=_JSON)
    assert "nested more than" in messages(answer.json())[0]


def test_integers_written_as_floats(client: httpx.Client) -> None:
    """OpenAPI 3.0 knows no integer with a fraction or an exponent: taking one means echoing what is none."""
    answer = client.patch(f"/v3/models/{MODEL}", json={"task_params": {"top_k": -3.8e16}})
    assert answer.status_code == 400
    message = "/task_params/top_k: must be an integer without fraction or exponent"
    assert answer.json()["error"]["message"] == message


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({}, None),
        ({"Content-Type": "application/json"}, None),
        ({"Content-Type": "text/plain"}, b""),
        ({}, b"{}"),
        (_JSON, b"{}"),
    ],
)
@pytest.mark.parametrize("action", ["artifact", "surrogate"])
def test_optional_bodies(
    client: httpx.Client, method: str, headers: dict[str, str], content: bytes | None, action: str
) -> None:
    """A body may be absent or empty, with or without Content-Type; what is sent is still judged."""
    model_id = client.post("/v3/models", json=new_model()).json()["data"]["id"]
    answer = client.request(
        method, f"/v3/models/{model_id}/deploy-{action}", headers=headers, content=content
    )
    if action == "artifact":
        assert answer.status_code == 200, answer.text
    elif content == b"{}":
        assert _places(answer) == ["/env_id"]
    else:
        assert answer.status_code == 202, answer.text


def test_required_body(client: httpx.Client) -> None:
    """A body that must be there is missed."""
    assert _places(client.post("/v3/models", headers=_JSON)) == ["body"]


def test_upload_needs_a_file(client: httpx.Client) -> None:
    """A form without the part, with text in its place, or that is broken, is answered 400."""
    assert _places(client.post("/v3/files/upload", files={"other": b"x"})) == ["/file"]
    assert _places(client.post("/v3/files/upload", files={"file": (None, "text")})) == ["/file"]
    headers = {"Content-Type": "multipart/form-data"}
    assert _places(client.post("/v3/files/upload", content=b"x", headers=headers)) == ["body"]
    assert _places(client.post("/v3/files/upload", content=b"x")) == ["body"]


def test_part_number_of_a_form_is_a_number(client: httpx.Client) -> None:
    """The text parts of a form are judged by their schemas."""
    files: dict[str, Any] = {"file": ("p", b"x"), "file_id": (None, "y"), "part_number": (None, "one")}
    assert sorted(_places(client.post("/v3/files/multipart-upload", files=files))) == [
        "/file_id",
        "/part_number",
    ]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_where_none_is_declared(client: httpx.Client, method: str, content_type: str) -> None:
    """It means nothing, of whatever media type it is, and the request is carried out."""
    headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
    answer = client.request(method, f"/v3/models/{MODEL}", content=b"{", headers=headers)
    assert answer.status_code == (200 if method == "GET" else 202)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (("Content-Length: 1001",), b"", 413),
        (("Content-Length: 1001",), b"x" * 1001, 413),
        (("Transfer-Encoding: chunked",), b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n", 413),
        (("Transfer-Encoding: chunked",), b"2\r\n{}\r\nnonsense\r\n\r\n", 400),
        (("Content-Length: 1000",), b"x" * 1000, 202),
        (("Transfer-Encoding: chunked",), b"3e8\r\n" + b"x" * 1000 + b"\r\n0\r\n\r\n", 202),
    ],
)
def test_a_body_where_none_is_declared_is_read_to_its_end(
    headers: tuple[str, ...], body: bytes, status: int
) -> None:
    """What is too long or not sound to its end is not carried out: it may be meant for somebody else."""
    with MockServer(max_body=1000) as mock, client_of(mock) as client:
        answer = exchange(mock.url, request_bytes(f"DELETE /v3/models/{MODEL}", *headers, body=body))
        assert answer.status == status
        assert client.get(f"/v3/models/{MODEL}").status_code == (404 if status == 202 else 200)


def test_an_empty_body_where_none_is_declared(mock: MockServer) -> None:
    """A length of nothing is no body."""
    answer = exchange(mock.url, request_bytes("GET /v3/models", "Content-Length: 0"))
    assert answer.status == 200
