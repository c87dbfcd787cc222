"""Operations that deploy an artifact; listing an archive takes long enough to be kept off the event loop."""

import asyncio

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal
from mock_server.openapi.document import Json


async def deploy_artifact(call: Call) -> Answer:
    """POST /v3/models/{model_id}/deploy-artifact; the status is 200, not 202 (guide)."""
    deploy = call.world.artifacts.deploy
    return normal({"job": await asyncio.to_thread(deploy, call.path["model_id"], _body(call), call.who)})


async def update_artifact(call: Call) -> Answer:
    """PUT /v3/models/{model_id}/deploy-artifact; the status is 200, not 202 (guide)."""
    update = call.world.artifacts.update
    return normal({"job": await asyncio.to_thread(update, call.path["model_id"], _body(call), call.who)})


def _body(call: Call) -> Json:
    """Join the query parameter (vendor) and the body (client); the body's member wins."""
    return {**call.values.documents, **(call.body or {})}
