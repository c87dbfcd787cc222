"""YAML text: reading into JSON values, with the nodes that tell where everything stands.

Scalars are resolved by YAML 1.2's core schema (section 10.3.2), as OpenAPI asks: 010 is ten, 1e3 a number,
12:30 and yes are texts. PyYAML itself follows YAML 1.1.
"""

import math
import re
from collections.abc import Hashable
from typing import Any

import yaml
from yaml.constructor import ConstructorError

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: slower, otherwise the same
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

_TAG = "tag:yaml.org,2002:"
_JSON_TAGS = {f"{_TAG}{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map")}
_RESOLVERS = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    "merge": (r"<<", ["<"]),
}


def parse_yaml(text: bytes) -> tuple[Any, yaml.Node | None]:
    """Return the value of a YAML text and its root node; yaml.YAMLError or RecursionError if it has none.

    Refused are keys that stand twice, and what JSON cannot say: keys that are no scalars, tags beyond JSON's
    types, infinities and NaN.
    """
    loader = _JsonLoader(text)
    root = loader.get_single_node()
    # At once and not in two passes, so that an alias to what holds it is refused.
    return (loader.construct_object(root, deep=True) if root is not None else None), root


def compose_yaml(text: bytes) -> yaml.Node | None:
    """Return the root node of a YAML text, None where the text is none."""
    try:
        return _JsonLoader(text).get_single_node()
    except (yaml.YAMLError, RecursionError):
        return None


class _JsonLoader(_BaseLoader):
    def construct_mapping(  # the signature is PyYAML's
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002  PyYAML calls it by position
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise ConstructorError(None, None, "a key must be text", key.start_mark)
            if key.value in seen:
                raise ConstructorError(None, None, f"the key {key.value!r} stands here twice", key.start_mark)
            seen.add(key.value)
        self.flatten_mapping(node)
        # By the text of the key, as null and 1.0 would not come back as they were written.
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


def _integer(_loader: _BaseLoader, node: yaml.ScalarNode) -> int:
    text = node.value
    try:
        return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
    except ValueError:
        raise ConstructorError(None, None, f"{text!r} is no integer", node.start_mark) from None


def _number(_loader: _BaseLoader, node: yaml.ScalarNode) -> float:
    try:
        number = float(node.value)
    except ValueError:
        number = math.inf  # .inf and .nan, which Python spells otherwise
    if not math.isfinite(number):
        raise ConstructorError(None, None, f"JSON has no number {node.value!r}", node.start_mark)
    return number


def _unknown(_loader: _BaseLoader, node: yaml.Node) -> Any:
    raise ConstructorError(None, None, f"JSON has nothing like the tag {node.tag!r}", node.start_mark)


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    by_first: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, (pattern, firsts) in _RESOLVERS.items():
        for first in firsts:
            by_first.setdefault(first, []).append((_TAG + name, re.compile(f"^(?:{pattern})$")))
    return by_first


_JsonLoader.yaml_implicit_resolvers = _resolvers()
_JsonLoader.yaml_constructors = {
    **{tag: made for tag, made in _BaseLoader.yaml_constructors.items() if tag in _JSON_TAGS},
    f"{_TAG}int": _integer,
    f"{_TAG}float": _number,
    f"{_TAG}merge": _BaseLoader.yaml_constructors[f"{_TAG}str"],
    None: _unknown,
}
