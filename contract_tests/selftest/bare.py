"""What Schemathesis alone kills: its default run, without the suite's hooks or a configuration file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.document import default_path
from contract_tests.selftest.trial import PLAIN, TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEED = 1
HEALTHY_RUNS = 3
"""Runs on the correct mock; what any of them reports is no kill."""

LONGEST = 120.0
"""Seconds after which a run is ended and counts as no kill; the default run takes about 20."""


@dataclass(frozen=True)
class BareResult:
    """What one run of bare Schemathesis reported.

    Attributes:
        mutant: id of the mutant, or PLAIN.
        failures: each as `CODE operation`.
        seconds: how long it took.
    """

    mutant: str
    failures: tuple[str, ...]
    seconds: float


def run_bare(mutant: str) -> BareResult:
    """Run `schemathesis run openapi.yaml --url URL -H TOKEN` on a mutant, in an empty directory."""
    from mock_server import MockServer  # noqa: PLC0415 - slow to import

    began = time.monotonic()
    with (
        MockServer(mutant=None if mutant == PLAIN else mutant, seed=SEED) as mock,
        tempfile.TemporaryDirectory() as folder,
    ):
        report = Path(folder, "report.json")
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run", str(default_path().resolve()),
            "--url", mock.url, "-H", f"Authorization: Bearer {TOKEN}", "--seed", str(SEED), "--no-color",
            "--report-json-path", str(report),
        ]  # fmt: skip
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603 - fixed words
        except subprocess.TimeoutExpired:
            return BareResult(mutant, (), time.monotonic() - began)
        found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    failures = {
        f"{failure['code']} {place}"
        for failure in found.get("failures", ())
        for place in failure["operations"]
    }
    return BareResult(mutant, tuple(sorted(failures)), time.monotonic() - began)


def sample(mutants: Sequence[str], size: int) -> list[str]:
    """Return `size` of the mutants, spread evenly: each group has its share; all where there are fewer."""
    size = min(size, len(mutants))
    return [mutants[number * len(mutants) // size] for number in range(size)]


def kills(healthy: Iterable[BareResult], result: BareResult) -> tuple[str, ...]:
    """Return the failures that no run on the correct mock reported."""
    usual = {failure for one in healthy for failure in one.failures}
    return tuple(failure for failure in result.failures if failure not in usual)
