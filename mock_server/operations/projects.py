"""Operations on projects, which the official client needs."""

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal, paginated


async def list_projects(call: Call) -> Answer:
    """GET /v3/projects."""
    query = call.query
    return paginated(call.world.projects.list(query.get("filter"), query["limit"], query["offset"], call.who))


async def create_project(call: Call) -> Answer:
    """POST /v3/projects."""
    return normal(call.world.projects.create(call.body, call.who))


async def get_project(call: Call) -> Answer:
    """GET /v3/projects/{project_id}."""
    return normal(call.world.projects.get(call.path["project_id"], call.who))


async def delete_project(call: Call) -> Answer:
    """DELETE /v3/projects/{project_id}; the client reads nothing of the answer."""
    call.world.projects.delete(call.path["project_id"], call.who)
    return normal({})
