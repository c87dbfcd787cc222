"""Operations that deploy a surrogate."""

from mock_server.answers import Answer, normal
from mock_server.call import Call


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
