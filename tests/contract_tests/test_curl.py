"""Tests of the curl scripts: they are run with bash against a server that records what it gets."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from contract_tests.report.curl import script
from tests.contract_tests.events_for_tests import (
    HEADERS,
    JSON_HEADERS,
    MODEL,
    PROJECT,
    chain,
    enveloped,
    exchange,
    failure,
    info,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.exchange import Exchange


@dataclass
class Recorder:
    """A server that gives every created thing a new id, and remembers every request.

    Attributes:
        url: its base URL.
        seen: method, target, headers (names in lower case) and body of each request.
        ids: the ids it gave out.
    """

    url: str = ""
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A running recorder."""
    found = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.seen.append((self.command, self.path, headers, body))
            found.ids.append(str(uuid.uuid4()))
            text = json.dumps(enveloped(id=found.ids[-1], job={"id": f"job-{found.ids[-1]}"})).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer  # noqa: N815 - the base class's names

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def run(recorder: Recorder, *exchanges: Exchange) -> subprocess.CompletedProcess[str]:
    """Run the script of a chain against the recorder."""
    text = script(failure(info("models.x.y"), chain=exchanges))
    environment = {**os.environ, "URL": recorder.url, "TOKEN": "se\"cret' $x", "SECOND_TOKEN": "other"}
    return subprocess.run(
        ["bash"], input=text, env=environment, capture_output=True, text=True, check=True, timeout=60
    )


def test_replays_with_the_ids_of_the_new_target(recorder: Recorder) -> None:
    """Ids that answers produced are taken from the new answers, in bodies, paths and queries."""
    update = exchange(6, "PATCH", f"/v3/models/{MODEL}", body={"description": "x"})
    first, second, third = chain()
    run(recorder, first, second, update, third)
    project, model = recorder.ids[:2]
    assert [(method, path) for method, path, _, _ in recorder.seen] == [
        ("POST", "/v3/projects"),
        ("POST", "/v3/models"),
        ("PATCH", f"/v3/models/{model}"),
        ("GET", f"/v3/models?project_id={project}&limit=2"),
    ]
    sent = json.loads(recorder.seen[1][3])
    assert sent == {"name": "ct-1-002-001", "project_id": project, "description": "costs $5 `now`"}


def test_a_project_gets_a_fresh_name_with_each_run(recorder: Recorder) -> None:
    """The script can run twice on a target where the name of a project is unique."""
    run(recorder, *chain())
    run(recorder, *chain())
    names = [json.loads(body)["name"] for _, path, _, body in recorder.seen if path == "/v3/projects"]
    assert len(set(names)) == 2
    assert all(name.startswith("ct-1-2-") for name in names)


def test_tokens_come_from_the_environment(recorder: Recorder) -> None:
    """The token is sent as it is, whatever characters it has, and stands nowhere in the script."""
    second = (("Accept", "application/json"), ("Authorization", "Bearer $SECOND_TOKEN"))
    run(recorder, exchange(1, "GET", "/v3/models"), exchange(2, "GET", "/v3/models", request_headers=second))
    assert [headers["authorization"] for _, _, headers, _ in recorder.seen] == [
        "Bearer se\"cret' $x",
        "Bearer other",
    ]


