"""World files for tests: a small one, changed in places, and what is said about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import WorldFileError, load_world
from mock_server.worlds import contract_violations

if TYPE_CHECKING:
    from pathlib import Path

ORG = "00000000-0000-4000-8000-000000000001"
USER = "00000000-0000-4000-8000-000000000002"
PROJECT = "00000000-0000-4000-8000-000000000003"
MODEL = "00000000-0000-4000-8000-000000000004"
AT = "2025-07-01T12:00:00.000000Z"

MADE = {"organization_id": ORG, "created_at": AT, "created_by_id": USER}
SMALL: dict[str, Any] = {
    "organizations": [{"id": ORG, "name": "o"}],
    "users": [{"id": USER, "organization_id": ORG, "full_name": "u", "email": "u@o.example"}],
    "projects": [{"id": PROJECT, **MADE, "name": "p"}],
    "models": [
        {
            "id": MODEL,
            **MADE,
            "project_id": PROJECT,
            "name": "m",
            "input_type": "text",
            "task": "llm",
            "schema": {"columns": [{"name": "A b", "data_type": "int", "min": 0, "max": 10}]},
            "spec": {"inputs": ["A b"]},
        }
    ],
}


def read(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a file, held against the kit's contract."""
    return load_world(path, contract_violations)


def written(tmp_path: Path, document: Any) -> Path:
    """Write a document, one member or row per line."""
    path = tmp_path / "w.json"
    path.write_text(
        document if isinstance(document, str) else json.dumps(document, indent=1), encoding="utf-8"
    )
    return path


def complaint(tmp_path: Path, document: Any) -> str:
    """Return what is said about a document, without the folder."""
    with pytest.raises(WorldFileError) as caught:
        read(written(tmp_path, document))
    return str(caught.value).removeprefix(f"{tmp_path}/")


def changed(table: str, **members: Any) -> dict[str, Any]:
    """Return the small world with members of a table's row changed."""
    return {**SMALL, table: [{**SMALL[table][0], **members}]}


def large_world(size: int) -> dict[str, Any]:
    """Return a world of so many models of five columns, in ten projects."""
    projects = [{"id": f"00000000-0000-4000-8001-{at:012x}", **MADE, "name": f"p{at}"} for at in range(10)]
    models = [
        {
            "id": f"00000000-0000-4000-8002-{at:012x}",
            **MADE,
            "project_id": projects[at % 10]["id"],
            "name": f"model {at // 10}",
            "version": f"v{at}",
            "input_type": "structured",
            "task": "binary_classification",
            "description": f"Model number {at}",
            "deployment_date": "2025-06-02T08:00:00+02:00",
            "schema": {"schema_version": 1, "columns": COLUMNS},
            "spec": {"inputs": ["Score", "Income", "Purpose"], "outputs": ["P"], "targets": ["Defaulted"]},
            "task_params": {"target_class_order": ["no", "yes"], "binary_classification_threshold": 0.5},
        }
        for at in range(size)
    ]
    return {**SMALL, "projects": projects, "models": models}


COLUMNS = [
    {"name": "Score", "data_type": "int", "min": 300, "max": 850, "replace_with_nulls": [-1]},
    {"name": "Income", "data_type": "float", "min": 0, "max": 250_000},
    {"name": "Purpose", "data_type": "category", "categories": ["car", "home", "study"]},
    {"name": "P", "data_type": "float", "min": 0, "max": 1},
    {"name": "Defaulted", "data_type": "category", "categories": ["no", "yes"]},
]
