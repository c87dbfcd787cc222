"""The operation that reads a job, which the official client polls."""

from mock_server.answers import Answer, normal
from mock_server.call import Call


async def get_job(call: Call) -> Answer:
    """GET /v3/jobs/{job_id}."""
    return normal(call.world.jobs.get(call.path["job_id"], call.who, counted=not call.head))
