"""The official Python client, newest and old, against the real command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import serving

ROOT = Path(__file__).parents[2]
INTERPRETERS = {
    "newest": Path(sys.executable),
    "3.0.6": ROOT / ".venv" / "client-3.0.6" / "bin" / "python",
}
FLOWS = (
    "projects",
    "from_data",
    "create_and_find",
    "list_sixty",
    "update",
    "add_column",
    "duplicate",
    "delete",
    "artifact",
    "surrogate",
    "custom_features",
    "thousand_columns",
)
# What a client of a version cannot do; everything else must pass.
ABSENT = {("3.0.6", "add_column"), ("3.0.6", "duplicate")}


@dataclass(frozen=True)
class Outcomes:
    """What the flows of one client came to."""

    client: str
    version: str
    flows: dict[str, str]


@pytest.fixture(scope="module", params=list(INTERPRETERS))
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    """Run all flows once with one client, against a mock of its own."""
    python = INTERPRETERS[request.param]
    if not python.is_file():
        reason = f"fiddler-client {request.param} is not installed; `make test` installs it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with serving("mock-server") as server:
        environment = {**os.environ, "FIDDLER_CLIENT_RETRY_MAX_DURATION_SECONDS": "1"}
        command = [str(python), str(Path(__file__).with_name("flows.py")), server["url"], server["token"]]
        run = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False, timeout=240
        )
        assert run.returncode == 0, run.stderr[-3000:]
    printed = json.loads(run.stdout[run.stdout.index('{"version"') :])
    return Outcomes(request.param, printed["version"], printed["flows"])


def test_the_version_is_the_one_meant(outcomes: Outcomes) -> None:
    """The old client is really old, the newest at least the one that the facts were observed with."""
    if outcomes.client == "newest":
        assert tuple(map(int, outcomes.version.split("."))) >= (3, 14, 1)
    else:
        assert outcomes.version == outcomes.client


def test_no_flow_is_left_out(outcomes: Outcomes) -> None:
    """Every flow that the script knows has a test here."""
    assert tuple(outcomes.flows) == FLOWS


@pytest.mark.parametrize("flow", FLOWS)
def test_the_flow_works_unchanged(outcomes: Outcomes, flow: str) -> None:
    """The flow passes with this client, unless this version has no such call."""
    expected = "absent" if (outcomes.client, flow) in ABSENT else "passed"
    assert outcomes.flows[flow] == expected, outcomes.flows[flow]
