"""Second documents: small ones that the kit does not know, served over real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from mock_server import MockServer
from tests.mock_server.conftest import client_of


def answering(schema: Any = None, **media: Any) -> dict[str, Any]:
    """Return responses: 200 with JSON of a schema or an example."""
    content = media if schema is None else {"schema": schema, **media}
    return {"200": {"description": "ok", "content": {"application/json": content}}}


OK = answering(example={"ok": True})


def taking(schema: Any, media_type: str = "application/json", **media: Any) -> dict[str, Any]:
    """Return an operation that needs a body of a media type."""
    body = {"required": True, "content": {media_type: {"schema": schema, **media}}}
    return {"requestBody": body, "responses": OK}


def document_of(paths: Any, schemas: Any = None) -> dict[str, Any]:
    """Return a document of paths and schemas."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Second", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
    }


@contextmanager
def served(folder: Path, paths: Any, schemas: Any = None, **settings: Any) -> Iterator[httpx.Client]:
    """Serve a document of paths and schemas and give a client."""
    with served_document(folder, document_of(paths, schemas), **settings) as client:
        yield client


@contextmanager
def served_document(folder: Path, document: Any, **settings: Any) -> Iterator[httpx.Client]:
    """Serve a document, by default from an empty world and with its answers checked, and give a client."""
    path = folder / "second.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    settings = {"world": "empty", "check_responses": True, **settings}
    with MockServer(spec=path, **settings) as mock, client_of(mock) as client:
        yield client
