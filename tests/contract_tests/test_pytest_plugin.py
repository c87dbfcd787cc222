"""Tests of the suite under pytest: real pytest processes against real servers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import MockServer
from tests.other_implementation import OtherImplementation

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("--contract-only", "columns", "--contract-only", "models.create")


def conformance(folder: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the suite by pytest, in a folder that knows nothing of this project's settings."""
    command = [sys.executable, "-m", "pytest", "--pyargs", "contract_tests.conformance", "-rsxX"]
    options = ["--contract-url", url, "--contract-profile", "quick"]
    return subprocess.run(
        [*command, *options, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def asked(mock: MockServer) -> Counter[tuple[str, str]]:
    """How often each operation of the contract was asked for."""
    return Counter(
        (request.method, re.sub(r"(/v3/models|/columns)/[^/]+", r"\1/{}", request.path))
        for request in mock.requests
        if request.path.startswith("/v3/model") and request.query != "limit=1"
    )


def test_workers_together_send_what_one_sends(tmp_path: Path) -> None:
    """Every clause passes, alone and on two workers, and the requests are the same."""
    counts = []
    for words in ((), ("-n", "2")):
        with MockServer() as mock:
            done = conformance(tmp_path, mock.url, "--contract-token", mock.token, *FEW, *words)
            assert done.returncode == 0, done.stdout
            counts.append((re.findall(r"\d+ passed", done.stdout), asked(mock)))
    assert counts[0] == counts[1]
    assert counts[0][0]


def test_a_part_that_pytest_has_chosen(tmp_path: Path) -> None:
    """With -k only some clauses run; that the others reach no operation is no lack."""
    with MockServer() as mock:
        done = conformance(tmp_path, mock.url, "--contract-token", mock.token, "-k", "models.create.ids")
    assert done.returncode == 0, done.stdout
    assert "Vacuous" not in done.stdout


def test_without_xdist(tmp_path: Path) -> None:
    """Where pytest-xdist is not installed and warnings are errors, the clauses pass all the same."""
    with MockServer() as mock:
        words = ("--contract-token", mock.token, "--contract-only", "models.create", "-p", "no:xdist")
        done = conformance(tmp_path, mock.url, *words, "-W", "error")
    assert done.returncode == 0, done.stdout


def test_a_violation_fails_its_clause(tmp_path: Path) -> None:
    """The failure tells the sentence, what was expected, what came and how to see it again."""
    with MockServer(mutant="A13") as mock:
        words = ("--contract-token", mock.token, "--contract-only", "models.update.stamps")
        done = conformance(tmp_path, mock.url, *words)
    assert done.returncode == 1
    assert "test_clause[models.update.stamps]" in done.stdout
    for part in ("updated_by", "expected:", "rerun:", "curl"):
        assert part in done.stdout
    assert "mock-token" not in done.stdout


def test_a_level_that_may_not_fail(tmp_path: Path) -> None:
    """A violation of another evidence level is an expected failure, what cannot be checked is skipped."""
    with MockServer(mutant="E16") as mock:
        only = ("--contract-only", "models.list.search", "--contract-only", "isolation.get_model")
        words = ("--contract-token", mock.token, *only, "--contract-evidence", "guide")
        done = conformance(tmp_path, mock.url, *words)
    assert done.returncode == 0, done.stdout
    assert "evidence `decided` may not fail this run" in done.stdout
    assert "not verified: " in done.stdout


@pytest.mark.parametrize(
    ("url", "words", "code", "said"),
    [
        ("http://127.0.0.1:9", (), 3, "http://127.0.0.1:9 does not answer"),
        ("nowhere", (), 2, "base URL"),
        ("http://127.0.0.1:9", ("--contract-only", "models.nothing"), 2, "models.nothing"),
    ],
)
def test_exit_codes(tmp_path: Path, url: str, words: Any, code: int, said: str) -> None:
    """A dead target and a wrong option have the exit codes of the command, and say why."""
    done = conformance(tmp_path, url, *words)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_a_run_that_proves_nothing_is_vacuous(tmp_path: Path) -> None:
    """Without a project nothing of a server with the 12 operations alone can be verified: exit code 5."""
    with OtherImplementation(delay=0) as server:
        done = conformance(tmp_path, server.url, "--contract-token", server.token, "-n", "2")
    assert done.returncode == 5, done.stdout
    assert "Vacuous: create_model" in done.stdout


def test_without_a_target_there_is_nothing_to_check(tmp_path: Path) -> None:
    """The plugin leaves other runs of pytest alone."""
    command = [sys.executable, "-m", "pytest", "--pyargs", "contract_tests.conformance"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert "1 skipped" in done.stdout
