"""Tests of the HTML report, most of them in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contract_tests.report.html import Html
from tests.contract_tests.events_for_tests import (
    HOSTILE,
    events,
    exchange,
    failure,
    feed,
    info,
    passed,
    violated,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Page

    from contract_tests.events import Event


def written(path: Path, log: Sequence[Event] | None = None) -> Path:
    """The report of a log, as a file."""
    file = path / "report.html"
    feed(Html(file), log)
    return file


@pytest.fixture
def report(page: Page, tmp_path: Path) -> Page:
    """The report of the sample log, open in a browser."""
    page.goto(written(tmp_path).as_uri())
    return page


def shown(page: Page) -> list[str]:
    """The ids of the clauses that can be seen."""
    return page.locator("details.clause:visible > summary code").all_inner_texts()


def test_needs_nothing_else(tmp_path: Path) -> None:
    """Nothing in the file is fetched: no source, link or import leads anywhere."""
    text = written(tmp_path).read_text(encoding="utf-8")
    markup = re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)
    assert not re.search(r"""\b(src|href)="(?!\#)""", markup)
    assert "@import" not in markup
    assert "url(" not in markup


def test_shows_verdict_and_numbers(report: Page) -> None:
    """The headline, the tiles and the facts are there at once."""
    expect(report.get_by_role("heading", level=1)).to_contain_text("2 of 8 clauses broken, in 2 operations")
    assert report.locator(".tile b").all_inner_texts() == ["2", "1", "1", "2", "2"]
    expect(report.locator(".facts")).to_contain_text("321")


def test_the_matrix_filters_the_clauses(report: Page) -> None:
    """A cell leaves its clauses; the same cell again shows everything."""
    cell = report.get_by_role("button", name="list_models, ordering: 1 violated")
    cell.click()
    assert shown(report) == ["models.list.ordering.ties"]
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(report.locator("#shown")).to_have_text("1 of 9 shown")
    cell.click()
    assert len(shown(report)) == 9


def test_the_matrix_tells_outcomes_apart(report: Page) -> None:
    """Each cell names the worst outcome of its clauses, for eyes and for screen readers."""
    cells = report.locator("#matrix button.cell")
    labels = {label.get_attribute("aria-label"): label.inner_text() for label in cells.all()}
    assert len(labels) == cells.count() == 9
    assert labels["update_model, update: 1 violated, not gating"].startswith("!")
    assert labels["delete_model, delete: 1 accepted by the baseline"].startswith("~")
    assert labels["get_model, tenancy: 1 not verified"].startswith("?")
    assert labels["list_models, oracle: 1 passed"].startswith("✓")
    assert labels["get_model, oracle: 1 violated"].startswith("✗")


def test_filters(report: Page) -> None:
    """Operation, outcome, evidence and text narrow the list together, and reset shows all."""
    report.locator("select[name=operation]").select_option("get_model")
    assert shown(report) == ["oracle.schema", "tenancy.get.isolated"]
    report.get_by_label("violated", exact=True).uncheck()
    assert shown(report) == ["tenancy.get.isolated"]
    report.get_by_role("button", name="Show everything").click()
    expect(report.locator("#shown")).to_have_text("9 of 9 shown")
    report.get_by_label("guide", exact=True).uncheck()
    assert shown(report) == ["models.update.empty", "columns.list.order"]
    report.get_by_role("button", name="Show everything").click()
    report.get_by_role("searchbox").fill("GAP ties")
    assert shown(report) == ["models.list.ordering.ties"]
    report.get_by_role("searchbox").fill("no such thing")
    expect(report.get_by_text("No clause matches the filters.")).to_be_visible()


