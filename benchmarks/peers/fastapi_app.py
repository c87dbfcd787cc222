"""The cases in FastAPI, by hand: pydantic models in and out, a dictionary behind them, no authentication."""

# FastAPI lives in an environment of its own, so its classes and decorators are unknown to mypy.
# mypy: disable-error-code="import-not-found, misc, untyped-decorator"

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from benchmarks.peers.store import Store

Json = dict[str, Any]
Content = TypeVar("Content")

InputType = Literal["structured", "text", "mixed"]
Status = Literal["LIVE", "DRAFT"]
Task = Literal[
    "binary_classification", "multiclass_classification", "regression", "ranking", "llm", "not_set"
]
DataType = Literal["int", "float", "str", "bool", "category", "timestamp", "vector"]


class Column(BaseModel):
    """A column of a model's schema."""

    name: str
    data_type: DataType
    min: float | None = None
    max: float | None = None
    categories: list[str | float | bool] | None = None
    replace_with_nulls: list[str | float | bool] | None = None


class Columns(BaseModel):
    """A model's schema."""

    columns: list[Column]


class Spec(BaseModel):
    """What the columns of a model are for."""

    inputs: list[str]
    outputs: list[str] = []
    targets: list[str] = []
    metadata: list[str] = []


class TaskParams(BaseModel):
    """What a model's task needs to know."""

    binary_classification_threshold: float | None = None
    target_class_order: list[str | float | bool] | None = None


class Described(BaseModel):
    """What a request may say of a model, and needs not."""

    description: str | None = None
    owner_id: UUID | None = None
    deployment_date: datetime | None = None
    algorithm: str | None = None
    framework: str | None = None


class Summary(Described):
    """A model as a list shows it."""

    id: UUID
    name: str
    version: str = "v1"
    project_id: UUID
    status: Status = "LIVE"
    input_type: InputType
    task: Task


class Inside(Described):
    """What a list does not show."""

    columns: Columns = Field(alias="schema")
    spec: Spec
    task_params: TaskParams = TaskParams()
    event_ts_col: str | None = None
    event_ts_format: str | None = None


class Detail(Summary, Inside):
    """A model, whole."""


class Create(Inside):
    """A model to add."""

    name: str
    version: str = Field("v1", min_length=1, max_length=64)
    project_id: UUID
    status: Status = "LIVE"
    input_type: InputType
    task: Task


class Update(Described):
    """The members of a model to change."""

    status: Status | None = None
    input_type: InputType | None = None
    task: Task | None = None


class Page(BaseModel):
    """One page of models."""

    total: int
    offset: int
    page_size: int
    items: list[Summary]


class Envelope(BaseModel, Generic[Content]):
    """What every answer is wrapped in."""

    api_version: str = "3.0"
    kind: str = "NORMAL"
    data: Content


STORE = Store()
app = FastAPI()


@app.get("/v3/models")
async def list_models(
    limit: Annotated[int, Query(ge=1)] = 50, offset: Annotated[int, Query(ge=0)] = 0
) -> Envelope[Page]:
    """Return one page."""
    return Envelope(kind="PAGINATED", data=Page(**STORE.page(limit, offset)))


@app.post("/v3/models")
async def create_model(body: Create) -> Envelope[Detail]:
    """Add a model."""
    row = STORE.create(body.model_dump(mode="json", by_alias=True))
    return Envelope(data=Detail(**row))


@app.get("/v3/models/{model_id}")
async def get_model(model_id: UUID) -> Envelope[Detail]:
    """Return a model."""
    return _found(STORE.get(str(model_id)))


@app.patch("/v3/models/{model_id}")
async def update_model(model_id: UUID, body: Update) -> Envelope[Detail]:
    """Change a model."""
    return _found(STORE.patch(str(model_id), body.model_dump(mode="json", exclude_unset=True)))


@app.exception_handler(RequestValidationError)
async def refuse(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 400 for a request that does not fit; FastAPI's own choice is 422."""
    items = [{"reason": "BadRequest", "message": f"{item['loc']}: {item['msg']}"} for item in error.errors()]
    return _error(400, items[0]["message"], items)


@app.exception_handler(HTTPException)
async def fail(_request: Request, error: HTTPException) -> JSONResponse:
    """Answer with the contract's envelope."""
    return _error(error.status_code, error.detail, [])


def _found(row: Json | None) -> Envelope[Detail]:
    if row is None:
        raise HTTPException(404, "There is no such model")
    return Envelope(data=Detail(**row))


def _error(status: int, message: str, items: list[Json]) -> JSONResponse:
    error = {"code": status, "message": message, "errors": items}
    return JSONResponse({"api_version": "3.0", "kind": "ERROR", "error": error}, status)
