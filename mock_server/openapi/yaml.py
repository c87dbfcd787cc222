"""YAML text: reading into JSON values, and the line that each of them stands on.

Scalars are resolved by YAML 1.2's core schema (section 10.3.2), as OpenAPI asks: 010 is ten, 1e3 a number,
12:30 and yes are texts. PyYAML itself follows YAML 1.1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events

from mock_server.openapi.scalars import resolved, typed

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, otherwise the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

DEEPEST = 200
"""Levels of nesting of a document (decided): more than anyone writes, and safe to walk recursively."""

MOST_VALUES = 1_000_000
"""Values of a text, with what its aliases stand for (decided): a few lines of them can stand for billions."""

_TAG = "tag:yaml.org,2002:"
_MERGE = "<<"


class YamlError(ValueError):
    """A text that is not read: why, and on which line, from 1, if that is known."""

    def __init__(self, problem: str, line: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


class LimitError(YamlError):
    """A text that is sound, but more than is read."""


def parse_yaml(text: bytes) -> Any:
    """Return the value of a YAML text; YamlError if it has none that JSON has, too.

    Refused are keys that stand twice, keys that are no scalars, tags beyond JSON's types, infinities and NaN,
    more than 200 levels of nesting and more than 1,000,000 values.
    """
    try:
        return _Reader(text).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(f"{error.problem}", None if mark is None else mark.line + 1) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count(b"\n") + 1
        raise YamlError(f"{error.reason} (the text must be UTF-8)", line) from error
    except yaml.YAMLError as error:
        raise YamlError(str(error).partition("\n")[0]) from error


@dataclass
class _Open:
    """A mapping or sequence that is being read, and the key whose value comes next."""

    start: Any
    before: int
    value: Any
    key: str | None = None
    merged: list[Any] = field(default_factory=list)
    merges: bool = False


@dataclass(frozen=True)
class _Anchored:
    """What an alias stands for: a value, how many values it is made of, and its text if it is a scalar."""

    value: Any
    size: int
    text: str | None = None


class _Reader:
    """Makes the value of a text from its events, without nodes, which would take six times as long."""

    def __init__(self, text: bytes) -> None:
        self._next: Callable[[], Any] = _Loader(text).get_event
        self._anchors: dict[str, _Anchored | None] = {}
        self._open: list[_Open] = []
        self._count = 0

    def read(self) -> Any:
        """Return the value of the only document in the text, None if there is none."""
        self._next()
        if isinstance(self._next(), events.StreamEndEvent):
            return None
        value = self._document()
        self._next()
        following = self._next()
        if not isinstance(following, events.StreamEndEvent):
            raise _error(following, "a second document begins here; keep one")
        return value

    def _document(self) -> Any:
        value: Any
        text: str | None
        while True:
            event = self._next()
            if isinstance(event, events.ScalarEvent):
                value, text = _scalar(event), event.value
                self._grow(event, 1)
                self._anchor(event, _Anchored(value, 1, text))
            elif isinstance(event, events.AliasEvent):
                value, text = self._aliased(event)
            elif isinstance(event, events.CollectionStartEvent):
                self._begin(event)
                continue
            else:
                value, text = self._end(), None
            if not self._open:
                return value
            self._add(event, value, text)

    def _begin(self, event: Any) -> None:
        mapping = isinstance(event, events.MappingStartEvent)
        if event.tag not in {None, "!", f"{_TAG}{'map' if mapping else 'seq'}"}:
            raise _error(event, f"JSON has nothing like the tag {event.tag!r}")
        if len(self._open) == DEEPEST:
            raise LimitError(f"this is nested more than {DEEPEST} levels deep", event.start_mark.line + 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open(event, self._count, {} if mapping else []))
        self._grow(event, 1)

    def _end(self) -> Any:
        part = self._open.pop()
        value = part.value
        # What stands in a mapping itself goes before what it merges, and that by its order.
        for other in part.merged:
            for key, merged in other.items():
                value.setdefault(key, merged)
        self._anchor(part.start, _Anchored(value, self._count - part.before))
        return value

    def _add(self, event: Any, value: Any, text: str | None) -> None:
        part = self._open[-1]
        if isinstance(part.value, list):
            part.value.append(value)
        elif part.key is None:
            self._begin_member(part, event, text)
        else:
            if part.merges:
                part.merged += _mergeable(event, value)
            else:
                part.value[part.key] = value
            part.key, part.merges = None, False

    def _begin_member(self, part: _Open, event: Any, text: str | None) -> None:
        """Take up a key by its text, as null and 1.0 would not come back as they were written."""
        if text is None:
            raise _error(event, "a key must be text")
        part.merges = text == _MERGE and event.anchor is None and event.implicit[0]
        if text in part.value or (part.merges and part.merged):
            raise _error(event, f"the key {text!r} stands here twice")
        part.key = text

    def _anchor(self, event: Any, anchored: _Anchored) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = anchored

    def _aliased(self, event: Any) -> tuple[Any, str | None]:
        if event.anchor not in self._anchors:
            raise _error(event, f"there is no anchor {event.anchor!r} before this alias")
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise _error(event, f"the alias {event.anchor!r} is recursive: it lies in what it stands for")
        self._grow(event, anchored.size)
        return anchored.value, anchored.text

    def _grow(self, event: Any, size: int) -> None:
        self._count += size
        if self._count > MOST_VALUES:
            problem = f"there are more than {MOST_VALUES:,} values up to here, with what aliases stand for"
            raise LimitError(f"{problem}; use fewer aliases, or `$ref`", event.start_mark.line + 1)


def line_of_node(root: yaml.Node | None, steps: Sequence[str | int]) -> int:
    """Return the line, from 1, of what steps lead to from the root node, or of the deepest that exists.

    The line of a mapping's member is its key's.
    """
    node, line = root, 1
    for step in steps:
        entry = _child(node, step)
        if entry is None:
            break
        node, line = entry
    return line


def compose_yaml(text: bytes) -> yaml.Node | None:
    """Return the root node of a YAML text that can be read, None where it is empty."""
    root: yaml.Node | None = _Loader(text).get_single_node()
    return root


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    """Return the child node at `step` and the line its key, or else the child, stands on."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
        merged = [value for key, value in node.value if key.value == _MERGE]
        found = (_child(part, step) for value in merged for part in _parts(value))
        return next((entry for entry in found if entry is not None), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        child = node.value[step]
        return child, child.start_mark.line + 1
    return None


def _parts(node: yaml.Node) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else [node]


def _scalar(event: Any) -> Any:
    try:
        if event.tag is None:
            return resolved(event.value) if event.implicit[0] else event.value
        return typed(event.value, event.tag.removeprefix(_TAG))
    except ValueError as error:
        raise _error(event, str(error)) from None


def _mergeable(event: Any, value: Any) -> list[Any]:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, dict) for part in parts):
        raise _error(event, f"{_MERGE} needs a mapping, or a list of mappings")
    return parts


def _error(event: Any, problem: str) -> YamlError:
    return YamlError(problem, event.start_mark.line + 1)
