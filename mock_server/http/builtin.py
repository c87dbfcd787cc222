"""Built-ins: the kit's functions, each with the operation that it was written for.

Another document may use an operationId of ours for something else, or ask for less than a function needs. So
a function serves an operation only where operationId, method and path are all its own, and is given each
request as its own document reads it: with that document's defaults, without parameters unknown there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mock_server.http.bodies import judge
from mock_server.openapi.contract import METHODS
from mock_server.openapi.parameters import read_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.http.call import Call, Function
    from mock_server.http.responses import Answer
    from mock_server.openapi.contract import Contract, Operation
    from mock_server.openapi.document import Json


Place = tuple[str, str, str]
"""operationId, method in lower case, and path below the base path."""


class BuiltIns:
    """The kit's functions, by the places of the operations in the documents that they were written for."""

    def __init__(self, documents: Iterable[Json], functions: Mapping[str, Function]) -> None:
        self._known = {
            (operation["operationId"], method, path): functions[operation["operationId"]]
            for document in documents
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if method in METHODS and operation.get("operationId") in functions
        }

    def find(self, operation_id: str | None, method: str, path: str) -> Function | None:
        """Return the function of an operation of any document, or None."""
        return self._known.get((operation_id or "", method, path))


def place_of(contract: Contract, operation: Operation) -> Place:
    """Return where an operation stands in its document."""
    return operation.id, operation.method.lower(), operation.path.removeprefix(contract.base_path)


def either(function: Function, own: Operation, fallback: Function) -> Function:
    """Return what answers an operation of another document at the place of a function's own.

    A request that the other document allows and the function's own does not is the fallback's.
    """

    async def answer(call: Call) -> Answer:
        known = read_by(own, call)
        return await (fallback(call) if known is None else function(known))

    return answer


def read_by(operation: Operation, call: Call) -> Call | None:
    """Return a checked call as another operation at the same place reads it; None if that refuses it."""
    values = read_parameters(operation.parameters, call.texts)
    if values.violations:
        return None
    read = replace(call, operation=operation, values=values)
    if operation.body is None:
        return replace(read, body=None)
    if not call.content:
        return None if operation.body.required else read
    accepted = operation.body.validator(call.media_type) is not None and not judge(read)
    return read if accepted else None
