"""The command: what it prints, how it ends, and what it refuses."""

import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

_LAST_LINE = "Ctrl-C ends it."


@contextmanager
def _command(*options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run the command on a free port; yield it with the lines it greets with."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mock_server", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith(_LAST_LINE):
                break
        try:
            yield process, lines
        finally:
            process.kill()


def _refused(*options: str) -> str:
    """Run the command, which must end with 2 and one line, and return that line."""
    command = [
        sys.executable,
        "-m",
        "mock_server",
        *(() if "--port" in options else ("--port", "0")),
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_greeting(tmp_path: Path) -> None:
    """The command prints the URL, a token, the documentation and a curl line that works as printed."""
    with _command("--check-responses") as (_, lines):
        url = lines[0].removeprefix("Serving ")
        assert httpx.get(f"{url}/docs").status_code == 200
        assert f"Docs    {url}/docs" in lines
        line = next(line for line in lines if line.startswith("Try"))
        shell = line.removeprefix("Try").strip()
        done = subprocess.run(
            ["sh", "-c", f"{shell} --silent"], capture_output=True, check=True, cwd=tmp_path
        )
        assert json.loads(done.stdout)["kind"] == "PAGINATED"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """Both signals end it with 0 and without a word, and the ready file goes with it."""
    ready = tmp_path / "ready.json"
    with _command("--ready-file", str(ready)) as (process, lines):
        content = json.loads(ready.read_text(encoding="utf-8"))
        assert content == {
            "url": lines[0].removeprefix("Serving "),
            "pid": process.pid,
            "token": "mock-token",
        }
        assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not ready.exists()


def test_an_old_ready_file_is_replaced(tmp_path: Path) -> None:
    """What a mock that was killed has left behind is not taken for the word of the new one."""
    ready = tmp_path / "ready.json"
    ready.write_text('{"url": "http://127.0.0.1:1", "pid": 1, "token": "old"}', encoding="utf-8")
    with _command("--ready-file", str(ready)) as (process, lines):
        content = json.loads(ready.read_text(encoding="utf-8"))
        assert (content["url"], content["pid"]) == (lines[0].removeprefix("Serving "), process.pid)


def test_the_ready_file_of_another_mock_stays(tmp_path: Path) -> None:
    """A mock whose ready file another one has replaced meanwhile leaves that alone when it ends."""
    ready = tmp_path / "ready.json"
    other = '{"url": "http://127.0.0.1:1", "pid": 1, "token": "other"}'
    with _command("--ready-file", str(ready)) as (process, _):
        ready.write_text(other, encoding="utf-8")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert ready.read_text(encoding="utf-8") == other


@pytest.mark.parametrize("content", ["notes", "{}", "[]", '{"url": "x", "pid": 1}'])
def test_a_file_that_is_no_ready_file_stays(tmp_path: Path, content: str) -> None:
    """A file of another kind is neither replaced nor removed, and the command says so."""
    file = tmp_path / "notes"
    file.write_text(content, encoding="utf-8")
    assert f"--ready-file {file} exists and is no ready file" in _refused("--ready-file", str(file))
    assert file.read_text(encoding="utf-8") == content


def test_requests_under_way_are_finished() -> None:
    """A request that has begun when the signal comes still gets its answer."""
    with _command() as (process, lines):
        host, port = lines[0].removeprefix("Serving http://").split(":")
        body = json.dumps({"name": "p"}).encode()
        head = (
            f"POST /v3/projects HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer mock-token\r\n"
            "Expect: 100-continue\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(head.encode())
            # The interim answer shows that the server is reading this request.
            assert connection.recv(100).startswith(b"HTTP/1.1 100")
            process.send_signal(signal.SIGTERM)
            connection.sendall(body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly_while_it_loads(tmp_path: Path, number: signal.Signals) -> None:
    """A signal before the command has loaded what it needs ends it with 0 and without a word too."""
    # A stand-in for the first library that the command imports, which never finishes loading.
    (tmp_path / "click.py").write_text('import signal\nprint("loading", flush=True)\nsignal.pause()\n')
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-m", "mock_server"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loading\n"
        process.send_signal(number)
        assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


def test_the_installed_command_starts_where_the_module_does() -> None:
    """The `mock-server` script takes the same first step as `python -m mock_server`."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"]["mock-server"] == "mock_server.__main__:main"


def test_help_names_every_option() -> None:
    """--help works without the framework and names the options."""
    code = (
        "import sys; from mock_server.cli import main; main(['--help'], standalone_mode=False); "
        "sys.exit('connexion' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for option in (
        "host",
        "port",
        "ready-file",
        "spec",
        "world",
        "auth",
        "strict",
        "check-responses",
        "seed",
        "freeze",
    ):
        assert f"--{option}" in done.stdout
    for option in ("jobs", "max-body", "allow-host", "mutant", "store", "workers"):
        assert f"--{option}" in done.stdout


def test_port_in_use() -> None:
    """A port that is taken is named, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in _refused("--port", str(port))


def test_broken_files(tmp_path: Path) -> None:
    """A broken spec, world or token file is named with its line, without a traceback."""
    spec, world, tokens = tmp_path / "spec.yaml", tmp_path / "world.json", tmp_path / "tokens.yaml"
    spec.write_text("openapi: 3.0.3\npaths:\n  /a: [\n", encoding="utf-8")
    world.write_text('{\n"models": 3}', encoding="utf-8")
    tokens.write_text("tokens:\n  - token: 3\n", encoding="utf-8")
    assert _refused("--spec", str(spec)).startswith(f"Error: {spec}:3: ")
    assert _refused("--world", str(world)).startswith(f"Error: {world}:2: ")
    assert _refused("--auth", str(tokens)).startswith(f"Error: {tokens}:2: ")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--world", "nowhere"), "no such world; use demo, empty"),
        (("--freeze", "2026-01-31T09:30:00Z", "--jobs", "time:1"), "time stands still"),
        (("--freeze", "9999-12-31T23:59:59Z"), "--freeze"),
        (("--ready-file", "/nowhere/ready"), "--ready-file /nowhere/ready"),
        (("--mutant", "no-such-mutant"), "--mutant no-such-mutant"),
    ],
)
def test_usage_errors(options: tuple[str, ...], reason: str) -> None:
    """A setting that cannot be used is refused with the reason."""
    assert reason in _refused(*options)