def test_a_failure_opens_with_the_keyboard(report: Page) -> None:
    """A clause with failures shows expected, actual, requests, script and rerun."""
    clause = report.locator("details.clause").filter(has_text="models.list.ordering.ties")
    clause.locator("> summary").focus()
    report.keyboard.press("Enter")
    body = clause.locator(".body")
    expect(body).to_be_visible()
    expect(body.locator(".expected").first).to_contain_text("the names ['a', 'b'] in this order")
    expect(body.locator(".got").first).to_contain_text("['b', 'a']")
    expect(body.locator(".chain li")).to_have_count(3)
    body.locator(".chain summary").nth(1).click()
    expect(body.locator(".chain li").nth(1)).to_contain_text('"name": "ct-1-002-001"')
    expect(body.locator("pre.script")).to_contain_text("PROJECT_ID=$(curl")
    expect(body).to_contain_text("--only models.list.ordering.ties")


def test_the_script_can_be_copied(report: Page) -> None:
    """The button copies the whole script."""
    clause = report.locator("details.clause").filter(has_text="models.list.ordering.ties")
    clause.locator("> summary").click()
    button = clause.locator("button.copy").first
    button.click()
    expect(button).to_have_text("Copied")
    report.evaluate(
        "() => { const area = document.createElement('textarea'); document.body.append(area); area.focus(); }"
    )
    report.keyboard.press("Control+V")
    text = clause.locator("pre.script").text_content()
    assert text is not None
    assert report.locator("textarea").input_value() == text.removesuffix("\n")


def test_the_theme_can_be_switched(report: Page) -> None:
    """The button turns light into dark and back."""
    background = "getComputedStyle(document.body).backgroundColor"
    light = report.evaluate(background)
    button = report.get_by_role("button", name="Switch between the light and the dark theme")
    button.click()
    assert report.evaluate(background) != light
    button.click()
    assert report.evaluate(background) == light


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(report: Page, scheme: str) -> None:
    """Every text of the clauses, the matrix and the filters stands out from what is behind it (WCAG AA)."""
    report.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # a literal, parametrized
    report.get_by_role("button", name="Expand").click()
    assert report.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const node of document.querySelectorAll("main *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest("option")) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 30)}: ${ratio}`);
  }
  return bad;
}"""


def test_an_answer_cannot_inject_script(page: Page, tmp_path: Path) -> None:
    """Markup in anything that a target says is shown as text, and would not run if it were not."""
    clause = info("models.x.y")
    bad = exchange(
        1, "GET", f"/v3/models/{HOSTILE}", answer={"name": HOSTILE}, headers={"x": HOSTILE}, failure=None
    )
    broken = failure(clause, expected=HOSTILE, actual=HOSTILE, rerun=HOSTILE, chain=(bad,))
    file = written(tmp_path, events([violated(clause, broken)], notices=(HOSTILE,)))
    page.goto(file.as_uri())
    page.get_by_role("button", name="Expand").click()
    assert page.title() == "Violated: http://127.0.0.1:8080"
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    expect(page.locator(".got")).to_contain_text("<img src=x")


def test_the_policy_forbids_other_scripts(report: Page) -> None:
    """The content security policy runs the report's script and no other."""
    report.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.owned = 1';"
        " document.body.append(s); }"
    )
    assert report.evaluate("window.owned") is None


def test_a_big_report_works(page: Page, tmp_path: Path) -> None:
    """A thousand clauses can be shown and filtered."""
    clauses = [passed(info(f"models.list.topic{number % 30}.clause{number}")) for number in range(1000)]
    page.goto(written(tmp_path, events(clauses, exit_code=0)).as_uri())
    expect(page.locator("#shown")).to_have_text("1000 of 1000 shown")
    page.get_by_role("searchbox").fill("clause77")
    expect(page.locator("#shown")).to_have_text("11 of 1000 shown")


@pytest.mark.parametrize(("code", "title"), [(0, "Conforms"), (1, "Violated"), (5, "Unproved")])
def test_the_title_tells_the_outcome(tmp_path: Path, code: int, title: str) -> None:
    """A row of browser tabs can be told apart."""
    text = written(tmp_path, events([passed(info("a.b"))], exit_code=code)).read_text(encoding="utf-8")
    assert f"<title>{title}: http://127.0.0.1:8080</title>" in text
