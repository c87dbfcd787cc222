"""What the applications that are written by hand keep: the models of a world in a dictionary."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any

Json = dict[str, Any]

WORLD = "BENCHMARK_WORLD"
"""The environment variable that names the file."""
_HIDDEN = {"schema", "spec", "task_params", "event_ts_col", "event_ts_format"}
"""What a list does not show."""


class Store:
    """Models by id, in the order in which they were made."""

    def __init__(self) -> None:
        world = json.loads(Path(os.environ[WORLD]).read_text(encoding="utf-8"))
        self._models: dict[str, Json] = {row["id"]: row for row in world["models"]}

    def get(self, model_id: str) -> Json | None:
        """Return a model, or None."""
        return self._models.get(model_id)

    def page(self, limit: int, offset: int) -> Json:
        """Return what a page shows."""
        rows = list(self._models.values())
        items = [_summary(row) for row in rows[offset : offset + limit]]
        return {"total": len(rows), "offset": offset, "page_size": limit, "items": items}

    def create(self, body: Json) -> Json:
        """Store a model and return it."""
        row = {**body, "id": str(uuid.uuid4())}
        self._models[row["id"]] = row
        return row

    def patch(self, model_id: str, changes: Json) -> Json | None:
        """Change a model and return it, or None."""
        row = self._models.get(model_id)
        if row is not None:
            row.update(changes)
        return row


def _summary(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in _HIDDEN}
