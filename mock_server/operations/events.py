"""The operation that publishes events, which is how a dataset comes into being."""

import asyncio

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal


async def publish_events(call: Call) -> Answer:
    """POST /v3/events; counting a file's rows takes long enough to be kept off the event loop."""
    return normal(await asyncio.to_thread(call.world.events.publish, call.body, call.who))
