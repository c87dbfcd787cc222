"""The app: documents, a world and the rules, wired into Connexion's AsyncApp."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.examples.fallback import fallback
from mock_server.http.auth import Authenticator, authenticator
from mock_server.http.builtin import BuiltIns, either, place_of
from mock_server.http.dispatch import Desk, Dispatcher
from mock_server.http.framework import OPENAPI_SCHEMA, hosted
from mock_server.http.hosts import Hosts
from mock_server.http.journal import Journal
from mock_server.http.pages import build_pages
from mock_server.http.plan import Plan
from mock_server.http.routing import RouteTable
from mock_server.http.skeleton import can_be_given, skeleton
from mock_server.http.state import State
from mock_server.mutation import Parts
from mock_server.openapi.contract import Contract, base_path_of
from mock_server.openapi.document import bundled, read_document
from mock_server.openapi.validity import check_document, specification_error
from mock_server.operations import FUNCTIONS
from mock_server.settings import ConfigurationError
from mock_server.stores import Unavailable
from mock_server.world.rules import Rules
from mock_server.worlds import starting_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.http.builtin import Place
    from mock_server.http.call import Function
    from mock_server.http.framework import Find
    from mock_server.http.journal import RecordedRequest
    from mock_server.mutation import Mutation
    from mock_server.openapi.contract import Operation
    from mock_server.openapi.document import Document, Json
    from mock_server.settings import Settings

_SUPPORT = Path(__file__).parent.with_name("openapi") / "support.yaml"


@dataclass(frozen=True)
class MockApp:
    """An ASGI application and the handles on what it serves."""

    asgi: ASGIApp
    state: State
    authenticator: Authenticator
    journal: Journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or be told that serving begins and ends (ASGI's lifespan)."""
        if scope["type"] == "http":
            await self.asgi(scope, receive, send)
        elif scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self.close()
            await send({"type": "lifespan.shutdown.complete"})

    @property
    def requests(self) -> list[RecordedRequest]:
        """Return the last requests, oldest first."""
        return self.journal.requests()

    def reset(self) -> None:
        """Bring the world back to its start and forget the recorded requests."""
        self.journal.clear()
        self.state.reset()

    def close(self) -> None:
        """Let go of what is served, when nobody is served any more."""
        with suppress(Unavailable):
            self.journal.flush()
        self.state.close()


class Documents:
    """The documents of an app, and the plans of their operations.

    The document under test comes first; beside it stands what clients need besides. `strict` refuses what
    they do not name. ConfigurationError, here or in `app`, for a document that cannot be served.
    """

    def __init__(self, served: Document, *, strict: bool, functions: Mapping[str, Function]) -> None:
        self._by_name = {"contract": served, "support": read_document(_SUPPORT)}
        self._strict = strict
        self._own = read_document(bundled("openapi.yaml")) if _is_foreign(served) else served
        self._functions = functions
        self.routes = RouteTable()

    def app(self, dispatcher: Dispatcher) -> ASGIApp:
        """Return the app in which Connexion has loaded the documents."""
        served = self._by_name["contract"]
        with _refusing(served):
            built_ins = BuiltIns((self._own.data, self._by_name["support"].data), self._functions)
            server = _Server(dispatcher)
            asgi = self._hosted(server, built_ins)
        for name, document in self._by_name.items():
            loaded = server.loaded.get(name)
            contract = self._contract(document if loaded is None else replace(document, data=loaded), name)
            self.routes.add(self._plan(contract, operation, built_ins) for operation in contract.operations)
        return asgi

    def _hosted(self, server: _Server, built_ins: BuiltIns) -> ASGIApp:
        bases = {name: base_path_of(document.data) for name, document in self._by_name.items()}
        if can_be_given(self._by_name["contract"]):
            # Whatever keeps Connexion from loading a document: what it raises is not told anywhere.
            with suppress(Exception):
                whole = {name: (document.data, bases[name]) for name, document in self._by_name.items()}
                return hosted(server, whole, built_ins.find)
            server.loaded.clear()
        reduced = {name: (skeleton(document.data), bases[name]) for name, document in self._by_name.items()}
        asgi = hosted(server, reduced, built_ins.find)
        server.loaded.clear()
        return asgi

    def _contract(self, document: Document, name: str) -> Contract:
        with _refusing(document):
            return Contract(document, name, strict=self._strict)

    @cached_property
    def _own_operations(self) -> Mapping[Place, Operation]:
        """The operations that the functions were written for; only a foreign document needs them."""
        contracts = [self._contract(self._own, "own"), self._contract(self._by_name["support"], "support")]
        return {
            place_of(contract, operation): operation
            for contract in contracts
            for operation in contract.operations
        }

    def _plan(self, contract: Contract, operation: Operation, built_ins: BuiltIns) -> Plan:
        place = place_of(contract, operation)
        function = built_ins.find(*place)
        if function is None:
            function = _fallback(contract, operation)
        elif contract.name == "contract" and self._own is not self._by_name["contract"]:
            function = either(function, self._own_operations[place], _fallback(contract, operation))
        return Plan(operation, function, strict=self._strict)


class _Server:
    """The dispatcher, and the documents as Connexion has loaded them."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.loaded: dict[str, Json] = {}
        self.serve = dispatcher.serve

    def add_document(self, name: str, data: Json, _find: Find) -> None:
        self.loaded[name] = data


@contextmanager
def _refusing(document: Document) -> Iterator[None]:
    """Turn whatever goes wrong with a document into a ConfigurationError."""
    try:
        yield
    except ConfigurationError:
        raise
    except Exception as error:
        raise specification_error(document, error) from error


def _is_foreign(served: Document) -> bool:
    return served.text != bundled("openapi.yaml").read_bytes()


def build_app(settings: Settings, mutation: Mutation | None = None, address: str = "127.0.0.1") -> MockApp:
    """Build the mock that the settings describe; ConfigurationError for what cannot be used.

    `address` is what it will listen on.
    """
    document = read_document(settings.spec or bundled("openapi.yaml"))
    check_document(document, OPENAPI_SCHEMA)
    parts = Parts(Rules(), FUNCTIONS, Authenticator)
    served = document
    if mutation is not None:
        parts = mutation.change(parts)
        served = replace(document, data=mutation.edit_document(document.data))
    state = State(settings, lambda: starting_rows(settings.world), parts.rules)
    known = authenticator(settings.auth, parts.authenticator)
    documents = Documents(served, strict=settings.strict, functions=parts.functions)
    journal = Journal(state.world.store.log)
    hosts = Hosts(address, settings.allow_host)
    desk = Desk(documents.routes, known, state, journal, hosts, settings.max_body, settings.check_responses)
    asgi = documents.app(Dispatcher(desk))
    desk.pages = build_pages(document).without(plan.operation.path for plan in documents.routes.plans)
    return MockApp(mutation.wrap(asgi) if mutation else asgi, state, known, journal)


def _fallback(contract: Contract, operation: Operation) -> Function:
    answer = fallback(contract, operation)

    async def function(_call: Any) -> Any:
        return answer()

    return function
