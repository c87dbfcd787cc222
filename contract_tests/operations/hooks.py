"""Hooks for Schemathesis: importing them is enough, whether the suite does it or schemathesis.toml.

Under the bare `schemathesis run` command the target and the token are taken from the first request, and what
the hooks have made is deleted when the process ends; inside the suite `use` says which supply serves.
"""

from __future__ import annotations

import atexit
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import schemathesis

from contract_tests.client import Client
from contract_tests.document import Document
from contract_tests.operations import formats
from contract_tests.operations.conditioning import Supply, condition
from contract_tests.oracle import Oracle
from contract_tests.provision import Provision
from contract_tests.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_current: list[Supply] = []
_watchers: list[Callable[[Any, Any], None]] = []


@contextmanager
def use(supply: Supply, watch: Callable[[Any, Any], None]) -> Iterator[None]:
    """Let `supply` serve, and show every case with its response to `watch`."""
    _current.append(supply)
    _watchers.append(watch)
    try:
        yield
    finally:
        _current.pop()
        _watchers.pop()


def _supply(case: Any, kwargs: dict[str, Any]) -> Supply:
    if not _current:
        headers = {**(case.headers or {}), **(kwargs.get("headers") or {})}
        bearer = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        document = Document.load()
        base = kwargs.get("base_url") or case.operation.base_url
        target = Target(url=base, token=bearer.removeprefix("Bearer ") or None)
        client = Client(target, document, Oracle(document))
        provision = Provision(client, "schemathesis")
        supply = Supply(client, provision, "schemathesis")
        _current.append(supply)
        # The bare command tells no hook that it is over.
        for finish in (client.close, provision.clean, supply.clean):
            atexit.register(finish)
    return _current[-1]


def operation_id(case: Any) -> str:
    """The operationId of a case."""
    return str(case.operation.definition.raw.get("operationId", ""))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Condition the case before it is sent."""
    del context
    condition(case, operation_id(case), _supply(case, kwargs))


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Learn what the case has changed."""
    del context
    if _current and 200 <= response.status_code < 300:
        model_id = (case.path_parameters or {}).get("model_id")
        body = response.json() if response.content else {}
        _current[-1].learn(operation_id(case), model_id, body.get("data") if isinstance(body, dict) else None)
    for watch in _watchers[-1:]:
        watch(case, response)


formats.register()
