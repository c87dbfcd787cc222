"""Connexion as its documentation has it: the contract, default validation, functions on a dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import connexion
import yaml

from benchmarks.peers.store import Store
from benchmarks.wire import TOKEN

Json = dict[str, Any]
Result = tuple[Json, int]

CONTRACT = Path(__file__).resolve().parents[2] / "openapi.yaml"
STORE = Store()


def identity(token: str) -> Json | None:
    """Return who has a token, as Connexion wants to be told."""
    return {"sub": "maya"} if token == TOKEN else None


def get_model(model_id: str) -> Result:
    """GET /v3/models/{model_id}."""
    return _found(STORE.get(model_id))


def list_models(limit: int = 50, offset: int = 0, **_: Any) -> Result:
    """GET /v3/models."""
    return _normal(STORE.page(limit, offset)), 200


def create_model(body: Json) -> Result:
    """POST /v3/models."""
    return _normal(STORE.create(body)), 200


def update_model(model_id: str, body: Json) -> Result:
    """PATCH /v3/models/{model_id}."""
    return _found(STORE.patch(model_id, body))


def elsewhere(**_: Any) -> Result:
    """Stand in for the other operations."""
    return {"detail": "not part of the benchmark"}, 501


def _found(row: Json | None) -> Result:
    if row is None:
        return {
            "api_version": "3.0",
            "kind": "ERROR",
            "error": {"code": 404, "message": "no such model"},
        }, 404
    return _normal(row), 200


def _normal(data: Json) -> Json:
    return {"api_version": "3.0", "kind": "NORMAL", "data": data}


def _document() -> Json:
    document: Json = yaml.load(CONTRACT.read_text(encoding="utf-8"), yaml.CSafeLoader)
    scheme = document["components"]["securitySchemes"]["bearer"]
    scheme["x-bearerInfoFunc"] = f"{__name__}.identity"
    return document


FUNCTIONS = {function.__name__: function for function in (get_model, list_models, create_model, update_model)}

app = connexion.AsyncApp(__name__)
app.add_api(
    _document(),
    resolver=connexion.resolver.Resolver(lambda operation: FUNCTIONS.get(operation, elsewhere)),
)
