"""Legal request bodies to start from: one with only what is required, one with everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contract_tests.document import Json

STATUSES = ("LIVE", "DRAFT")
INPUT_TYPES = ("structured", "text", "mixed")
TASKS = ("binary_classification", "multiclass_classification", "regression", "ranking", "llm", "not_set")
DATA_TYPES = ("int", "float", "str", "bool", "category", "timestamp", "vector")
FREE_TEXT = ("description", "algorithm", "framework", "event_ts_format")
EVENT_COLUMNS = ("event_id_col", "event_ts_col")
NULLABLE_TEXT = (*FREE_TEXT, *EVENT_COLUMNS)


def minimal_model(name: str, project_id: str, **fields: Any) -> Json:
    """A create body with only the required members, and `fields` laid over it."""
    body: Json = {
        "name": name,
        "project_id": project_id,
        "input_type": "structured",
        "task": "regression",
        "schema": {"columns": [column("amount", "float", min=0, max=10), column("kind", "str")]},
        "spec": {"inputs": ["amount"], "outputs": ["kind"]},
    }
    return {**body, **fields}


def full_model(name: str, project_id: str, **fields: Any) -> Json:
    """A create body with every member of the contract but owner_id, and `fields` laid over it."""
    body = minimal_model(
        name,
        project_id,
        version="2025.1-rc",
        status="DRAFT",
        task="binary_classification",
        schema=full_schema(),
        spec=full_spec(),
        task_params=full_task_params(),
        xai_params={"custom_explain_methods": ["shap", "lime"], "default_explain_method": "shap"},
        description="Grüße, 数据 and 🚀 in one line",
        deployment_date="2025-03-04T05:06:07.890Z",
        algorithm="gradient boosting",
        framework="xgboost 2.1",
        event_id_col="id",
        event_ts_col="at",
        event_ts_format="%Y-%m-%d",
    )
    return {**body, **fields}


def column(name: str, data_type: str, **members: Any) -> Json:
    """A column of a request."""
    return {"name": name, "data_type": data_type, **members}


def full_schema() -> Json:
    """A schema with a column of every type and every member set somewhere."""
    return {
        "schema_version": 1,
        "columns": [
            column(
                "Score",
                "int",
                min=300,
                max=850,
                bins=[300, 400, 575, 850],
                replace_with_nulls=[-1, "n/a", True],
            ),
            column("Income", "float", min=-12345678.875, max=98765432.125),
            column("Purpose", "category", categories=["home", "car", 3, False]),
            column("Approved", "bool"),
            column("Embedding", "vector", n_dimensions=3),
            column("id", "str"),
            column("at", "timestamp"),
        ],
    }


def full_spec() -> Json:
    """A spec with every role set, in no alphabetical order, and a custom feature of every type."""
    return {
        "schema_version": 1,
        "inputs": ["Score", "Purpose", "Income", "Embedding"],
        "outputs": ["Approved"],
        "targets": ["Purpose"],
        "decisions": ["Approved"],
        "metadata": ["id", "at"],
        "custom_features": custom_features(),
    }


def custom_features() -> list[Json]:
    """One custom feature of every type, with every member."""
    return [
        {
            "type": "FROM_VECTOR",
            "name": "profile",
            "column": "Embedding",
            "n_clusters": 4,
            "centroids": [[1, 2.5, 3], [4, 5, 6]],
        },
        {
            "type": "FROM_COLUMNS",
            "name": "affordability",
            "columns": ["Income", "Score"],
            "n_clusters": 7,
            "centroids": None,
            "monitor_components": True,
        },
        {
            "type": "FROM_TEXT_EMBEDDING",
            "name": "topics",
            "column": "Embedding",
            "source_column": "Purpose",
            "n_clusters": 6,
            "n_tags": 9,
            "centroids": None,
            "tf_idf": None,
        },
        {
            "type": "FROM_IMAGE_EMBEDDING",
            "name": "looks",
            "column": "Embedding",
            "source_column": "id",
            "n_clusters": 3,
            "centroids": None,
        },
        {
            "type": "ENRICHMENT",
            "name": "mood",
            "columns": ["Purpose"],
            "enrichment": "sentiment",
            "config": {"lang": "de", "depth": {"max": 2}},
        },
    ]


def full_task_params() -> Json:
    """Task parameters with every member set."""
    return {
        "binary_classification_threshold": 0.123456789,
        "target_class_order": ["no", "yes"],
        "group_by": "id",
        "top_k": 7,
        "class_weights": [0.25, 0.75],
        "weighted_ref_histograms": True,
    }
