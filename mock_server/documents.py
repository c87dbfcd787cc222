"""Documents: YAML and JSON files as JSON values, with the line of every place for error messages."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from mock_server.settings import ConfigurationError

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: slower, otherwise the same
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

Json = dict[str, Any]

_DROPPED_TAGS = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}


class _JsonLoader(_BaseLoader):
    """Reads YAML 1.2's JSON schema: text keys, no dates, only true and false are truth values."""

    def construct_mapping(  # the signature is PyYAML's
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002  PyYAML calls it by position
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                problem = f"the key {key.value!r} stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return {str(key): value for key, value in super().construct_mapping(node, deep=deep).items()}


def _without_dropped(resolvers: dict[str, list[tuple[str, Any]]]) -> dict[str, list[tuple[str, Any]]]:
    return {
        first: [(tag, pattern) for tag, pattern in entries if tag not in _DROPPED_TAGS]
        for first, entries in resolvers.items()
    }


_JsonLoader.yaml_implicit_resolvers = _without_dropped(_BaseLoader.yaml_implicit_resolvers)
_JsonLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
    list("tTfF"),
)


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
        loader = _JsonLoader(text)
        root = loader.get_single_node()
        # At once and not in two passes, so that an alias to what holds it is refused.
        data = loader.construct_object(root, deep=True) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # An unfinished text is noticed at its end, which is one line past the last.
        where = f":{min(mark.line + 1, len(text.splitlines()))}" if mark else ""
        raise ConfigurationError(f"{path}{where}: this is neither YAML nor JSON: {error.problem}.") from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is nested too deeply"
        raise ConfigurationError(f"{path}: this is neither YAML nor JSON: {reason}.") from error
    return Document(path, data, text, root)


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
