"""Tests of how reports are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.report import open_reports
from contract_tests.report.github import GitHub
from contract_tests.report.log import ReportError
from tests.contract_tests.events_for_tests import feed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["junit", "json", "html", "sarif"])
def test_writes_each_kind_of_file(tmp_path: Path, kind: str) -> None:
    """A file report is written when the run is over, in a directory that is made for it."""
    path = tmp_path / "deep" / f"report.{kind}"
    (reporter,) = open_reports([f"{kind}={path}"])
    assert not path.exists()
    feed(reporter)
    assert "models.list.ordering.ties" in path.read_text(encoding="utf-8")


def test_github_needs_no_file() -> None:
    """The report for GitHub stands alone."""
    (reporter,) = open_reports(["github"])
    assert isinstance(reporter, GitHub)


@pytest.mark.parametrize("word", ["xml=r.xml", "html2=x", "", "=x", "github=x", "nonsense"])
def test_unknown_kinds_name_the_choices(word: str) -> None:
    """A wrong kind is answered with those there are."""
    with pytest.raises(
        ValueError, match="choose from junit=FILE, json=FILE, html=FILE, sarif=FILE or github"
    ) as e:
        open_reports([word])
    assert f"--report {word}: " in str(e.value)


@pytest.mark.parametrize("word", ["html", "html="])
def test_a_file_is_needed(word: str) -> None:
    """A kind without a file is answered with an example."""
    with pytest.raises(ValueError, match=r"say where to write it, such as html=reports/html"):
        open_reports([word])


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    """A path that cannot be written is found before the run, not after it."""
    with pytest.raises(ValueError, match="is a directory"):
        open_reports([f"json={tmp_path}"])
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match="cannot make"):
        open_reports([f"json={tmp_path}/file/report.json"])


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    """A report that cannot be written at the end says so."""
    (reporter,) = open_reports([f"json={tmp_path}/r.json"])
    (tmp_path / "r.json").mkdir()
    with pytest.raises(ReportError, match="cannot be written"):
        feed(reporter)
