"""The call: one request that has found its operation, as the operations see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from mock_server.openapi.forms import MULTIPART, files_of
from mock_server.openapi.parameters import Values

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from mock_server.http.responses import Answer
    from mock_server.openapi.contract import Operation
    from mock_server.openapi.document import Json
    from mock_server.world import World
    from mock_server.world.identity import Identity

    Function = Callable[["Call"], Awaitable[Answer]]


_NO_TEXTS: Mapping[str, Mapping[str, Any]] = {}
_NO_VALUES = Values()


@dataclass(slots=True)
class Call:
    """A request that has been read and found valid.

    Attributes:
        operation: What it is for.
        world: What it is about.
        who: Who sent it.
        texts: Its parameters as sent: the texts of each name, by location.
        values: The same, read.
        content: Its body as sent; of a form that is kept in a file, the beginning.
        file: The body where it is kept in a file; closed with the call.
        media_type: Of the body, without parameters; empty without a body.
        body: The body, read.
        head: Whether it is a HEAD, answered as a GET.
    """

    operation: Operation
    world: World
    who: Identity
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: _NO_TEXTS)
    values: Values = field(default_factory=lambda: _NO_VALUES)
    content: bytes = b""
    file: BinaryIO | None = None
    media_type: str = ""
    body: Any = None
    head: bool = False

    @property
    def path(self) -> Json:
        """Return the path parameters."""
        return self.values.path

    def close(self) -> None:
        """Let go of the files that came with the request."""
        if self.file is not None:
            self.file.close()
        if self.media_type == MULTIPART and isinstance(self.body, dict):
            for file in files_of(self.body):
                file.close()

    @property
    def query(self) -> Json:
        """Return the query parameters that were sent or have a default."""
        return self.values.query
