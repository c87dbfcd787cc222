"""A stateful mock of the model-registry REST API, served from its OpenAPI document."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.server import MockServer

__all__ = ["MockServer"]


def __getattr__(name: str) -> Any:
    """Import the server only when it is asked for, so that `import mock_server` costs nothing."""
    if name != "MockServer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mock_server.server import MockServer  # noqa: PLC0415  lazy on purpose

    return MockServer
