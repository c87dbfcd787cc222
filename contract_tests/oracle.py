"""The universal oracle: what must hold of every answer, whichever layer asked and whatever it asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_tests.clauses import Clause, Evidence
from contract_tests.exchange import Exchange, NotJson
from contract_tests.page import page_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.document import Document, Operation

PREFIX = "oracle."
"""How the ids of the oracle's clauses begin."""

REASONS = {400: "BadRequest", 404: "ObjectNotFound", 409: "Conflict"}
"""The reasons that the client has been seen to meet; those of other statuses are only decided."""

ERROR_SCHEMA = {"$ref": "#/components/schemas/ErrorEnvelope"}
_TRACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("Traceback", r"Traceback \(most recent call last\)"),
        (", line ", r"\bFile \\?\"[^\"\\]+\\?\", line \d+"),
        ("site-packages/", r"site-packages/"),
        (".java:", r"\bat [\w.$]+\(\w+\.java:\d+\)"),
        (".kt:", r"\bat [\w.$]+\(\w+\.kt:\d+\)"),
        ("js:", r"\bat [^\n]{1,200}\.[cm]?js:\d+:\d+"),
        ("ts:", r"\bat [^\n]{1,200}\.[cm]?ts:\d+:\d+"),
        ("node_modules/", r"node_modules/"),
        ("goroutine ", r"goroutine \d+ \["),
        (".go:", r"\.go:\d+ \+0x"),
        ("panicked at ", r"panicked at "),
        ("Exception:", r"System\.\w+Exception:"),
        (".cs:line", r"\.cs:line \d+"),
        (".rb:", r"\.rb:\d+:in "),
        ("psycopg", r"psycopg2?\."),
        ("sqlalchemy.", r"sqlalchemy\."),
        ("SQLSTATE[", r"SQLSTATE\["),
    )
)
"""Signs of a server's inside: a word that is quickly looked for, and what must stand around it."""
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|secret|api_?key|private_key|credentials?|token_hash"
    r"|(?:api|access|auth|refresh|bearer|session)_?token)(?:$|_)|^token$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one answer.

    Attributes:
        rule: the rule's name, such as `schema`; the clause is `oracle.<rule>`.
        operation: operationId, or `*` outside the contract.
        expected: what the rule demands.
        actual: what came.
        exchange: where it came.
    """

    rule: str
    operation: str
    expected: str
    actual: str
    exchange: Exchange

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for findings that say the same: array positions and quoted values do not count."""
        return self.rule, self.operation, re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "#", self.actual)[:160]