def test_says_which_variable_is_missing(recorder: Recorder) -> None:
    """Without the token, the script stops at once and names the variable."""
    environment = {name: value for name, value in os.environ.items() if name != "TOKEN"}
    text = script(failure(info("models.x.y")))
    done = subprocess.run(["bash"], input=text, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "export TOKEN first" in done.stderr
    assert not recorder.seen


BODIES = [
    b'{"a":1,"a":2}',
    b'{"n":1.0,"e":1e2}',
    b"",
    b'not json, it\'s "text" with $HOME and `id`',
    b"@/etc/hostname",
    b"\xff\xfe\x00binary\r\n",
    '{"text":"Grüße 数据 🚀 \\u0000 $(id) \'quoted\'"}'.encode(),
    b'{"half":"\\ud800"}',
    b'{"big":[' + b",".join(b"%d" % number for number in range(900)) + b"]}",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_sends_any_body(recorder: Recorder, body: bytes) -> None:
    """JSON arrives with the same value, everything else byte for byte."""
    run(recorder, exchange(1, "POST", "/v3/models", request_body=body, request_headers=JSON_HEADERS))
    ((_, _, headers, arrived),) = recorder.seen
    assert headers["content-type"] == "application/json"
    assert arrived == body or (json.loads(arrived) == json.loads(body) and b'"a":1,' not in body)


def test_keeps_odd_targets_and_headers(recorder: Recorder) -> None:
    """Dots, brackets, percent signs, empty headers and absent content types are sent as they were."""
    odd = (("Accept", "text/html"), ("X-Empty", ""))
    query = (("filter", '{"a": ["$x", "!"]}'), ("access_token", "$TOKEN"))
    run(
        recorder,
        exchange(1, "PUT", "/v3/x/../[y]/%2F", request_headers=odd, request_body=b"{}", query=query),
    )
    ((method, target, headers, _),) = recorder.seen
    assert method == "PUT"
    assert urlsplit(target).path == "/v3/x/../[y]/%2F"
    assert headers["accept"] == "text/html"
    assert headers["x-empty"] == ""
    assert "content-type" not in headers
    assert target.startswith(
        "/v3/x/../[y]/%2F?filter=%7B%22a%22%3A%20%5B%22%24x%22%2C%20%22%21%22%5D%7D&access_token=se%22cret%27%20%24x"
    )


def test_head_and_get_with_a_body(recorder: Recorder) -> None:
    """HEAD does not wait for a body, and a GET with one stays a GET."""
    run(
        recorder,
        exchange(1, "HEAD", "/v3/models"),
        exchange(2, "GET", "/v3/models", request_body=b"{}", request_headers=HEADERS),
    )
    assert [method for method, *_ in recorder.seen] == ["HEAD", "GET"]
    assert recorder.seen[1][3].strip() == b"{}"


def test_two_ids_of_one_answer() -> None:
    """An answer that produces two ids feeds two variables."""
    job = "6b1f6f0e-2f5b-4f0a-9f43-000000000003"
    made = exchange(1, "POST", "/v3/models", body={}, answer={"data": {"id": MODEL, "more": {"id": PROJECT}}})
    text = script(
        failure(
            info("a.b"),
            chain=(made, exchange(2, "GET", f"/v3/models/{MODEL}/{PROJECT}/{job}", answer=enveloped())),
        )
    )
    assert 'MODEL_ID=$(field data id <<<"$ANSWER")' in text
    assert 'MORE_ID=$(field data more id <<<"$ANSWER")' in text
    assert f"/v3/models/$MODEL_ID/$MORE_ID/{job}" in text


def test_stops_where_an_answer_lacks_the_id() -> None:
    """A target that answers otherwise ends the script with the answer, not with a wrong request."""
    first, second, third = chain()
    text = script(failure(info("a.b"), chain=(first, second, third))).replace(
        "field data id", "field data nothing"
    )
    text = text.replace("$(curl", "$(true").replace("curl", "echo '{\"error\": 409}'; false")
    done = subprocess.run(
        ["bash"], input=text, env={**os.environ, "TOKEN": "t"}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "in the answer" in done.stderr


def test_shows_the_last_answer_as_a_comment() -> None:
    """The answer stands at the end; no line of it can become a command."""
    bad = exchange(1, "GET", "/v3/models", status=500, body=None, answer={"error": "x\nrm -rf\r\u2028y"})
    text = script(failure(info("a.b"), actual="first\nrm -rf /", chain=(bad,)))
    _, _, tail = text.partition("# The answer was 500:\n")
    assert '"error"' in tail
    assert all(line.startswith("#") for line in tail.splitlines())
    assert "\nrm" not in text


def test_an_answer_that_never_came() -> None:
    """A broken connection is told as such."""
    bad = exchange(1, "GET", "/v3/models", status=0, failure="ReadTimeout: timed out")
    assert "# No answer came: ReadTimeout: timed out\n" in script(failure(info("a.b"), chain=(bad,)))


def test_a_body_too_long_to_print() -> None:
    """A body of many bytes is left out, by name and size."""
    long = exchange(7, "POST", "/v3/models", request_body=b"\xff" * 70_000)
    text = script(failure(info("a.b"), chain=(long,)))
    assert "# body-7.bin: 70000 bytes" in text
    assert "--data-binary @body-7.bin" in text


def test_no_chain_no_script() -> None:
    """A violation without requests has no script."""
    assert script(failure(info("a.b"), chain=())) == ""


def test_repeated_query_names_stay(recorder: Recorder) -> None:
    """Pairs of the query keep their order and number."""
    query = (("limit", "1"), ("limit", "2"), ("", "x y"))
    run(recorder, exchange(1, "GET", "/v3/models", query=query))
    assert parse_qsl(urlsplit(recorder.seen[0][1]).query, keep_blank_values=True) == list(query)
