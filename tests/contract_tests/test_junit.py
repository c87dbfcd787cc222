"""Tests of the JUnit report, read as Jenkins and GitLab read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from contract_tests.report.junit import JUnit
from tests.contract_tests.events_for_tests import HOSTILE, OPERATIONS, feed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> ET.Element:
    """The parsed report of the sample log."""
    feed(JUnit(tmp_path / "r.xml"))
    return ET.parse(tmp_path / "r.xml").getroot()  # noqa: S314 - our own file


def case(root: ET.Element, name: str) -> ET.Element:
    """The testcase of this name."""
    (found,) = [element for element in root.iter("testcase") if element.get("name") == name]
    return found


def test_structure(root: ET.Element) -> None:
    """There are suites of cases; a case has at most one outcome, and elements stand in the usual order."""
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert next(child.tag for child in suite) == "properties"
        assert {child.tag for child in suite} <= {"properties", "testcase"}
        for element in suite.iter("testcase"):
            assert {"classname", "name", "time", "file", "line"} == set(element.keys())
            assert [child.tag for child in element] in (
                [],
                ["failure"],
                ["skipped"],
                ["skipped", "system-out"],
            )
            assert all(child.get("message") for child in element if child.tag != "system-out")


def test_numbers_agree(root: ET.Element) -> None:
    """The counts of each suite and of the whole are those of its cases."""
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert int(element.get("tests", "")) == len(cases)
        assert int(element.get("failures", "")) == sum(one.find("failure") is not None for one in cases)
        assert int(element.get("skipped", "")) == sum(one.find("skipped") is not None for one in cases)
        assert element.get("errors") == "0"
        assert float(element.get("time", "")) >= 0


def test_names_are_unique(root: ET.Element) -> None:
    """GitLab keeps only the first of two cases of one name."""
    names = [(one.get("classname"), one.get("name")) for one in root.iter("testcase")]
    assert len(names) == len(set(names))


def test_a_violation_is_a_failure(root: ET.Element) -> None:
    """It shows expected and actual at once, and the rest in its text."""
    broken = case(root, "models.list.ordering.ties")
    assert (broken.get("classname"), broken.get("file"), broken.get("line")) == (
        "models.list",
        "openapi.yaml",
        "120",
    )
    failure = broken.find("failure")
    assert failure is not None
    assert (
        failure.get("message") == "expected the names ['a', 'b'] in this order; got ['b', 'a'] (and 1 more)"
    )
    assert "#!/usr/bin/env bash" in (failure.text or "")
    assert "--only models.list.ordering.ties" in (failure.text or "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tenancy.list.isolated", "not verified: no second token was given"),
        ("models.update.empty", "violated, but evidence `decided` may not fail this run"),
        ("models.delete.second", "violated, but accepted by the baseline: known since March"),
        ("oracle.schema [create_model]", "not verified: no answer of this operation was seen"),
    ],
)
def test_what_does_not_fail_the_run_is_skipped(root: ET.Element, name: str, message: str) -> None:
    """It says why."""
    skipped = case(root, name).find("skipped")
    assert skipped is not None
    assert (skipped.get("message") or "").startswith(message)


def test_a_clause_that_judges_every_answer_is_a_case_for_each_operation(root: ET.Element) -> None:
    """It fails for the operation at fault and passes for the others that were seen."""
    names = [one.get("name") for one in root.iter("testcase") if one.get("classname") == "oracle"]
    assert names == [f"oracle.schema [{operation}]" for operation in OPERATIONS]
    assert case(root, "oracle.schema [get_model]").find("failure") is not None
    assert len(case(root, "oracle.schema [list_models]")) == 0


def test_a_hostile_answer_stays_text(root: ET.Element) -> None:
    """What XML does not allow is written as an escape."""
    failure = case(root, "oracle.schema [get_model]").find("failure")
    assert failure is not None
    assert HOSTILE.replace("\x1b", "\\u001b") in (failure.get("message") or "")
