"""The suite under pytest: `pytest --pyargs contract_tests.conformance --contract-url URL`, a test a clause.

Under pytest-xdist the clauses of one group stay on one worker, because they build on the same work: several
workers together send what one would. The exit codes are those of `contract-tests run`: 0 and 1 as pytest's
own, 2 for a wrong option, 3 for a target that does not answer, 5 where an operation never succeeded.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from contract_tests.runner import Plan

TEXTS = {
    "url": "Base URL of the server to check against the contract.",
    "token": "Bearer token that may read and write.",
    "token-env": "Environment variable that holds the token.",
    "second-token": "Token of another organization, to check isolation.",
    "project-id": "Project to work in, where the suite cannot make one.",
    "other-project-id": "A second project, where the suite cannot make one.",
    "file-id": "Uploaded CSV or Parquet file, where the suite cannot upload one.",
    "env-id": "Environment with a dataset, where the suite cannot make one.",
}
FILES = {
    "spec": "The contract; the kit's own by default.",
    "baseline": "YAML file of accepted violations.",
}
LISTS = {
    "only": "Check only this operation or clause; repeatable.",
    "evidence": "A level that may fail the run; repeatable; all by default.",
}
SECONDS = {
    "timeout": "Seconds to wait for an answer.",
    "wait": "Seconds to wait for asynchronous effects.",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `contract-tests run`, each beginning with `--contract-`."""
    group = parser.getgroup("contract", "conformance to the model-registry contract")
    for name, text in TEXTS.items():
        group.addoption(f"--contract-{name}", help=text)
    for name, text in FILES.items():
        group.addoption(f"--contract-{name}", type=Path, help=text)
    for name, text in LISTS.items():
        group.addoption(f"--contract-{name}", action="append", default=[], help=text)
    for name, text in SECONDS.items():
        group.addoption(f"--contract-{name}", type=float, default=10.0, help=text)
    group.addoption("--contract-profile", choices=["quick", "full", "soak"], default="full")
    group.addoption("--contract-seed", type=int, default=1, help="Determines every random choice.")
    group.addoption("--contract-read-only", action="store_true", help="Send only GET, HEAD and OPTIONS.")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the options, and look whether the target answers before any worker is started."""
    if not config.getoption("--contract-url"):
        return
    # pytest-xdist declares it; without that, pytest warns of every clause.
    config.addinivalue_line("markers", "xdist_group(name): the clauses that stay on one worker")
    if getattr(config.option, "dist", "no") not in {"no", "each"}:
        config.option.dist = "loadgroup"
    config.stash[REACHED] = Counter()
    config.stash[PLAN] = _plan(config)


def _plan(config: pytest.Config) -> Plan:
    from contract_tests.client import Client  # noqa: PLC0415 - this module is imported by every pytest run
    from contract_tests.oracle import Oracle  # noqa: PLC0415 - same
    from contract_tests.planning import WRONG_OPTIONS, plan_from  # noqa: PLC0415 - same
    from contract_tests.runner import READY_WITHIN, UNREACHABLE, UNUSABLE  # noqa: PLC0415 - same
    from contract_tests.target import Unreachable  # noqa: PLC0415 - same

    try:
        plan = plan_from(options_of(config), shard=_worker(config))
    except WRONG_OPTIONS as error:
        pytest.exit(f"contract-tests: {error}", returncode=UNUSABLE)
    if not _worker(config):
        client = Client(plan.target, plan.document, Oracle(plan.document))
        try:
            client.await_ready(READY_WITHIN)
        except Unreachable as error:
            pytest.exit(f"contract-tests: {error}", returncode=UNREACHABLE)
        finally:
            client.close()
    return plan


def options_of(config: pytest.Config) -> dict[str, Any]:
    """The options as `contract-tests run` names them."""
    names = [*TEXTS, *FILES, *LISTS, *SECONDS, "profile", "seed", "read-only"]
    options = {name.replace("-", "_"): config.getoption(f"--contract-{name}") for name in names}
    return {
        **options,
        "only": tuple(options["only"]),
        "evidence": tuple(options["evidence"]),
        "exitfirst": False,
    }


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker has reached to the controller, and let a vacuous run exit with 5."""
    config = session.config
    if PLAN not in config.stash:
        return
    reached, plan = config.stash[REACHED], config.stash[PLAN]
    if _worker(config):
        config.workeroutput["contract_reached"] = dict(reached)  # type: ignore[attr-defined]
    # With -k, --lf or a node id pytest runs a part, which need not reach every operation.
    elif (
        plan.whole
        and session.testscollected >= len(plan.clauses)
        and session.exitstatus == pytest.ExitCode.OK
    ):
        unreached = [operation for operation in plan.document.operations if not reached[operation]]
        if unreached:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
            config.stash[VACUOUS] = unreached


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which operations never succeeded."""
    for operation in config.stash.get(VACUOUS, []):
        terminalreporter.write_line(
            f"Vacuous: {operation} never answered with success, so nothing is proved about it.", yellow=True
        )


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what the workers have reached."""
    if REACHED in node.config.stash:
        node.config.stash[REACHED].update(getattr(node, "workeroutput", {}).get("contract_reached", {}))


def _worker(config: pytest.Config) -> str:
    """The name of the xdist worker that this process is, or nothing."""
    return str(getattr(config, "workerinput", {}).get("workerid", ""))


REACHED = pytest.StashKey[Counter[str]]()
PLAN = pytest.StashKey["Plan"]()
VACUOUS = pytest.StashKey[list[str]]()