class Oracle:
    """Checks answers against the document and the rules of the envelope.

    Attributes:
        checked: how many answers each pair of rule and operationId was applied to.
    """

    def __init__(self, document: Document, secrets: tuple[str, ...] = ()) -> None:
        self._document = document
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 6)
        self._request_ids: dict[str, int] = {}
        self.checked: dict[tuple[str, str], int] = {}

    def examine(self, exchange: Exchange, *, racing: bool = False) -> list[Finding]:
        """Everything that is wrong with one answer.

        Args:
            exchange: the request and its answer.
            racing: whether other requests changed data meanwhile, so that counts may be torn.
        """
        operation = self._document.operations.get(exchange.operation or "")
        findings: list[Finding] = []
        for rule, check in RULES.items():
            if racing and rule == "page":
                continue
            name = operation.id if operation else "*"
            for expected, actual in check(self, exchange, operation):
                findings.append(Finding(rule, name, expected, actual, exchange))
            self.checked[rule, name] = self.checked.get((rule, name), 0) + 1
            if rule == "answered" and findings:
                return findings
        return findings

    def _answered(self, exchange: Exchange, _: Operation | None) -> Iterator[tuple[str, str]]:
        if exchange.failure:
            yield "an answer", exchange.failure

    def _server_error(self, exchange: Exchange, _: Operation | None) -> Iterator[tuple[str, str]]:
        if exchange.status >= 500:
            yield "no server error", exchange.summary()

    def _status(self, exchange: Exchange, operation: Operation | None) -> Iterator[tuple[str, str]]:
        if operation and exchange.status < 500 and exchange.status not in operation.statuses:
            known = ", ".join(str(status) for status in sorted(operation.statuses))
            yield f"a documented status ({known})", exchange.summary()

    def _media_type(self, exchange: Exchange, _: Operation | None) -> Iterator[tuple[str, str]]:
        if not exchange.body:
            return
        sent = exchange.headers.get("content-type", "")
        if sent.split(";")[0].strip().lower() != "application/json":
            yield "Content-Type: application/json", f"Content-Type: {sent or '(none)'}"

    def _schema(self, exchange: Exchange, operation: Operation | None) -> Iterator[tuple[str, str]]:
        schema = self._schema_of(exchange, operation)
        if schema is None or exchange.method == "HEAD":
            return
        try:
            value = exchange.json
        except NotJson:
            yield "a JSON body", exchange.summary()
            return
        for problem in self._document.problems(schema, value)[:5]:
            yield f"a body that conforms to {_name(schema)}", str(problem)

    def _schema_of(self, exchange: Exchange, operation: Operation | None) -> dict[str, Any] | None:
        if not exchange.ok:
            return ERROR_SCHEMA if exchange.status >= 400 else None
        if operation is None:
            return None
        answer = operation.raw["responses"].get(str(exchange.status), {})
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        return schema if isinstance(schema, dict) else None

    def _headers(self, exchange: Exchange, operation: Operation | None) -> Iterator[tuple[str, str]]:
        declared = (
            operation.raw["responses"].get(str(exchange.status), {}).get("headers", {}) if operation else {}
        )
        for name, header in declared.items():
            value = exchange.headers.get(name.lower())
            if value is None:
                if header.get("required"):
                    yield f"the header {name}", "no such header"
                continue
            problems = self._document.problems(header["schema"], _header_value(value, header["schema"]))
            if problems:
                yield (
                    f"a header {name} that conforms to its schema",
                    f"{name}: {value}: {problems[0].message}",
                )

    def _request_id(self, exchange: Exchange, _: Operation | None) -> Iterator[tuple[str, str]]:
        value = exchange.headers.get("x-request-id")
        if value is None:
            return
        first = self._request_ids.setdefault(value, exchange.number)
        if first != exchange.number:
            yield "an X-Request-Id that no other answer carries", f"the one of request {first} again: {value}"

    def _error(self, exchange: Exchange, _: Operation | None) -> Iterator[tuple[str, str]]:
        if exchange.status < 400 or exchange.method == "HEAD":
            return
        try:
            error = exchange.json.get("error") if isinstance(exchange.json, dict) else None
        except NotJson:
            return
        if not isinstance(error, dict):
            return
        if error.get("code") != exchange.status:
            yield f"error.code {exchange.status}, the HTTP status", f"error.code {error.get('code')!r}"
        errors = error.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        if isinstance(first, dict) and first.get("message") != error.get("message"):
            yield (
                "error.message that repeats the first item's",
                f"{error.get('message')!r} and {first.get('message')!r}",
            )

    def _reason(self, exchange: Exchange, operation: Operation | None) -> Iterator[tuple[str, str]]:
        wanted = REASONS.get(exchange.status)
        if wanted is None or operation is None or exchange.method == "HEAD":
            return
        try:
            items = exchange.json["error"]["errors"]
            reasons = [item["reason"] for item in items]
        except (NotJson, KeyError, TypeError):
            return  # the schema rule says so
        if reasons and wanted not in reasons:
            yield f"the reason {wanted} with status {exchange.status}", f"{', '.join(map(repr, reasons))}"

    def _page(self, exchange: Exchange, operation: Operation | None) -> Iterator[tuple[str, str]]:
        if operation and exchange.ok:
            yield from page_problems(exchange.data, exchange.query, operation)

    def _leak(self, exchange: Exchange, _: Operation | None) -> Iterator[tuple[str, str]]:
        text = exchange.body.decode("utf-8", "replace")
        for word, pattern in _TRACES:
            if word in text and (trace := pattern.search(text)):
                yield "no trace of the server's inside", f"{trace.group(0)!r} in the body"
        for secret in self._secrets:
            if secret in text or any(secret in value for value in exchange.headers.values()):
                yield "an answer without the caller's token", "the token is in it"
        if (
            b"oken" in exchange.body
            or b"assw" in exchange.body
            or b"ecret" in exchange.body
            or b"rivate" in exchange.body
        ):
            try:
                names = sorted({name for name in _names(exchange.json) if _SECRET_NAME.search(name)})
            except NotJson:
                return
            if names:
                yield "no property that looks like a secret", f"the property {', '.join(names)}"


