"""Documents: YAML and JSON files as JSON values, with the line of every place for error messages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

import yaml

from mock_server.lines import line_of_json
from mock_server.openapi.json import deeper_than
from mock_server.openapi.yaml import (
    DEEPEST,
    LimitError,
    YamlError,
    compose_yaml,
    line_of_node,
    parse_yaml,
)
from mock_server.settings import MEBIBYTE, ConfigurationError

Json = dict[str, Any]

LONGEST = 64 * MEBIBYTE
"""Bytes of a document (decided): several times the largest that are published."""


@dataclass(frozen=True)
class Document:
    """A file's value, its text as it stands, and whether that is JSON or else YAML."""

    path: Path
    data: Any
    text: bytes
    is_json: bool = True

    def line(self, place: Sequence[str | int]) -> int:
        """Return the 1-based line of the deepest part of `place` that exists."""
        if self.is_json:
            return line_of_json(self.text.decode(json.detect_encoding(self.text)), place)
        return line_of_node(self._root, place)

    def error(self, place: Sequence[str | int], problem: str) -> ConfigurationError:
        """Build the one-sentence error for a problem at `place`."""
        return ConfigurationError(f"{self.path}:{self.line(place)}: {problem}")

    @cached_property
    def _root(self) -> yaml.Node | None:
        # Only when something is wrong, as it takes longer than reading the value.
        return compose_yaml(self.text)


def read_document(path: Path) -> Document:
    """Read a YAML or JSON file; ConfigurationError, with the line where there is one, when it cannot be."""
    text = _read(path)
    try:
        data, is_json = _parsed(text)
    except YamlError as error:
        # An unfinished text is noticed at its end, which is one line past the last.
        line = error.line and max(min(error.line, len(text.splitlines())), 1)
        where = f":{line}" if line else ""
        what = "" if isinstance(error, LimitError) else "this is neither YAML nor JSON: "
        raise ConfigurationError(f"{path}{where}: {what}{error.problem}.") from error
    return Document(path, data, text, is_json)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:  # a path with a null character
        raise ConfigurationError(f"{path} cannot be read: {error}.") from error
    if len(text) > LONGEST:
        raise ConfigurationError(
            f"{path} cannot be read: it is longer than {LONGEST // MEBIBYTE} MiB; leave out some examples."
        )
    return text


def _parsed(text: bytes) -> tuple[Any, bool]:
    """Return the value, and whether the text is JSON.

    What is JSON is read as JSON: YAML has no surrogate pairs in escapes and no keys beyond 1,024 characters.
    """
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return parse_yaml(text), False
    if deeper_than(data, DEEPEST):
        raise LimitError(f"this is nested more than {DEEPEST} levels deep")
    try:
        # Finds lone surrogates and infinities, which JSON texts can spell and answers cannot hold.
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return parse_yaml(text), False
    return data, True


def _once(pairs: list[tuple[str, Any]]) -> Json:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


def bundled(*parts: str) -> Path:
    """Return a file of the kit: from the repository in a checkout, from the package's data in a wheel."""
    checkout = Path(__file__).resolve().parent.parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout.joinpath(*parts)
    return Path(str(files("mock_server"))).joinpath("data", *parts)
