"""Worlds: what `--world` names, read into the rows a mock starts with."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.openapi.contract import Contract
from mock_server.openapi.document import bundled, read_document
from mock_server.openapi.violations import find_violations
from mock_server.settings import ConfigurationError
from mock_server.world import Violation, WorldFileError, load_world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi.compiler import Schema
    from mock_server.stores.store import Rows


def starting_rows(choice: str | Path) -> Rows:
    """Return the rows of `demo`, `empty` or a file, which a Path always is; else ConfigurationError."""
    named = isinstance(choice, str) and choice.isidentifier()
    path = bundled("fixtures", "worlds", f"{choice}.json") if named else Path(choice)
    if not _is_file(path):
        known = ", ".join(sorted(file.stem for file in bundled("fixtures", "worlds").glob("*.json")))
        raise ConfigurationError(f"--world {choice}: there is no such world; use {known} or a JSON file.")
    try:
        return load_world(path, contract_violations)
    except WorldFileError as error:
        raise ConfigurationError(f"{error}.") from error


def contract_violations(schema: str, value: Any) -> list[Violation]:
    """Return what is wrong with a value by a schema of the kit's own contract.

    Whatever document is served, the world's rows are those of this contract.
    """
    return find_violations(_schemas()[schema], value)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is longer than names can be
        return False


@functools.cache
def _schemas() -> Mapping[str, Schema]:
    # All at once, as they are compiled together.
    contract = Contract(read_document(bundled("openapi.yaml")), "worlds")
    return {
        name: contract.compile({"$ref": f"#/components/schemas/{name}"})
        for name in contract.data["components"]["schemas"]
    }
