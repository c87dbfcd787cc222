"""Documents: YAML and JSON files as JSON values, with the line of every place for error messages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

import yaml

from mock_server.settings import ConfigurationError
from mock_server.yaml_text import compose_yaml, parse_yaml

Json = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A file's value, its text as it stands, and where its parts stand."""

    path: Path
    data: Any
    text: bytes
    root: yaml.Node | None

    def line(self, place: Sequence[str | int]) -> int:
        """Return the 1-based line of the deepest part of `place` that exists."""
        node, mark = self.root, 1
        for step in place:
            entry = _child(node, step)
            if entry is None:
                break
            node, mark = entry
        return mark

    def error(self, place: Sequence[str | int], problem: str) -> ConfigurationError:
        """Build the one-sentence error for a problem at `place`."""
        return ConfigurationError(f"{self.path}:{self.line(place)}: {problem}")


def read_document(path: Path) -> Document:
    """Read a YAML or JSON file; ConfigurationError with file and line when it cannot be."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        data, root = _parsed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # An unfinished text is noticed at its end, which is one line past the last.
        where = f":{min(mark.line + 1, len(text.splitlines()))}" if mark else ""
        raise ConfigurationError(f"{path}{where}: this is neither YAML nor JSON: {error.problem}.") from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count(b"\n") + 1
        raise ConfigurationError(f"{path}:{line}: this is no text in UTF-8: {error.reason}.") from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is nested too deeply"
        raise ConfigurationError(f"{path}: this is neither YAML nor JSON: {reason}.") from error
    return Document(path, data, text, root)


def _parsed(text: bytes) -> tuple[Any, yaml.Node | None]:
    """Return the value and, for the lines, the YAML nodes, which some JSON texts do not have.

    What is JSON is read as JSON: YAML has no surrogate pairs in escapes and no keys beyond 1,024 characters.
    """
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        # Finds lone surrogates and infinities, which JSON texts can spell and answers cannot hold.
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return parse_yaml(text)
    return data, compose_yaml(text)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


def bundled(*parts: str) -> Path:
    """Return a file of the kit: from the repository in a checkout, from the package's data in a wheel."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout.joinpath(*parts)
    return Path(str(files("mock_server"))).joinpath("data", *parts)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    """Return the child node at `step` and the line its key, or else the child, stands on."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        child = node.value[step]
        return child, child.start_mark.line + 1
    return None
