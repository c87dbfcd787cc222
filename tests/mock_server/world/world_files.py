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
