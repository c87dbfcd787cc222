"""The operation that publishes events, which is how a dataset comes into being."""

from mock_server.answers import Answer, normal
from mock_server.call import Call


async def publish_events(call: Call) -> Answer:
    """POST /v3/events."""
    return normal(call.world.events.publish(call.body, call.who))
