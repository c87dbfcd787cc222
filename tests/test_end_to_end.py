"""The two commands together, as a user runs them."""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.commands import BIN, run, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SMALL = ("--only", "models.create,operations.get_model", "--profile", "quick")


@pytest.fixture(scope="module")
def mock() -> Iterator[dict[str, Any]]:
    """The mock as the command starts it."""
    with serving("mock-server") as server:
        yield server


def test_the_mock_conforms(mock: dict[str, Any]) -> None:
    """Every clause of the quick profile holds on the mock, and none is left unverified."""
    tokens = ("--token", mock["token"], "--second-token", "mock-token-other")
    result = run("contract-tests", "run", mock["url"], *tokens, "--profile", "quick")
    assert result.returncode == 0, result.stdout
    assert "not verified" not in result.stdout


def test_a_broken_handler_is_named() -> None:
    """On a mock with one broken handler the run exits 1 and names the operation."""
    with serving("mock-server", "--mutant", "A13") as broken:
        words = (
            "run",
            broken["url"],
            "--token",
            broken["token"],
            "--only",
            "update_model",
            "--profile",
            "quick",
        )
        result = run("contract-tests", *words)
    assert result.returncode == 1, result.stdout
    assert "update_model" in result.stdout
    assert "updated_by" in result.stdout


def test_a_dead_target_is_told_apart() -> None:
    """Where nothing listens the exit code is 3 and the reason is one line."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = run("contract-tests", "run", url)
    assert result.returncode == 3
    assert result.stderr.count("\n") == 1
    assert url in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("not-a-url",), "base URL"),
        (("http://127.0.0.1:1", "--only", "models.lists"), "models.lists"),
        (("http://127.0.0.1:1", "--evidence", "rumour"), "rumour"),
        (("http://127.0.0.1:1", "--spec", "no-such.yaml"), "no-such.yaml"),
        (("http://127.0.0.1:1", "--token-env", "NO_SUCH_TOKEN"), "NO_SUCH_TOKEN"),
        (("http://127.0.0.1:1", "--report", "xml=x"), "xml"),
        (("http://127.0.0.1:1", "--baseline", "no-such-baseline.yaml"), "no-such-baseline.yaml"),
    ],
)
def test_wrong_usage_is_explained(words: tuple[str, ...], said: str) -> None:
    """Wrong usage exits 2 and the message names what is wrong."""
    result = run("contract-tests", "run", *words)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_vacuous_run_is_told_apart() -> None:
    """A token that may only read proves nothing: the run does not exit 0."""
    with serving("mock-server") as server:
        words = ("run", server["url"], "--token", "mock-token-reader", "--profile", "quick")
        result = run("contract-tests", *words)
    assert result.returncode in {1, 5}, result.stdout
    assert "create_model" in result.stdout


@pytest.mark.parametrize("seed", ["1", "20261123"])
def test_bare_schemathesis_finds_nothing(mock: dict[str, Any], seed: str) -> None:
    """The bare command reports no failure, every operation succeeds, and no project is left behind."""
    before = _projects(mock)
    result = run(
        "schemathesis",
        *("run", "openapi.yaml", "--url", mock["url"], "-H", f"Authorization: Bearer {mock['token']}"),
        *("--seed", seed, "--max-examples", "10", "--no-color", "--generation-database", "none"),
        cwd=ROOT,
    )
    assert result.returncode == 0, result.stdout[-5000:]
    assert "Tested: 12" in result.stdout
    assert "Missing test data" not in result.stdout
    assert _projects(mock) == before


def _projects(mock: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {mock['token']}"}
    total: int = httpx.get(f"{mock['url']}/v3/projects", headers=headers).json()["data"]["total"]
    return total


def _transcript() -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    answers = []
    project = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021"
    body = {
        "name": "same",
        "project_id": project,
        "input_type": "text",
        "task": "llm",
        "schema": {"columns": [{"name": "Prompt", "data_type": "str"}]},
        "spec": {"inputs": ["Prompt"]},
    }
    options = ("--seed", "7", "--freeze", "2026-01-02T03:04:05Z")
    with serving("mock-server", *options) as server, httpx.Client(base_url=server["url"]) as client:
        client.headers["Authorization"] = f"Bearer {server['token']}"
        created = client.post("/v3/models", json=body)
        path = f"/v3/models/{created.json()['data']['id']}"
        answers = [
            created,
            client.patch(path, json={"description": "changed"}),
            client.get("/v3/models", params={"ordering": "-created_at"}),
            client.post(f"{path}/deploy-artifact"),
            client.get(path),
            client.post("/v3/models", json=body),
            client.delete(path),
            client.get("/v3/nothing"),
        ]
    return [(answer.status_code, answer.headers.raw, answer.content) for answer in answers]


def test_a_seed_and_a_frozen_clock_repeat_every_byte() -> None:
    """Two servers with one seed and instant answer alike to the last byte, headers included."""
    assert _transcript() == _transcript()


def test_help_is_instant_of_imports() -> None:
    """Asking for help imports neither Connexion nor Schemathesis."""
    for module in ("mock_server.cli", "contract_tests.cli"):
        probe = f"import sys, {module}; print({{'connexion', 'schemathesis'}} & set(sys.modules))"
        python = shutil.which("python", path=str(BIN)) or sys.executable
        result = run(python, "-c", probe)
        assert result.stdout.strip() == "set()", result.stdout + result.stderr
