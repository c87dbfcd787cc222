"""Tests of the baseline of accepted violations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from contract_tests.baseline import Baseline, BaselineError, load_entries

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 3, 31)
GOOD = """\
accepted:
  - clause: models.list.ordering.ties
    operation: list_models
    reason: Known since the new database.
    owner: backend
    expires: 2026-03-31
  - {clause: oracle.leak, operation: "*", reason: A test server., owner: qa, expires: 2027-01-01}
"""


def baseline(path: Path, text: str = GOOD, *, today: date = TODAY) -> Baseline:
    """The baseline of a file with this text, in a run that checks and knows two clauses."""
    file = path / "baseline.yaml"
    file.write_text(text, encoding="utf-8")
    ids = ["models.list.ordering.ties", "oracle.leak"]
    return Baseline(load_entries(file), today=today, checked=ids, known=ids)


def test_accepts_what_it_names(tmp_path: Path) -> None:
    """A violation is accepted where clause and operation agree, with reason, owner and day."""
    known = baseline(tmp_path)
    expected = "Known since the new database. (backend, until 2026-03-31)"
    assert known.accepts("models.list.ordering.ties", "list_models") == expected
    assert known.accepts("models.list.ordering.ties", "get_model") is None
    assert known.accepts("models.list.ordering", "list_models") is None


def test_a_star_stands_for_every_operation(tmp_path: Path) -> None:
    """The operation `*` accepts the clause wherever it is broken."""
    assert baseline(tmp_path).accepts("oracle.leak", "get_model") is not None


def test_an_expired_entry_accepts_nothing(tmp_path: Path) -> None:
    """From the day after, the entry is a notice only, with its line and owner."""
    known = baseline(tmp_path, today=date(2026, 4, 1))
    assert known.accepts("models.list.ordering.ties", "list_models") is None
    assert known.accepts("oracle.leak", "*") is not None
    (notice,) = known.notices()
    assert "baseline.yaml, line 2" in notice
    assert "expired on 2026-03-31" in notice


def test_an_unused_entry_is_a_notice(tmp_path: Path) -> None:
    """An entry that nothing needed is to be taken out; one that was used is not mentioned."""
    known = baseline(tmp_path)
    known.accepts("oracle.leak", "get_model")
    (notice,) = known.notices()
    assert "models.list.ordering.ties" in notice
    assert "not needed" in notice


def test_entries_of_unchecked_clauses_are_not_unused(tmp_path: Path) -> None:
    """A run of a few clauses says nothing about the entries of others, but points out unknown clauses."""
    file = tmp_path / "baseline.yaml"
    file.write_text(GOOD, encoding="utf-8")
    known = Baseline(load_entries(file), today=TODAY, checked=[], known=["oracle.leak"])
    (notice,) = known.notices()
    assert "there is no such clause" in notice


@pytest.mark.parametrize("text", ["", "accepted:\n", "accepted: []\n"])
def test_an_empty_file_accepts_nothing(tmp_path: Path, text: str) -> None:
    """A file without entries is fine."""
    assert baseline(tmp_path, text).notices() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accepted: [", "line 1: not YAML"),
        ("- a\n", "line 1: the file must have one member, `accepted`"),
        ("accepted: {}\n", "line 1: `accepted` must be a list"),
        ("accepted:\n  - models.x\n", "line 2: an entry must have the members clause, operation"),
        (GOOD.replace("    owner: backend\n", ""), "line 2: `owner` is missing"),
        (GOOD.replace("owner: backend", "owner: ''"), "line 5: `owner` must be a text that is not empty"),
        (GOOD.replace("owner: backend", "owner: [a]"), "line 5: `owner` must be a text"),
        (GOOD.replace("expires: 2026-03-31", "expires: soon"), "line 6: `expires` must be a day"),
        (GOOD.replace("expires: 2026-03-31", "expires: 2026-02-30"), "line 6: `expires` must be a day"),
        (GOOD.replace("    owner: backend", "    ovner: backend"), "line 5: unknown member `ovner`"),
        (GOOD.replace("    owner: backend", "    owner: a\n    owner: b"), "line 6: `owner` is there twice"),
    ],
)
def test_errors_name_file_line_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong with a file is told with its place."""
    with pytest.raises(BaselineError) as caught:
        baseline(tmp_path, text)
    assert f"baseline.yaml, {message}" in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is an error that names it."""
    with pytest.raises(BaselineError, match=r"nowhere\.yaml: cannot be read"):
        load_entries(tmp_path / "nowhere.yaml")
