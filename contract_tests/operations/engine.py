"""Runs Schemathesis's engine over one operation, or over the links between all of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import schemathesis
from requests import RequestException
from requests.exceptions import ProxyError, SSLError
from schemathesis.config import SchemathesisConfig
from schemathesis.core.errors import HookExecutionError
from schemathesis.engine import Status, from_schema
from schemathesis.engine.errors import UnhealthyAPIError, UnresponsiveOperationError
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from contract_tests.clauses import NotVerified
from contract_tests.exchange import Exchange
from contract_tests.operations import hooks
from contract_tests.operations.doubts import Doubts
from contract_tests.operations.faults import UNCHECKED, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.clauses import Profile
    from contract_tests.client import Client
    from contract_tests.operations.conditioning import Supply

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
    "ignored_auth",
)
# Left out: use_after_free takes an accepted (202) deletion for a finished one,
# ensure_resource_availability takes a model that a later request has deleted for a lost one; clauses of
# their own look at both.
LEFT_OUT = ("use_after_free", "ensure_resource_availability", "missing_required_header")
RATE_LIMIT_PAUSE = 1.0
LIMITED = "got `429 "
"""In the message of a check that sends requests of its own, of which one passed the rate limit."""
# OPTIONS, TRACE and QUERY are often answered or refused by a server in front; TRACE has its own clause.
METHODS = ["get", "put", "post", "delete", "patch"]
EXAMPLES: dict[Profile, int] = {"quick": 0, "full": 40, "soak": 1000}


class Engine:
    """Schemathesis, set up for one run of the suite."""

    def __init__(self, client: Client, supply: Supply, *, profile: Profile, seed: int) -> None:
        self._client = client
        self._supply = supply
        self._profile = profile
        self._seed = seed
        self._sent: dict[str, Exchange] = {}
        self._doubts = Doubts(client.document)
        self.accepted: dict[str, int] = {}
        self.conflicts: dict[str, int] = {}

    def operation(self, operation_id: str) -> list[Fault]:
        """Examples, coverage and, in the larger profiles, fuzzing of one operation.

        A fault of the check UNCHECKED is none of the target's: it says why something was not generated.

        Quick covers no bodies: that takes a third of its time, and of 600 mutants it finds none that the
        clauses about bodies do not find.
        """
        large = self._profile != "quick"
        coverage = large or self._client.document.operations[operation_id].request_schema is None
        phases = {
            "examples": {"enabled": True},
            "coverage": {"enabled": coverage, "unexpected-methods": METHODS},
            "fuzzing": {"enabled": large},
            "stateful": {"enabled": False},
        }
        return list(self._faults(phases, operation_id))

    def links(self) -> list[Fault]:
        """Sequences of operations that follow the contract's links."""
        off = {"enabled": False}
        phases = {"examples": off, "coverage": off, "fuzzing": off, "stateful": {"enabled": True}}
        return list(self._faults(phases, None))

    def _faults(self, phases: dict[str, Any], operation_id: str | None) -> Iterator[Fault]:
        document = self._client.document.raw
        schema: Any = schemathesis.openapi.from_dict(document, config=self._config(phases))
        if operation_id is not None:
            schema = schema.include(operation_id=operation_id)
        with hooks.use(self._supply, self._watch):
            for event in from_schema(schema).execute():
                if isinstance(event, ScenarioFinished) and event.status is Status.FAILURE:
                    yield from self._failed(event.recorder)
                elif isinstance(event, FatalError):
                    raise event.exception
                elif isinstance(event, NonFatalError):
                    yield _interrupted(event.value, operation_id or "*")

    def _config(self, phases: dict[str, Any]) -> SchemathesisConfig:
        target = self._client.target
        checks = {name: {"enabled": True} for name in CHECKS} | {
            name: {"enabled": False} for name in LEFT_OUT
        }
        config: dict[str, Any] = {
            "seed": self._seed,
            "base-url": target.url,
            "request-timeout": target.timeout,
            "workers": 1,
            "phases": phases,
            "checks": checks,
            "generation": {
                "database": "none",
                "allow-x00": False,
                "max-examples": max(1, EXAMPLES[self._profile]),
            },
        }
        if target.token:
            config["auth"] = {"openapi": {"bearer": {"bearer": target.token}}}
        return SchemathesisConfig.from_dict(config)

    def _watch(self, case: Any, response: Any) -> None:
        exchange = self._exchange(case, response)
        self._sent[case.id] = exchange
        self._client.record(exchange)
        if exchange.status == 429:
            time.sleep(RATE_LIMIT_PAUSE)
        name = exchange.operation or ""
        self.accepted[name] = self.accepted.get(name, 0) + exchange.ok
        self.conflicts[name] = self.conflicts.get(name, 0) + (exchange.status == 409)

    def _exchange(self, case: Any, response: Any) -> Exchange:
        request = response.request
        parts = urlsplit(request.url)
        pairs = [pair.partition("=")[::2] for pair in parts.query.split("&") if pair]
        body = request.body.encode() if isinstance(request.body, str) else request.body
        # A case may go out under a method that the path does not have: then no operation is meant.
        meant = request.method == case.operation.method.upper()
        return Exchange(
            number=self._client.number(),
            operation=hooks.operation_id(case) if meant else None,
            method=request.method,
            url=self._client.target.url,
            path=parts.path.removeprefix(urlsplit(self._client.target.url).path),
            query=tuple((_plain(name), _plain(value)) for name, value in pairs),
            request_headers=tuple(
                (name, self._client.redact(_text(value))) for name, value in request.headers.items()
            ),
            request_body=body,
            status=response.status_code,
            headers={name.lower(): ", ".join(values) for name, values in response.headers.items()},
            body=response.content or b"",
            clause=self._client.clause,
        )

    def _proves_nothing(self, check: str, sent: Exchange) -> bool:
        # While a deletion runs the model is readable, and nobody says what may still be done with it.
        dying = check == "positive_data_acceptance" and self._supply.deleted(_addressed(sent))
        return dying or self._doubts.about(check, sent)

    def _failed(self, recorder: Any) -> Iterator[Fault]:
        for case_id, nodes in recorder.checks.items():
            for node in nodes:
                if node.status is Status.FAILURE and node.failure_info is not None:
                    case = recorder.cases[case_id].value
                    failure = node.failure_info.failure
                    text = f"{failure.title}: {failure.message}".strip()
                    sent = self._sent.get(case_id)
                    if LIMITED in text:
                        continue
                    if sent is None or not self._proves_nothing(node.name, sent):
                        yield Fault(node.name, hooks.operation_id(case), text, sent)


def _addressed(exchange: Exchange) -> str:
    """The model's id in a path, if any."""
    return (exchange.path.split("/") + [""] * 4)[3]


def _interrupted(error: Exception, operation_id: str) -> Fault:
    """What ended a scenario before its checks: a target that broke off, or something else."""
    broken = isinstance(error, RequestException | UnhealthyAPIError | UnresponsiveOperationError)
    # Requests trusts other authorities and other proxies than the suite's own transport does.
    broken = broken and not isinstance(error, SSLError | ProxyError)
    cause = error.__cause__ if isinstance(error, HookExecutionError) else None
    message = str(cause) if isinstance(cause, NotVerified) else f"{type(error).__name__}: {error}"
    return Fault("not_a_server_error" if broken else UNCHECKED, operation_id, message, None)


def _plain(text: str) -> str:
    return unquote(text.replace("+", " "))


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
