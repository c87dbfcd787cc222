"""Styles: how parameters are written that are objects, or stand in a path behind a prefix.

The rules are OpenAPI 3.0.3's (4.7.12.4) and, where it says little, RFC 6570's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mock_server.openapi.document import Json
from mock_server.openapi.limits import MOST_PAIRS
from mock_server.world.errors import shown

DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_PREFIXES = {"label": ".", "matrix": ";"}
_NAMED = {"query", "cookie"}

Members = dict[str, Sequence[str]]
"""The texts of an object by property."""


@dataclass(frozen=True)
class Style:
    """How one parameter is written; `kind` is value, array or object, `members` are the properties' names."""

    name: str
    style: str
    explode: bool
    kind: str
    members: frozenset[str] = frozenset()

    def read(self, given: Mapping[str, Sequence[str]]) -> Sequence[str] | Members | None:
        """Return a parameter's texts, an array's by item, an object's by property; None when it is absent.

        ValueError says how it must be written.
        """
        if self.style == "deepObject":
            return self._deep(given)
        if self.style == "form" and self.explode:
            return {name: given[name] for name in sorted(self.members & set(given))} or None
        return self._parted(given[self.name][-1]) if self.name in given else None

    def names(self, given: Iterable[str]) -> set[str]:
        """Return those of the names of a query that belong to this parameter."""
        own = {self.name, *self.members}
        return {name for name in given if name in own or self._key(name) is not None}

    def _deep(self, given: Mapping[str, Sequence[str]]) -> Sequence[str] | Members | None:
        found = {key: texts for name, texts in given.items() if (key := self._key(name)) is not None}
        if self.kind == "array":
            return [text for texts in found.values() for text in texts] or None
        return found or None

    def _key(self, name: str) -> str | None:
        """Return what stands in the brackets of `name[key]`; a further `[]` marks an array and is ignored."""
        if self.style != "deepObject" or not name.startswith(f"{self.name}["):
            return None
        key, closing, rest = name[len(self.name) + 1 :].partition("]")
        return key if closing and rest in {"", "[]"} and "[" not in key else None

    def _parted(self, text: str) -> Sequence[str] | Members:
        prefix = _PREFIXES.get(self.style, "")
        if not text.startswith(prefix):
            raise ValueError(f"must be written in the style {self.style}, beginning with {prefix}")
        text = text.removeprefix(prefix)
        own = f"{self.name}=" if self.style == "matrix" else ""
        if self.kind == "value":
            return [text.removeprefix(own)]
        parts = split(text, self._separator(text))
        if self.kind == "array":
            return [part.removeprefix(own) for part in parts]
        if not self.explode:
            return _paired(split(text.removeprefix(own), self._separator(text)))
        return _paired([half for part in parts for half in part.partition("=")[::2]])

    def _separator(self, text: str) -> str:
        """OpenAPI 3.0.3 separates a label's parts by dots always, RFC 6570 by commas unless exploded."""
        if self.style == "label":
            return "." if self.explode or "," not in text else ","
        return ";" if self.style == "matrix" and self.explode else DELIMITERS.get(self.style, ",")


def split(text: str, separator: str) -> list[str]:
    """Return the parts of a text; ValueError for more than 10,000."""
    if text.count(separator) >= MOST_PAIRS:
        raise ValueError(f"must have at most {MOST_PAIRS:,} parts")
    return text.split(separator)


def special_style(definition: Json, schema: Json) -> Style | None:
    """Return the style of a parameter that is no plain text or list; ValueError where it is not served."""
    style = definition.get("style", "form" if definition["in"] in _NAMED else "simple")
    members = schema.get("properties", {})
    kind = "object" if schema.get("type") == "object" or members else schema.get("type", "value")
    kind = kind if kind in {"object", "array"} else "value"
    if style not in {"label", "matrix", "deepObject"} and kind != "object":
        return None
    if any(member.get("type") == "object" or "properties" in member for member in members.values()):
        raise ValueError(f"the parameter {shown(definition['name'])} is an object with objects inside, which "
                         "no style of OpenAPI can write; give it `content` instead of `schema`")  # fmt: skip
    name = definition["name"].lower() if definition["in"] == "header" else definition["name"]
    explode = definition.get("explode", style == "form")
    apart = style == "form" and explode
    return Style(name, style, explode, kind, frozenset(members) if apart else frozenset())


def _paired(parts: Sequence[str]) -> Members:
    if len(parts) % 2:
        raise ValueError("must be names and values by turns")
    return {name: [value] for name, value in zip(parts[::2], parts[1::2], strict=True)}
