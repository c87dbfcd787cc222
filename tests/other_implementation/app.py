"""The twelve operations as a Starlette application."""

import logging
from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.other_implementation.listing import Listing
from tests.other_implementation.problems import Problem
from tests.other_implementation.registry import Registry, file_of
from tests.other_implementation.seed import Json
from tests.other_implementation.wire import (
    Answer,
    Call,
    caller_of,
    check_accept,
    conforming,
    parsed,
    raw_body,
)

Operation = Callable[[Registry, Call], tuple[int, str, Json]]

_LOG = logging.getLogger(__name__)


class Resource:
    """A path with its operations by method; every other method is answered 405."""

    def __init__(self, registry: Registry, operations: Mapping[str, Operation]) -> None:
        self._registry = registry
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever goes wrong is answered too."""
        try:
            answer = await self._answer(Request(scope, receive))
        except Problem as problem:
            answer = Answer(problem.status, problem.envelope(), problem.headers)
        except Exception:  # noqa: BLE001 -- the last resort: any crash becomes a 500 envelope
            _LOG.exception("%s %s", scope["method"], scope["path"])
            answer = Answer(500, Problem(500).envelope(), {})
        await answer.deliver(send)

    async def _answer(self, request: Request) -> Answer:
        operation = self._operations.get(request.method)
        if operation is None:
            raise Problem(405, headers={"Allow": ", ".join(self._operations)})
        caller = caller_of(request)
        check_accept(request)
        raw = b"" if request.method in {"GET", "DELETE"} else await raw_body(request)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        call = Call(caller, request.path_params, request.query_params, media_type, raw)
        # In a thread: requests overlap, as they do on a real server.
        status, kind, data = await run_in_threadpool(operation, self._registry, call)
        return Answer(status, {"api_version": "3.0", "kind": kind, "data": data}, {})


def build(registry: Registry) -> Starlette:
    """Build the application."""
    routes = [Route(path, Resource(registry, operations)) for path, operations in _PATHS.items()]
    app = Starlette(routes=[*routes, Route("/{rest:path}", _nowhere)])
    app.router.redirect_slashes = False
    return app


class _Nowhere:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI's signature
        problem = Problem(404, f"nothing lives at {scope['path'][:200]}")
        await Answer(404, problem.envelope(), {}).deliver(send)


_nowhere = _Nowhere()


def _list_models(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "PAGINATED", registry.page(Listing.of(call, registry.fault), call.caller)


def _create_model(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "NORMAL", registry.create(call.body("ModelCreate"), call.caller)


def _get_model(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "NORMAL", registry.read(call.path["model_id"], call.caller)


def _update_model(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "NORMAL", registry.change(call.path["model_id"], call.body("ModelUpdate"), call.caller)


def _delete_model(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 202, "NORMAL", registry.delete(call.path["model_id"], call.caller)


def _generate_model(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "NORMAL", registry.generate(call.body("ModelGenerate"), call.caller)


def _list_columns(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "PAGINATED", registry.columns(call.path["model_id"], call.caller)


def _get_column(registry: Registry, call: Call) -> tuple[int, str, Json]:
    return 200, "NORMAL", registry.column(call.path["model_id"], call.path["column_id"], call.caller)


def _artifact(registry: Registry, call: Call, *, anew: bool) -> tuple[int, str, Json]:
    # The parameters of a deployment are checked and, as nothing is run here, forgotten.
    parameters = call.parameter("deployment_params")
    if parameters is not None:
        conforming("DeploymentParams", parsed(parameters, "deployment_params"))
    body = call.optional_body("ArtifactDeploy") or {}
    name = file_of(body["file_id"], call.caller)[0] if "file_id" in body else "package.py"
    model_id = call.path["model_id"]
    return 200, "NORMAL", registry.deploy(model_id, "user_uploaded", [name], call.caller, anew=anew)


def _surrogate(registry: Registry, call: Call, *, anew: bool) -> tuple[int, str, Json]:
    # The contract names no answer for an unknown environment: any is accepted.
    call.optional_body("SurrogateDeploy")
    return 202, "NORMAL", registry.deploy(call.path["model_id"], "surrogate", [], call.caller, anew=anew)


_PATHS: Mapping[str, Mapping[str, Operation]] = {
    "/v3/models": {"GET": _list_models, "POST": _create_model},
    "/v3/models/{model_id}": {"GET": _get_model, "PATCH": _update_model, "DELETE": _delete_model},
    "/v3/models/{model_id}/columns": {"GET": _list_columns},
    "/v3/models/{model_id}/columns/{column_id}": {"GET": _get_column},
    "/v3/models/{model_id}/deploy-artifact": {
        "POST": lambda registry, call: _artifact(registry, call, anew=False),
        "PUT": lambda registry, call: _artifact(registry, call, anew=True),
    },
    "/v3/models/{model_id}/deploy-surrogate": {
        "POST": lambda registry, call: _surrogate(registry, call, anew=False),
        "PUT": lambda registry, call: _surrogate(registry, call, anew=True),
    },
    "/v3/model-factory": {"POST": _generate_model},
}
