"""The server: many mocks in one process, each leaving nothing behind."""

import gc
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_server import MockServer
from mock_server.http.journal import BODY_LIMIT
from mock_server.settings import ConfigurationError
from mock_server.stores.contents import SMALL
from mock_server.stores.store import LOG_LENGTH
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, new_model


def test_many_mocks_in_one_process() -> None:
    """Mocks side by side have worlds of their own, and stop without leaving threads or sockets."""
    before = set(threading.enumerate())
    for _ in range(3):
        with MockServer() as one, MockServer(world="empty") as other, client_of(one) as client:
            assert client.delete(f"/v3/models/{MODEL}").status_code == 202
            url = one.url
            assert url != other.url
            assert client.get(f"{other.url}/v3/models").json()["data"]["total"] == 0
    assert {thread for thread in threading.enumerate() if thread.name == "mock-server"} <= before
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_uploaded_files_end_with_the_mock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """At once: a process may end without tidying up, as those of multiprocessing do."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content = b"a\n" + b"x" * SMALL
    gc.disable()
    try:
        for _ in range(2):
            with MockServer() as mock, client_of(mock) as client:
                answer = client.post("/v3/files/upload", files={"file": ("a.csv", content)})
                assert answer.status_code == 200, answer.text
                assert len(list(tmp_path.glob("mock-server-*"))) == 1
                mock.reset()
                client.post("/v3/files/upload", files={"file": ("a.csv", content)})
            assert list(tmp_path.glob("mock-server-*")) == []
    finally:
        gc.enable()


def test_reset_restores_the_world_and_the_journal(mock: MockServer, client: httpx.Client) -> None:
    """After a reset the starting world is back and no request is remembered."""
    client.delete(f"/v3/models/{MODEL}")
    assert client.get(f"/v3/models/{MODEL}").status_code == 404
    mock.reset()
    assert mock.requests == []
    assert client.get(f"/v3/models/{MODEL}").status_code == 200


def test_requests_are_recorded(mock: MockServer, client: httpx.Client) -> None:
    """Each request is there with method, path, query, status, headers and body, refused ones included."""
    client.post(
        "/v3/models?a=b%20c", content=b'{"x":1}', headers={"X-Mark": "1", "Content-Type": "application/json"}
    )
    client.head("/v3/models")
    posted, head = mock.requests
    assert (posted.method, posted.path, posted.query, posted.status) == ("POST", "/v3/models", "a=b%20c", 400)
    assert (posted.body, posted.headers["x-mark"]) == (b'{"x":1}', "1")
    assert (head.method, head.status) == ("HEAD", 200)


def test_the_journal_is_bounded(mock: MockServer, client: httpx.Client) -> None:
    """Neither the number of requests nor the size of a body grows without limit."""
    client.post("/v3/models", content=b" " * (BODY_LIMIT + 1), headers={"Content-Type": "application/json"})
    assert len(mock.requests[0].body) == BODY_LIMIT
    for _ in range(LOG_LENGTH):
        client.head("/v3/models")
    assert len(mock.requests) == LOG_LENGTH
    assert mock.requests[0].method == "HEAD"


def test_needs_to_run(mock: MockServer) -> None:
    """Outside its block a mock says how to use it, and inside it cannot be entered again."""
    with pytest.raises(RuntimeError, match="with MockServer"):
        _ = MockServer().url
    with pytest.raises(RuntimeError, match="running already"):
        mock.__enter__()


def test_unknown_setting() -> None:
    """A setting that does not exist is named with those that do."""
    with pytest.raises(ConfigurationError, match="wrld: no such setting; there are spec, world"):
        MockServer(wrld="demo")


def test_port_in_use() -> None:
    """A port that is taken is refused, and nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1:{port}"),
            MockServer(port=port),
        ):
            pass


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("option", "value"),
    [("port", "0"), ("port", None), ("port", 65536), ("port", True), ("host", None), ("mutant", 5)],
)
def test_an_address_or_a_mutant_of_the_wrong_type(option: str, value: Any) -> None:
    """It is refused by the option's name, and no socket is left open."""
    choices: dict[str, Any] = {option: value}
    with (
        pytest.raises(ConfigurationError, match=f"^--{option} {value!r} cannot be used: it must be"),
        MockServer(**choices),
    ):
        pass
    gc.collect()


def test_a_host_that_is_no_name() -> None:
    """A host that cannot even be looked up is refused like one that is not found."""
    host = "x" * 70
    with pytest.raises(ConfigurationError, match=f"cannot listen on {host}:0"), MockServer(host=host):
        pass


def test_concurrent_callers(client: httpx.Client) -> None:
    """Of many who create the same model at once exactly one succeeds, and lists never fail meanwhile."""
    with ThreadPoolExecutor(16) as pool:
        creations = [pool.submit(client.post, "/v3/models", json=new_model()) for _ in range(20)]
        lists = [pool.submit(client.get, "/v3/models") for _ in range(20)]
        assert sorted(future.result().status_code for future in creations) == [200, *[409] * 19]
        assert {future.result().status_code for future in lists} == {200}


def test_importing_the_package_is_cheap() -> None:
    """Neither the package nor the name of the server imports the framework."""
    code = "import sys; from mock_server import MockServer, cli; sys.exit('connexion' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_attribute() -> None:
    """The package has no other lazy names."""
    import mock_server  # noqa: PLC0415  the package itself is under test

    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = mock_server.Nothing
