"""The operation that reads a job, which the official client polls."""

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal


async def get_job(call: Call) -> Answer:
    """GET /v3/jobs/{job_id}."""
    return normal(call.world.jobs.get(call.path["job_id"], call.who, counted=not call.head))
