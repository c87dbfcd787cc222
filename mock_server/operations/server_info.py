"""Operations by which the official client finds out what it talks to."""

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal

SERVER_VERSION = "25.2.0"
"""The oldest version that every client from 3.0.6 to 3.14.1 works with (client)."""


async def get_server_info(call: Call) -> Answer:
    """GET /v3/server-info."""
    organization = {"id": call.who.organization["id"], "name": call.who.organization["name"]}
    return normal({"server_version": SERVER_VERSION, "feature_flags": {}, "organization": organization})


async def check_version_compatibility(_call: Call) -> Answer:
    """GET /v3/version-compatibility; every client is welcome."""
    return normal({})
