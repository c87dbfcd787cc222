"""Operations on models."""

import asyncio

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal, paginated
from mock_server.world import ModelQuery


async def list_models(call: Call) -> Answer:
    """GET /v3/models."""
    models, wanted = call.world.models, ModelQuery(**call.query)
    if models.takes_long(wanted, call.who):
        return await asyncio.to_thread(lambda: paginated(models.list(wanted, call.who)))
    return paginated(models.list(wanted, call.who))


async def create_model(call: Call) -> Answer:
    """POST /v3/models; the status is 200, not 201 (guide)."""
    return normal(call.world.models.create(call.body, call.who))


async def get_model(call: Call) -> Answer:
    """GET /v3/models/{model_id}."""
    return normal(call.world.models.get(call.path["model_id"], call.who))


async def update_model(call: Call) -> Answer:
    """PATCH /v3/models/{model_id}."""
    return normal(call.world.models.update(call.path["model_id"], call.body, call.who))


async def delete_model(call: Call) -> Answer:
    """DELETE /v3/models/{model_id}."""
    return normal({"job": call.world.models.delete(call.path["model_id"], call.who)}, 202)
