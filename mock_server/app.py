"""The app: a contract and a world wired into Connexion's AsyncApp; nothing else knows Connexion's set-up."""

from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.auth import Authenticator, authenticator
from mock_server.builtin import BuiltIns
from mock_server.contract import Contract
from mock_server.documents import Document, bundled, read_document
from mock_server.framework import AsyncApp, RequestValidationMiddleware
from mock_server.gate import Gate
from mock_server.journal import Journal, RecordedRequest, new_requests
from mock_server.layers import CheckLayer, ErrorLayer, HeaderLayer, HeadLayer
from mock_server.mutation import Mutation
from mock_server.operations import FUNCTIONS
from mock_server.pages import build_pages
from mock_server.resolver import OperationResolver
from mock_server.routes import RouteTable
from mock_server.settings import ConfigurationError, Settings
from mock_server.skeleton import skeleton
from mock_server.specification import check_document, specification_error
from mock_server.state import State
from mock_server.validators import validator_map
from mock_server.worlds import starting_rows

_SUPPORT = Path(__file__).with_name("support.yaml")


@dataclass(frozen=True)
class MockApp:
    """An ASGI application and the handles on what it serves."""

    asgi: ASGIApp
    state: State
    authenticator: Authenticator
    requests: deque[RecordedRequest]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; only HTTP is spoken."""
        if scope["type"] == "http":
            await self.asgi(scope, receive, send)

    def reset(self) -> None:
        """Bring the world back to its start and forget the recorded requests."""
        self.state.reset()
        self.requests.clear()


def build_app(settings: Settings, mutation: Mutation | None = None) -> MockApp:
    """Build the mock that the settings describe; ConfigurationError for what cannot be used."""
    document = read_document(settings.spec or bundled("openapi.yaml"))
    check_document(document)
    contracts = _contracts(settings, document, mutation)
    state = State(settings, starting_rows(settings.world))
    known = authenticator(settings.auth)
    requests = new_requests()
    routes = RouteTable(contracts)
    gate = Gate(
        app=_connexion(settings, contracts, BuiltIns(_homes(document, contracts), FUNCTIONS)),
        routes=routes,
        base_paths={contract.name: contract.base_path for contract in contracts},
        pages=build_pages(document).without(operation.path for operation in routes.operations),
        authenticator=known,
        state=state,
        max_body=settings.max_body,
    )
    asgi = _layered(gate, settings, state, requests)
    return MockApp(mutation.wrap(asgi) if mutation else asgi, state, known, requests)


def _contracts(settings: Settings, document: Document, mutation: Mutation | None) -> list[Contract]:
    """Return the document under test and the operations that clients need besides."""
    if mutation is not None:
        document = replace(document, data=mutation.edit_document(document.data))
    try:
        own = Contract(document, "contract", strict=settings.strict)
    except ConfigurationError:
        raise
    except Exception as error:
        raise specification_error(document, error) from error
    return [own, Contract(read_document(_SUPPORT), "support", strict=settings.strict)]


def _homes(document: Document, contracts: list[Contract]) -> list[Contract]:
    """Return the documents that the functions were written for: our own, which may be what is served."""
    own = bundled("openapi.yaml")
    if document.text == own.read_bytes():
        return contracts
    return [Contract(read_document(own), "own"), *contracts[1:]]


def _connexion(settings: Settings, contracts: list[Contract], built_ins: BuiltIns) -> ASGIApp:
    app = AsyncApp(
        "mock_server",
        middlewares=[RequestValidationMiddleware],
        strict_validation=settings.strict,
        validator_map=validator_map(),
    )
    for contract in contracts:
        app.add_api(
            skeleton(contract.operations, contract.base_path),
            base_path=contract.base_path,
            name=contract.name,
            resolver=OperationResolver(contract, built_ins),
        )
    built: ASGIApp = app
    return built


def _layered(app: ASGIApp, settings: Settings, state: State, requests: deque[RecordedRequest]) -> ASGIApp:
    app = HeaderLayer(ErrorLayer(app), state)
    if settings.check_responses:
        app = CheckLayer(app)
    return Journal(HeadLayer(app), requests)