RULES: dict[str, Callable[[Oracle, Exchange, Operation | None], Iterator[tuple[str, str]]]] = {
    "answered": Oracle._answered,  # noqa: SLF001 - the table of the class's own rules
    "server-error": Oracle._server_error,  # noqa: SLF001
    "status": Oracle._status,  # noqa: SLF001
    "media-type": Oracle._media_type,  # noqa: SLF001
    "schema": Oracle._schema,  # noqa: SLF001
    "headers": Oracle._headers,  # noqa: SLF001
    "request-id": Oracle._request_id,  # noqa: SLF001
    "error": Oracle._error,  # noqa: SLF001
    "reason": Oracle._reason,  # noqa: SLF001
    "page": Oracle._page,  # noqa: SLF001
    "leak": Oracle._leak,  # noqa: SLF001
}
SENTENCES = {
    "answered": "Every request is answered.",
    "server-error": "No request, however odd, makes the server fail.",
    "status": "Every status is one that the contract documents for the operation.",
    "media-type": "Every body is application/json.",
    "schema": "Every body conforms to the schema of its status, formats included.",
    "headers": "Every declared header conforms to its schema and is there when required.",
    "request-id": "No two answers carry the same X-Request-Id.",
    "error": "An error's code is the HTTP status and its message the first item's.",
    "reason": "The reason of a 400, 404 or 409 is the word by which the client knows it.",
    "page": "The numbers of a page agree with each other, with its items and with what was asked.",
    "leak": "No answer carries a stack trace, the caller's token or a secret.",
}

EVIDENCE_OF: dict[str, Evidence] = {
    "answered": "guide",
    "server-error": "vendor",
    "status": "vendor",
    "media-type": "guide",
    "schema": "guide",
    "headers": "vendor",
    "request-id": "decided",
    "error": "client",
    "reason": "client",
    "page": "client",
    "leak": "decided",
}
_RESTS_ON = {
    "server-error": "/components/responses/InternalServerError",
    "headers": "/components/headers",
    "request-id": "/components/headers/RequestId",
    "error": "/components/schemas/Error",
    "reason": "/components/schemas/ErrorItem",
    "page": "/components/schemas/PageInfo",
    "leak": "/components/responses/InternalServerError",
}


def clauses() -> list[Clause]:
    """The oracle's rules as clauses; they are judged with every answer, so their own check does nothing."""
    return [
        Clause(
            f"{PREFIX}{rule}", sentence, "*", EVIDENCE_OF[rule], _RESTS_ON.get(rule, "/paths"), lambda _: None
        )
        for rule, sentence in SENTENCES.items()
    ]


def _header_value(value: str, schema: dict[str, Any]) -> Any:
    return int(value) if schema.get("type") == "integer" and value.isdigit() else value


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "its schema")).rpartition("/")[2]


def _names(value: Any) -> Iterator[str]:
    """The names of all members that hold text: only text can be a secret."""
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and member:
                yield name
            yield from _names(member)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)
