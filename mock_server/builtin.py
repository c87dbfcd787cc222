"""Built-ins: the kit's functions, each with the operation that it was written for.

Another document may use an operationId of ours for something else, or ask for less than a function needs. So
a function serves an operation only where operationId, method and path are all its own, and is given each
request as its own document reads it: with that document's defaults, without parameters unknown there.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from mock_server.answers import Answer
from mock_server.call import Call
from mock_server.contract import Contract, Operation
from mock_server.parameters import read_parameters
from mock_server.validators import given_texts, judge

Function = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class BuiltIn:
    """A function and the operation that it was written for."""

    function: Function
    operation: Operation

    def or_else(self, fallback: Function) -> Function:
        """Return what answers an operation of another document at this place.

        A request that the other document allows and the function's own does not is the fallback's.
        """

        async def answer(call: Call) -> Answer:
            known = read_by(self.operation, call)
            return await (fallback(call) if known is None else self.function(known))

        return answer


class BuiltIns:
    """The functions by operationId, method and path below the base path."""

    def __init__(self, contracts: Iterable[Contract], functions: Mapping[str, Function]) -> None:
        self._known = {
            _place(contract, operation): BuiltIn(functions[operation.id], operation)
            for contract in contracts
            for operation in contract.operations
            if operation.id in functions
        }

    def find(self, contract: Contract, operation: Operation) -> BuiltIn | None:
        """Return the built-in of an operation of any document, or None."""
        return self._known.get(_place(contract, operation))


def read_by(operation: Operation, call: Call) -> Call | None:
    """Return a checked call as another operation at the same place reads it; None if that refuses it."""
    values = read_parameters(operation.parameters, given_texts(call))
    if values.violations:
        return None
    read = replace(call, operation=operation, values=values)
    if operation.body is None:
        return replace(read, body=None)
    if not call.content:
        return None if operation.body.required else read
    accepted = operation.body.validator(call.media_type) is not None and not judge(read)
    return read if accepted else None


def _place(contract: Contract, operation: Operation) -> tuple[str, str, str]:
    return operation.id, operation.method, operation.path.removeprefix(contract.base_path)
