"""The oracle: for each rule an answer that breaks it, beside one that breaks none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.document import Document
from contract_tests.exchange import Exchange
from contract_tests.oracle import PREFIX, RULES, Oracle, clauses

DOCUMENT = Document.load()
TOKEN = "a-token-of-some-length"
HEADERS = {"content-type": "application/json", "x-request-id": "r-1"}


def column(**members: Any) -> bytes:
    """The body of an answer to get_column."""
    data = {"id": "age", "name": "Age", "data_type": "int", **members}
    return json.dumps({"api_version": "3.0", "kind": "NORMAL", "data": data}).encode()


def error(code: int = 404, **members: Any) -> bytes:
    """The body of a refusal."""
    items = [{"reason": "ObjectNotFound", "message": "no such column", "help": ""}]
    body = {"code": code, "message": "no such column", "errors": items, **members}
    return json.dumps({"api_version": "3.0", "kind": "ERROR", "error": body}).encode()


def page(**members: int) -> bytes:
    """The body of an answer to list_columns with one column."""
    numbers = {"page_size": 1, "total": 1, "item_count": 1, "page_count": 1, "page_index": 1, "offset": 0}
    data = {**numbers, **members, "items": [{"id": "age", "name": "Age", "data_type": "int"}]}
    return json.dumps({"api_version": "3.0", "kind": "PAGINATED", "data": data}).encode()


GOOD = Exchange(1, "get_column", "GET", "http://h", "/c", status=200, headers=HEADERS, body=column())
MISSING = replace(GOOD, status=404, body=error())
PAGE = replace(GOOD, operation="list_columns", body=page())
CHALLENGE = {**HEADERS, "www-authenticate": "Bearer"}
UNAUTHORIZED = replace(MISSING, status=401, body=error(401), headers=CHALLENGE)

TRACES = (
    'File "/srv/app.py", line 7, in read',
    "at com.example.Models.read(Models.java:42)",
    "at Object.<anonymous> (/srv/app/index.js:10:5)",
    "/srv/models.rb:12:in `read'",
    "goroutine 12 [running]:",
)
BROKEN = {
    "answered": [replace(GOOD, status=0, headers={}, body=b"", failure="ReadTimeout")],
    "server-error": [replace(MISSING, status=500, body=error(500))],
    "status": [replace(GOOD, status=201), replace(MISSING, status=409, body=error(409))],
    "media-type": [replace(GOOD, headers={"content-type": "text/html"}), replace(GOOD, headers={})],
    "schema": [
        replace(GOOD, body=column(data_type="integer")),
        replace(GOOD, body=b"oops"),
        replace(GOOD, body=column(note=float("nan"))),
        replace(MISSING, body=b'{"detail": "Not Found"}'),
        replace(PAGE, body=page(total="1")),  # type: ignore[arg-type]
    ],
    "headers": [
        replace(UNAUTHORIZED, headers=HEADERS),
        replace(UNAUTHORIZED, headers={**HEADERS, "www-authenticate": "Basic"}),
    ],
    "error": [
        replace(MISSING, body=error(0)),
        replace(MISSING, body=error(400)),
        replace(MISSING, body=error(message="another")),
    ],
    "reason": [
        replace(MISSING, body=error(errors=[{"reason": "NotFound", "message": "no such column", "help": ""}]))
    ],
    "page": [
        replace(PAGE, body=page(**{name: 3})) for name in ("total", "item_count", "page_count", "page_index")
    ],
    "leak": [
        replace(GOOD, body=column(note=f"you sent {TOKEN}")),
        replace(GOOD, headers={**HEADERS, "x-debug": TOKEN}),
        replace(GOOD, body=column(owner_api_token="t")),
        *(replace(MISSING, body=error(help=trace)) for trace in TRACES),
    ],
}


def rules(*exchanges: Exchange) -> set[str]:
    """The rules that the last of some answers breaks."""
    oracle = Oracle(DOCUMENT, (TOKEN,))
    *before, last = exchanges
    for exchange in before:
        oracle.examine(exchange)
    return {finding.rule for finding in oracle.examine(last)}


@pytest.mark.parametrize("exchange", [GOOD, MISSING, PAGE, UNAUTHORIZED])
def test_a_right_answer_breaks_no_rule(exchange: Exchange) -> None:
    """Neither a success nor a refusal nor a page is flagged."""
    assert rules(exchange) == set()


@pytest.mark.parametrize(
    ("rule", "exchange"), [(rule, exchange) for rule, broken in BROKEN.items() for exchange in broken]
)
def test_a_wrong_answer_breaks_its_rule(rule: str, exchange: Exchange) -> None:
    """The rule that the answer was made to break is among those that it breaks."""
    assert rule in rules(exchange)


def test_only_text_is_a_secret() -> None:
    """A flag or a number under a telling name gives nothing away."""
    assert rules(replace(GOOD, body=column(credentials_required=False, session_token=None))) == set()


def test_a_request_id_is_given_once() -> None:
    """Two answers with one id break the rule, two with an id each do not."""
    assert rules(GOOD, replace(GOOD, number=2)) == {"request-id"}
    assert rules(GOOD, replace(GOOD, number=2, headers={**HEADERS, "x-request-id": "r-2"})) == set()


def test_every_rule_has_its_wrong_answer_here() -> None:
    """A rule without one could rot unseen."""
    assert {*BROKEN, "request-id"} == set(RULES) == {clause.id.removeprefix(PREFIX) for clause in clauses()}


def test_the_pages_of_a_race_are_not_counted() -> None:
    """While others write, the numbers of a page may be torn; everything else still holds."""
    oracle = Oracle(DOCUMENT)
    assert oracle.examine(replace(PAGE, body=page(total=3)), racing=True) == []
    findings = Oracle(DOCUMENT).examine(BROKEN["schema"][0], racing=True)
    assert [finding.rule for finding in findings] == ["schema"]


def test_findings_that_say_the_same_have_one_key() -> None:
    """Positions and quoted values make no new finding."""
    wrong = (replace(GOOD, body=column(data_type=word)) for word in ("integer", "text"))
    first, second = (Oracle(DOCUMENT).examine(exchange)[0] for exchange in wrong)
    assert first.key == second.key
