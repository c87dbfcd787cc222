"""The skeleton: as much of a document as Connexion needs to route it.

Connexion would read parameters and bodies once more by the document's schemas, and fails on legal ones: a
parameter without a top-level `type` or with `content`, a `$ref` in an example, a circle of references, an
extension among the paths. The contract has read all of that already, so Connexion is told operations only.
"""

from mock_server.contract import Operation
from mock_server.documents import Json

_ANY_BODY: Json = {"content": {"*/*": {"schema": {"type": "object"}}}}
"""Makes Connexion call the validator of bodies, whatever the media type is."""


def skeleton(operations: tuple[Operation, ...], base_path: str) -> Json:
    """Return a document that has the operations' paths and methods, and says which take a body."""
    paths: Json = {}
    for operation in operations:
        item = paths.setdefault(operation.path.removeprefix(base_path), {})
        item[operation.method.lower()] = _operation(operation)
    return {"openapi": "3.0.3", "info": {"title": "skeleton", "version": "1"}, "paths": paths}


def _operation(operation: Operation) -> Json:
    body: Json = {"requestBody": _ANY_BODY} if operation.body is not None else {}
    return {**body, "responses": {"200": {"description": "not read"}}}
