"""The operation that derives a model from a data sample."""

import asyncio

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal


async def generate_model(call: Call) -> Answer:
    """POST /v3/model-factory; reading a sample takes long enough to be kept off the event loop."""
    return normal(await asyncio.to_thread(call.world.factory.generate, call.body, call.who))
