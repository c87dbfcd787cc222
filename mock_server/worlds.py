"""Worlds: what `--world` names, read into the rows a mock starts with."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.contract import Contract
from mock_server.documents import bundled, read_document
from mock_server.settings import ConfigurationError
from mock_server.violations import find_violations
from mock_server.world import Violation, WorldFileError, load_world

if TYPE_CHECKING:
    from jsonschema_rs import Validator

    from mock_server.stores.store import Rows


def starting_rows(choice: str | Path) -> Rows:
    """Return the rows of `demo`, `empty` or a file, which a Path always is; else ConfigurationError."""
    named = isinstance(choice, str) and choice.isidentifier()
    path = bundled("fixtures", "worlds", f"{choice}.json") if named else Path(choice)
    if not path.is_file():
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
    return find_violations(_validator(schema), value)


@functools.cache
def _validator(schema: str) -> Validator:
    return _contract().compile({"$ref": f"#/components/schemas/{schema}"})


@functools.cache
def _contract() -> Contract:
    return Contract(read_document(bundled("openapi.yaml")), "worlds")
