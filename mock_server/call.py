"""The call: one request on its way to its operation, and the way operations find it."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from mock_server.contract import Operation
from mock_server.documents import Json
from mock_server.parameters import Values
from mock_server.world import World
from mock_server.world.errors import Violation
from mock_server.world.identity import Identity


@dataclass
class Call:
    """A request that has found its operation.

    `path_texts`, `query_string`, `headers` (lower-case names) and `content` are as sent; `head` marks a HEAD
    that is answered as a GET. The validators fill
    `values` (of the parameters) and `body` with what they have checked, and collect `violations` until all
    of the request is read.
    """

    operation: Operation
    world: World
    who: Identity
    path_texts: Mapping[str, str]
    query_string: bytes
    headers: Mapping[str, str]
    content: bytes = b""
    media_type: str = ""
    head: bool = False
    values: Values = field(default_factory=Values)
    body: Any = None
    violations: list[Violation] = field(default_factory=list)

    @property
    def path(self) -> Json:
        """Return the path parameters."""
        return self.values.path

    @property
    def query(self) -> Json:
        """Return the query parameters that were sent or have a default."""
        return self.values.query


_CURRENT: ContextVar[Call] = ContextVar("call")


def enter(call: Call) -> None:
    """Make a call the current one of this task."""
    _CURRENT.set(call)


def current_call() -> Call:
    """Return the current call."""
    return _CURRENT.get()


@dataclass
class Trace:
    """What becomes known about a request on its way in, for the layers around it."""

    operation: Operation | None = None
