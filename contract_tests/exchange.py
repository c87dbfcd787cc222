"""One request to the target and what came back: the unit that every layer records and every report shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

REDACTED = "$TOKEN"


class NotJson(ValueError):
    """The body of an answer is not JSON."""


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    Attributes:
        number: place in the run's log, from 1.
        operation: operationId addressed, or None when the request is outside the contract.
        method: upper case.
        url: base URL of the target, without a trailing slash.
        path: path as sent, percent-encoded where needed.
        query: pairs as sent, before encoding.
        request_headers: header pairs as sent; the token stands redacted.
        request_body: bytes sent, or None.
        status: HTTP status; 0 when no answer came.
        headers: answer headers, names in lower case.
        body: bytes received.
        failure: why no answer came (a timeout, a broken connection), else None.
        clause: id of the clause that sent it.
    """

    number: int
    operation: str | None
    method: str
    url: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: bytes | None = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None
    clause: str = ""

    @cached_property
    def json(self) -> Any:
        """The answer's body, parsed.

        Raises:
            NotJson: it is no JSON.
        """
        try:
            # Decoded here: given bytes, json would take UTF-16 and a byte order mark too (RFC 8259, 8.1).
            return json.loads(self.body.decode(), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise NotJson(f"{self.label} answered {self.status} with a body that is not JSON") from error

    @property
    def data(self) -> Any:
        """The `data` member of a successful envelope; None when there is none."""
        try:
            return self.json.get("data") if isinstance(self.json, dict) else None
        except NotJson:
            return None

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def target(self) -> str:
        """Path and query as one string."""
        return with_query(self.path, self.query)

    @property
    def label(self) -> str:
        """Method and path, for messages."""
        return f"{self.method} {self.path}"

    def summary(self, limit: int = 300) -> str:
        """Status, and what the error says or how the body begins, in one line of about `limit` characters."""
        if self.failure:
            return f"no answer: {self.failure}"
        text = self._said() or self.body[: limit + 1].decode("utf-8", "replace").replace("\n", " ")
        return f"{self.status} {text[:limit] + ' ...' if len(text) > limit else text}".strip()

    def _said(self) -> str:
        """What an error envelope says, item by item; empty for any other body."""
        try:
            error = self.json["error"]
            items = [f"{item['reason']}: {item['message']}" for item in error["errors"]]
            return "; ".join(items or [str(error["message"])])
        except (NotJson, KeyError, TypeError):
            return ""


def with_query(path: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """A request target: the percent-encoded path, and the pairs as its query where there are any."""
    return path + ("?" + urlencode(pairs, quote_via=quote) if pairs else "")


def _refuse(constant: str) -> None:
    """NaN and the infinities are no JSON, though Python's parser takes them."""
    raise ValueError(constant)
