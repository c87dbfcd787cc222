"""Worlds: what `--world` names, read into the rows a mock starts with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.documents import bundled
from mock_server.settings import ConfigurationError
from mock_server.world import WorldFileError, load_world

if TYPE_CHECKING:
    from mock_server.stores.store import Rows


def starting_rows(choice: str) -> Rows:
    """Return the rows of `demo`, `empty` or a file; else ConfigurationError."""
    path = bundled("fixtures", "worlds", f"{choice}.json") if choice.isidentifier() else Path(choice)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in bundled("fixtures", "worlds").glob("*.json")))
        raise ConfigurationError(f"--world {choice}: there is no such world; use {known} or a JSON file.")
    try:
        return load_world(path)
    except WorldFileError as error:
        raise ConfigurationError(f"{error}.") from error
