"""Sends requests to the target: records every exchange and shows every answer to the oracle."""

from __future__ import annotations

import itertools
import json as jsonlib
import re
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from contract_tests.clauses import NotVerified
from contract_tests.exchange import REDACTED, Exchange, with_query
from contract_tests.target import Unreachable
from contract_tests.transport import NoAnswer, Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contract_tests.document import Document
    from contract_tests.oracle import Finding, Oracle
    from contract_tests.target import Target
    from contract_tests.transport import Answer

ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT", "__bool__": lambda _: False})()
OWN: Any = type("Own", (), {"__repr__": lambda _: "OWN"})()
RATE_LIMIT_TRIES = 8
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


class Client:
    """Speaks HTTP to the target.

    Attributes:
        log: every exchange of the run, in the order of completion.
        on_finding: called with each new finding of the oracle.
    """

    def __init__(self, target: Target, document: Document, oracle: Oracle) -> None:
        self.target = target
        self.document = document
        self.log: list[Exchange] = []
        self.on_finding: Callable[[Finding], None] = lambda _: None
        self.clause = ""
        self._oracle = oracle
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._transport = Transport(target.url, target.timeout)
        self._tokens = [
            # In any case: the authorisation clauses send the token in the other one.
            (re.compile(re.escape(token), re.IGNORECASE), name)
            for token, name in ((target.token, REDACTED), (target.second_token, "$SECOND_TOKEN"))
            if token
        ]

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def call(
        self,
        operation_id: str,
        *,
        model_id: str | None = None,
        column_id: str | None = None,
        **how: Any,
    ) -> Exchange:
        """Send a request to an operation of the contract; `how` as for `send`.

        Raises:
            NotVerified: the contract in use has no such operation.
        """
        operation = self.document.operations.get(operation_id)
        if operation is None:
            raise NotVerified(f"{self.document.path} has no operation {operation_id}")
        path = operation.path
        for name, value in (("model_id", model_id), ("column_id", column_id)):
            if value is not None:
                path = path.replace("{" + name + "}", quote(value, safe=""))
        return self.send(operation.method, path, operation=operation_id, **how)

    def send(
        self,
        method: str,
        path: str,
        *,
        operation: str | None = None,
        query: Mapping[str, Any] | Iterable[tuple[str, str]] = (),
        json: Any = ABSENT,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = OWN,
        racing: bool = False,
        judged: bool = True,
    ) -> Exchange:
        """Send one request and return its exchange; a broken connection is an exchange too, with status 0.

        Args:
            method: HTTP method.
            path: percent-encoded path.
            operation: operationId that it addresses, if any.
            query: mapping or pairs; None leaves a pair out, True and False become true and false.
            json: value to send as an application/json body.
            content: body bytes, sent as application/json unless `headers` say otherwise.
            headers: further headers.
            token: bearer token; OWN is the target's, None sends none.
            racing: whether other requests change data meanwhile.
            judged: whether the oracle looks at the answer.
        """
        pairs = _pairs(query)
        sent = self._headers(headers, token, has_body=json is not ABSENT or content is not None)
        if json is not ABSENT:
            content = jsonlib.dumps(json, ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", "surrogatepass"
            )
        exchange = self._exchange(method, path, operation, pairs, sent, content)
        self.record(exchange, judged=judged, racing=racing)
        return exchange

    def record(self, exchange: Exchange, *, judged: bool = True, racing: bool = False) -> None:
        """Keep an exchange in the log and, where it is to be judged, show it to the oracle; see `send`."""
        with self._lock:
            self.log.append(exchange)
        if judged:
            self.judge(exchange, racing=racing)

    def judge(self, exchange: Exchange, *, racing: bool = False) -> None:
        """Show an exchange to the oracle."""
        with self._lock:
            findings = self._oracle.examine(exchange, racing=racing)
        torn = self.target.project_id and any(finding.rule == "page" for finding in findings)
        # Others may write to a given project between the counting and the reading of one page.
        if torn and not self._page_is_wrong_again(exchange):
            findings = [finding for finding in findings if finding.rule != "page"]
        with self._lock:
            for finding in findings:
                self.on_finding(finding)

    def _page_is_wrong_again(self, exchange: Exchange) -> bool:
        again = self.send(
            exchange.method, exchange.path, operation=exchange.operation, query=exchange.query, judged=False
        )
        with self._lock:
            return any(finding.rule == "page" for finding in self._oracle.examine(again))

    def number(self) -> int:
        """The next number of the log."""
        return next(self._numbers)

    def redact(self, text: str) -> str:
        """The text without the tokens."""
        for pattern, name in self._tokens:
            text = pattern.sub(lambda _, name=name: name, text)  # type: ignore[misc]
        return text

    def redacted(self, exchange: Exchange) -> Exchange:
        """The exchange as reports may show it: without the tokens, wherever they were sent or echoed."""
        sent = exchange.request_body
        return replace(
            exchange,
            path=self.redact(exchange.path),
            request_body=None if sent is None else self._redacted_bytes(sent),
            headers={name: self.redact(value) for name, value in exchange.headers.items()},
            body=self._redacted_bytes(exchange.body),
        )

    def _redacted_bytes(self, content: bytes) -> bytes:
        # Latin-1 keeps every byte, and a token is ASCII.
        return self.redact(content.decode("latin-1")).encode("latin-1")

    def await_ready(self, seconds: float) -> None:
        """Wait until the target answers anything at all.

        Raises:
            Unreachable: it did not within `seconds`.
        """
        deadline = time.monotonic() + seconds
        while True:
            exchange = self.call("list_models", query={"limit": 1}, judged=False)
            self.log.clear()
            self._numbers = itertools.count(1)
            if exchange.status and exchange.status not in {502, 503, 504}:
                return
            if time.monotonic() >= deadline:
                reason = exchange.failure or f"status {exchange.status}"
                raise Unreachable(f"{self.target.url} does not answer: {reason}")
            time.sleep(0.1)

    def _headers(
        self, extra: Mapping[str, str] | None, token: str | None, *, has_body: bool
    ) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if has_body:
            headers["Content-Type"] = "application/json"
        bearer = self.target.token if token is OWN else token
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer}"
        for name, value in (extra or {}).items():
            headers = {known: old for known, old in headers.items() if known.lower() != name.lower()}
            headers[name] = value
        return {name: value for name, value in headers.items() if value is not ABSENT}

    def _exchange(
        self,
        method: str,
        path: str,
        operation: str | None,
        pairs: tuple[tuple[str, str], ...],
        headers: dict[str, str],
        content: bytes | None,
    ) -> Exchange:
        target = with_query(path, pairs)
        answer: Answer | None = None
        failure = None
        try:
            answer = self._patiently(method, target, headers, content)
        except NoAnswer as error:
            failure = str(error)
        return Exchange(
            number=self.number(),
            operation=operation,
            method=method,
            url=self.target.url,
            path=path,
            query=tuple((name, self.redact(value)) for name, value in pairs),
            request_headers=tuple((name, self.redact(value)) for name, value in headers.items()),
            request_body=content,
            status=answer.status if answer else 0,
            headers=answer.headers if answer else {},
            body=answer.body if answer else b"",
            failure=failure,
            clause=self.clause,
        )

    def _patiently(self, method: str, target: str, headers: dict[str, str], content: bytes | None) -> Answer:
        """Send; where the target's rate limit is passed, wait and send again."""
        pause = 0.05
        for attempt in range(RATE_LIMIT_TRIES):
            answer = self._transport.send(method, _visible(target), headers, content)
            if answer.status != 429 or attempt == RATE_LIMIT_TRIES - 1:
                break
            after = answer.headers.get("retry-after", "")
            # At least the pause: a server that rounds down says 0, and 8 tries would be over at once.
            time.sleep(min(max(float(after) if after.isdigit() else 0.0, pause), 30.0))
            pause *= 2
        return answer


def _pairs(query: Mapping[str, Any] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    items = query.items() if hasattr(query, "items") else query
    return tuple((name, _text(value)) for name, value in items if value is not None)


def _visible(target: str) -> bytes:
    """The target with whatever HTTP cannot carry percent-encoded."""
    return quote(target, safe=_VISIBLE).encode()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return jsonlib.dumps(value, separators=(",", ":"))
    return str(value)
