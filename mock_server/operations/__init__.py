"""Operations: one async function per operationId; HTTP in, HTTP out, no rules."""

from collections.abc import Awaitable, Callable, Mapping

from mock_server.http.call import Call
from mock_server.http.responses import Answer
from mock_server.operations import (
    artifacts,
    columns,
    environments,
    events,
    factory,
    files,
    jobs,
    models,
    projects,
    server_info,
    surrogates,
)

_MODULES = (
    artifacts,
    columns,
    environments,
    events,
    factory,
    files,
    jobs,
    models,
    projects,
    server_info,
    surrogates,
)

FUNCTIONS: Mapping[str, Callable[[Call], Awaitable[Answer]]] = {
    name: function
    for module in _MODULES
    for name, function in vars(module).items()
    if getattr(function, "__module__", None) == module.__name__ and not name.startswith("_")
}
"""The functions by operationId."""
