"""Operations that deploy a surrogate."""

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal


async def deploy_surrogate(call: Call) -> Answer:
    """POST /v3/models/{model_id}/deploy-surrogate."""
    return normal(
        {"job": call.world.surrogates.deploy(call.path["model_id"], call.body or {}, call.who)}, 202
    )


async def update_surrogate(call: Call) -> Answer:
    """PUT /v3/models/{model_id}/deploy-surrogate."""
    return normal(
        {"job": call.world.surrogates.update(call.path["model_id"], call.body or {}, call.who)}, 202
    )
