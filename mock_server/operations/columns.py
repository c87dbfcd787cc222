"""Operations on the columns of a model."""

from mock_server.http.call import Call
from mock_server.http.responses import Answer, normal, paginated


async def list_columns(call: Call) -> Answer:
    """GET /v3/models/{model_id}/columns."""
    return paginated(call.world.columns.list(call.path["model_id"], call.who))


async def get_column(call: Call) -> Answer:
    """GET /v3/models/{model_id}/columns/{column_id}."""
    return normal(call.world.columns.get(call.path["model_id"], call.path["column_id"], call.who))
