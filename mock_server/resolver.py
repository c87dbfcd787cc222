"""The resolver: gives each operation of a document its function, or the fallback."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from mock_server.answers import Answer
from mock_server.builtin import BuiltIns, Function
from mock_server.call import Call, current_call
from mock_server.contract import Contract, Operation
from mock_server.fallback import fallback_answer
from mock_server.framework import Resolution, Resolver
from mock_server.validators import reject


class OperationResolver(Resolver):  # type: ignore[misc]  # Connexion has no types
    """Resolves by method and path; each operation gets a key that is unique over all documents of the app."""

    def __init__(self, contract: Contract, built_ins: BuiltIns) -> None:
        super().__init__()
        self._built_ins = built_ins
        self._contract = contract
        # Beforehand, as Connexion resolves an operation once for each of its middlewares.
        self._resolutions = {
            (operation.method.lower(), operation.path.removeprefix(contract.base_path)): Resolution(
                _endpoint(self._function(operation)), operation.key
            )
            for operation in contract.operations
        }

    def resolve(self, operation: Any) -> Resolution:
        """Return the endpoint of one of Connexion's operations."""
        return self._resolutions[operation.method, operation.path]

    def _function(self, operation: Operation) -> Function:
        built_in = self._built_ins.find(self._contract, operation)
        if built_in is not None and built_in.operation is operation:
            return built_in.function
        fallback = _fallback(self._contract, operation)
        return fallback if built_in is None else built_in.or_else(fallback)


def _fallback(contract: Contract, operation: Operation) -> Function:
    answer = fallback_answer(contract, operation)

    async def function(_call: Call) -> Answer:
        return answer

    return function


def _endpoint(function: Function) -> Callable[[], Awaitable[Response]]:
    """Return what Connexion calls: without parameters, so that it reads nothing of the request again."""

    async def endpoint() -> Response:
        call = current_call()
        reject(call)
        answer = await function(call)
        headers = dict(answer.headers)
        return Response(answer.body, answer.status, headers, media_type=answer.media_type)

    return endpoint
