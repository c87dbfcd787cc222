"""Tests of the report for GitHub Actions."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from contract_tests.report.github import GitHub, command, summary
from contract_tests.report.log import Log
from tests.contract_tests.events_for_tests import HOSTILE, events, exchange, failure, feed, info, violated

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The workflow commands of the sample log."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    out = io.StringIO()
    feed(GitHub(out))
    return out.getvalue().splitlines()


def test_commands(lines: list[str]) -> None:
    """What fails the run is an error, what does not gate a warning, what is accepted a notice."""
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::error",
        "::warning",
        "::notice",
        "::notice",
    ]
    assert lines[0].startswith(
        "::error file=openapi.yaml,line=120,title=models.list.ordering.ties (list_models)::"
        "The clause models.list.ordering.ties holds.%0Aexpected the names ['a', 'b'] in this order%0Agot ["
    )


def test_escaping() -> None:
    """Line breaks and percent signs are escaped everywhere, colons and commas in properties."""
    line = command("error", "50% of: a, b\r\nc", file="a:b,c.yaml", title="x\n::error::y")
    assert line == "::error file=a%3Ab%2Cc.yaml,title=x%0A%3A%3Aerror%3A%3Ay::50%25 of: a, b%0D%0Ac"


def test_an_answer_cannot_give_commands(lines: list[str]) -> None:
    """A target's answer stays within the line of its annotation."""
    clause = info("a.b")
    out = io.StringIO()
    feed(GitHub(out), events([violated(clause, failure(clause, actual="x\n::set-output name=a::b\r::stop"))]))
    assert all(line.startswith(("::error ", "::notice ")) for line in out.getvalue().splitlines())
    assert all("\x1b" not in line for line in lines)


def test_the_step_summary_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where GITHUB_STEP_SUMMARY names a file, the summary is added to what stands there."""
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    feed(GitHub(io.StringIO()))
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n## ❌ The implementation violates the contract: 2 of 8 clauses broken")
    assert "| 2 | 1 | 1 | 2 | 2 |" in text
    assert "- no second token was given: `tenancy.list.isolated`, `tenancy.get.isolated`" in text
    assert "```sh\ncontract-tests run" in text


def test_the_summary_escapes_markup() -> None:
    """A target's answer is shown, not rendered; outside code, no tag or table of it survives."""
    log = Log()
    feed(log)
    prose = re.sub(r"```.*?```", "", summary(log), flags=re.DOTALL)
    assert "<script" not in prose
    assert "<img" not in prose
    assert "&lt;script&gt;" in prose


def test_backticks_do_not_end_the_code() -> None:
    """The fence is longer than any run of backticks in the script."""
    clause = info("a.b")
    bad = exchange(1, "GET", "/v3/models", answer={"text": f"```\n{HOSTILE}"})
    log = Log()
    feed(log, events([violated(clause, failure(clause, chain=(bad,)))]))
    assert summary(log).count("````") == 2


def test_many_failures_keep_the_summary_small() -> None:
    """GitHub takes a summary of at most 1 MiB; details end before, names go on."""
    clauses = [info(f"a.b{number}") for number in range(900)]
    log = Log()
    feed(log, events([violated(clause) for clause in clauses]))
    text = summary(log)
    assert len(text.encode()) < 1_000_000
    assert "`a.b899`" in text
