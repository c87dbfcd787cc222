"""Operations on the columns of a model."""

from mock_server.answers import Answer, normal, paginated
from mock_server.call import Call


async def list_columns(call: Call) -> Answer:
    """GET /v3/models/{model_id}/columns."""
    return paginated(call.world.models.columns(call.path["model_id"], call.who))


async def get_column(call: Call) -> Answer:
    """GET /v3/models/{model_id}/columns/{column_id}."""
    return normal(call.world.models.column(call.path["model_id"], call.path["column_id"], call.who))
