"""The operation that derives a model from a data sample."""

import asyncio

from mock_server.answers import Answer, normal
from mock_server.call import Call


async def generate_model(call: Call) -> Answer:
    """POST /v3/model-factory; reading a sample takes long enough to be kept off the event loop."""
    return normal(await asyncio.to_thread(call.world.factory.generate, call.body, call.who))
