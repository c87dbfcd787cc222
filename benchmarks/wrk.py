"""The load by wrk."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.cases import MODELS
from benchmarks.clients import HOST, PATIENCE, WrongAnswer
from benchmarks.outcome import Outcome
from benchmarks.wire import TOKEN

if TYPE_CHECKING:
    from benchmarks.cases import Case

SCRIPT = Path(__file__).with_name("load.lua")


def available() -> bool:
    """Tell whether wrk is installed."""
    return shutil.which("wrk") is not None


def run(case: Case, port: int, *, connections: int, seconds: float, label: str) -> Outcome:
    """Send a case's requests for whole seconds, at least one. WrongAnswer when one answer was wrong."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        body.write(case.body or "")
        body.flush()
        result = _result(_command(case, port, connections, seconds), [label, TOKEN], case.body and body.name)
    if result["wrong"] or result["failed"]:
        raise WrongAnswer(
            f"{case.name}: {result['wrong']} of {result['answered']} answers were not {case.expected} "
            f"(one was {result['wrong_status']}), {result['failed']} requests failed"
        )
    if not result["requests"]:
        raise WrongAnswer(f"{case.name}: nothing was answered within {seconds} s")
    return Outcome(
        rate=result["requests"] / result["microseconds"] * 1e6,
        median_ms=result["median_ms"],
        p99_ms=result["p99_ms"],
        size=result["bytes"] / result["requests"],
        answers=result["requests"],
    )


def _command(case: Case, port: int, connections: int, seconds: float) -> list[str]:
    return [
        "wrk",
        "--threads=1",
        f"--connections={connections}",
        f"--duration={max(1, round(seconds))}s",
        f"--timeout={PATIENCE:.0f}s",
        f"--script={SCRIPT}",
        f"http://{HOST}:{port}",
        "--",
        case.method,
        case.target,
        str(case.expected),
        str(MODELS),
    ]


def _result(command: list[str], arguments: list[str], body: str | None) -> dict[str, Any]:
    ran = subprocess.run(  # noqa: S603  the benchmark's own command
        [*command, *arguments, *([body] if body else [])], capture_output=True, text=True, check=False
    )
    last = ran.stdout.strip().rpartition("\n")[2]
    if ran.returncode != 0 or not last.startswith("{"):
        raise WrongAnswer(f"wrk failed: {ran.stderr.strip()[:500] or ran.stdout.strip()[:500]}")
    result: dict[str, Any] = orjson.loads(last)
    return result
