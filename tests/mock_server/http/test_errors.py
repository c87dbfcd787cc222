"""Errors: one table, one builder."""

import logging

import orjson
import pytest

from mock_server.http import errors
from mock_server.http.errors import REASONS, Refusal, error_answer, refuse
from mock_server.stores import Unavailable
from mock_server.world.errors import BadRequest, Conflict, Forbidden, NotFound, RuleError, Violation


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (BadRequest, 400, "BadRequest"),
        (Forbidden, 403, "Forbidden"),
        (NotFound, 404, "ObjectNotFound"),
        (Conflict, 409, "Conflict"),
    ],
)
def test_rule_errors(error: type[RuleError], status: int, reason: str) -> None:
    """Each broken rule has its status and reason."""
    answer = error_answer(error(Violation("/name", "is taken")))
    body = orjson.loads(answer.body)
    assert answer.status == body["error"]["code"] == status
    assert body["error"]["errors"] == [{"reason": reason, "message": "/name: is taken", "help": ""}]


def test_every_violation_is_an_item() -> None:
    """All violations are listed, and the first one is the message."""
    body = orjson.loads(error_answer(Refusal(400, Violation("a", "x"), Violation("", "y"))).body)
    assert [item["message"] for item in body["error"]["errors"]] == ["a: x", "y"]
    assert body["error"]["message"] == "a: x"
    assert (body["api_version"], body["kind"]) == ("3.0", "ERROR")


@pytest.mark.parametrize("status", sorted(REASONS))
def test_every_reason(status: int) -> None:
    """Each status of the table gives its reason."""
    body = orjson.loads(error_answer(refuse(status, "m")).body)
    assert body["error"]["errors"][0]["reason"] == REASONS[status]


def test_a_crash_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    """What nobody foresaw becomes a 500 that tells nothing of the inside."""
    with caplog.at_level(logging.ERROR):
        answer = error_answer(ZeroDivisionError("secret"))
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert b"ZeroDivision" not in answer.body
    assert "secret" in caplog.text


class _FrameworkError(Exception):
    status_code = 418
    detail = "teapot"


def test_framework_errors_keep_their_status() -> None:
    """An HTTP exception of a framework is answered in the envelope too."""
    answer = error_answer(_FrameworkError())
    assert (answer.status, orjson.loads(answer.body)["error"]["message"]) == (418, "teapot")


def test_a_store_that_is_away_is_told_once_in_a_while(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of refusals a second would fill the log, and block a mock whose output nobody reads."""
    absence = errors.Absence()
    for _ in range(3):
        absence.tell(Unavailable("it is away."))
    assert [record.message for record in caplog.records] == ["the store is not available: it is away."]
    monkeypatch.setattr(absence, "EVERY", -1.0)
    absence.tell(Unavailable("it is away."))
    assert len(caplog.records) == 2
