"""A stateless mock: answers every operation of a document with its own example, whatever is asked.

It has what such servers have: routing, the documented status, the token, and nothing that remembers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path


def without_code(document: Path, folder: Path) -> Path:
    """Write the document under operationIds that no function has, and return the file.

    The mock then validates what it is sent and answers from the examples: its fallback is such a server.
    """
    raw: dict[str, Any] = yaml.safe_load(document.read_text(encoding="utf-8"))
    operations = [operation for item in raw["paths"].values() for operation in item.values()]
    for owner in (*operations, *raw["components"]["links"].values()):
        if "operationId" in owner:  # beside operations a path item holds parameters
            owner["operationId"] = f"example_of_{owner['operationId']}"
    file = folder / "stateless.yaml"
    file.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return file
