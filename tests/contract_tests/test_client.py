"""The client: what it shows to the oracle, and when it asks again."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.client import Client
from contract_tests.document import Document
from contract_tests.oracle import Finding, Oracle
from contract_tests.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = Document.load()
PROJECT = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021"


def page(total: int) -> bytes:
    """A page without items that claims so many models."""
    data = {"page_size": 50, "item_count": 0, "total": total, "page_index": 1, "offset": 0}
    data["page_count"] = 1 if total else 0
    return json.dumps({"api_version": "3.0", "kind": "PAGINATED", "data": {**data, "items": []}}).encode()


@contextmanager
def client_of(*answers: tuple[int, dict[str, str], bytes], **target: Any) -> Iterator[Client]:
    """A client of a server that gives these answers in turn."""
    left = list(answers)

    class Scripted(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = left.pop(0)
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Scripted)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    client = Client(
        Target(url=f"http://127.0.0.1:{server.server_port}", token="secret", **target),
        DOCUMENT,
        Oracle(DOCUMENT),
    )
    try:
        yield client
    finally:
        client.close()
        server.shutdown()
        thread.join(5)
        server.server_close()
    assert not left, "every answer was asked for"


@pytest.mark.parametrize(
    ("given", "answers", "found"),
    [(PROJECT, (7, 0), False), (PROJECT, (7, 7), True), (None, (7,), True)],
    ids=["torn once", "wrong twice", "own project"],
)
def test_a_page_of_a_given_project_is_asked_for_again(
    *, given: str | None, answers: tuple[int, ...], found: bool
) -> None:
    """Others may write to such a project while a page is made; what is wrong again is wrong."""
    findings: list[Finding] = []
    with client_of(*((200, {}, page(total)) for total in answers), project_id=given) as client:
        client.on_finding = findings.append
        client.call("list_models")
    assert any(finding.rule == "page" for finding in findings) is found


def test_a_rate_limit_is_waited_for() -> None:
    """A 429 never reaches a clause as long as the server lets the request through in the end."""
    limited = (429, {"Retry-After": "0"}, b"{}")
    with client_of(limited, limited, (200, {}, page(0))) as client:
        assert client.call("list_models").status == 200
        assert len(client.log) == 1
