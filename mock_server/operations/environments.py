"""Operations on environments, from which the official client takes the env_id of a surrogate."""

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal, paginated


async def list_environments(call: Call) -> Answer:
    """GET /v3/environments."""
    query = call.query
    page = call.world.environments.list(query.get("filter"), query["limit"], query["offset"], call.who)
    return paginated(page)


async def get_environment(call: Call) -> Answer:
    """GET /v3/environments/{env_id}."""
    return normal(call.world.environments.get(call.path["env_id"], call.who))


async def list_model_environments(call: Call) -> Answer:
    """GET /v3/models/{model_id}/environments."""
    query, model_id = call.query, call.path["model_id"]
    page = call.world.environments.of_model(
        model_id, query.get("type"), query["limit"], query["offset"], call.who
    )
    return paginated(page)
