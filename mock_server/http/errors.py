"""Errors: the one table of error responses, and the only place that builds an error envelope."""

import logging
import math
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from mock_server.http.responses import API_VERSION, Answer, dump
from mock_server.stores import Unavailable
from mock_server.world.errors import BadRequest, Conflict, Forbidden, NotFound, RuleError, Violation

REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "ObjectNotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}
"""What `reason` says for each status: 400, 404 and 409 are the client's, the others decided."""

RULE_STATUSES: dict[type[RuleError], int] = {BadRequest: 400, Forbidden: 403, NotFound: 404, Conflict: 409}

MOST_ITEMS = 100
"""Items of one envelope (decided): an answer must not grow with what a caller sends."""
LONGEST_MESSAGE = 1000
"""Characters of one message (decided), for what repeats a caller's text, such as a path or a name."""

RETRY_AFTER = "1"
"""Seconds after which a client should try again when the store is not there (decided)."""

_LOG = logging.getLogger(__name__)
_NO_STORE = "The store of the mock's world is not available, try again:"
_CRASH = "The mock failed to answer this request; its log says why."


class Absence:
    """Tells the log that the store is not available, but not at each of thousands of requests a second."""

    EVERY = 10.0
    """Seconds."""

    def __init__(self) -> None:
        self._told = -math.inf

    def tell(self, error: Unavailable) -> None:
        """Say it, unless that was done a short while ago."""
        now = time.monotonic()
        if now - self._told > self.EVERY:
            self._told = now
            _LOG.warning("the store is not available: %s", error)


_ABSENCE = Absence()


class Refusal(Exception):
    """A request ends here: the status, what was wrong, and headers the status asks for."""

    def __init__(self, status: int, *violations: Violation, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, violations)
        self.status = status
        self.violations = violations
        self.headers = dict(headers or {})


def refuse(status: int, message: str, headers: Mapping[str, str] | None = None) -> Refusal:
    """Return a refusal that concerns the request as a whole."""
    return Refusal(status, Violation("", message), headers=headers)


def error_answer(error: Exception) -> Answer:
    """Return the envelope for whatever ended a request; what nobody foresaw is logged and answered 500."""
    refusal = _as_refusal(error)
    messages = [_sentence(violation) for violation in refusal.violations[:MOST_ITEMS]]
    return _envelope(refusal.status, messages, refusal.headers)


def _as_refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RuleError):
        return Refusal(RULE_STATUSES[type(error)], *error.violations)
    if isinstance(error, Unavailable):
        _ABSENCE.tell(error)
        return refuse(503, f"{_NO_STORE} {error}", {"retry-after": RETRY_AFTER})
    # Connexion's problems and Starlette's HTTP exceptions name a status each in their own way.
    code: Any = getattr(error, "status", None) or getattr(error, "status_code", None)
    if isinstance(code, int) and 400 <= code < 500:
        return refuse(code, str(getattr(error, "detail", "") or HTTPStatus(code).phrase))
    _LOG.error("the request ended in a crash", exc_info=error)
    return refuse(500, _CRASH)


def _sentence(violation: Violation) -> str:
    text = f"{violation.place}: {violation.message}" if violation.place else violation.message
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}..."


def _envelope(status: int, messages: list[str], headers: Mapping[str, str]) -> Answer:
    reason = REASONS.get(status) or HTTPStatus(status).phrase.replace(" ", "")
    items = [{"reason": reason, "message": message, "help": ""} for message in messages]
    error = {"code": status, "message": messages[0] if messages else reason, "errors": items}
    return Answer(status, dump({"api_version": API_VERSION, "kind": "ERROR", "error": error}), headers)
