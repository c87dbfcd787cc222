"""Values the tests share: ids of the demo world and small requests."""

from typing import Any

ID = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0"
ORGANIZATION = f"{ID}01"
PROJECT = f"{ID}21"
MODEL = f"{ID}31"
FILE = f"{ID}41"
ENVIRONMENT = f"{ID}51"
UNKNOWN = f"{ID}ee"


def new_model(**members: Any) -> dict[str, Any]:
    """Return a request that creates a model."""
    return {
        "name": "churn",
        "project_id": PROJECT,
        "input_type": "structured",
        "task": "regression",
        "schema": {"columns": [{"name": "Age", "data_type": "int", "min": 0, "max": 100}]},
        "spec": {"inputs": ["Age"]},
        **members,
    }


def messages(body: Any) -> list[str]:
    """Return the messages of an error envelope."""
    return [item["message"] for item in body["error"]["errors"]]
