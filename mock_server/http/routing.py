"""Routing: which plan serves a path and a method."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.http.plan import Plan

    Methods = Mapping[str, Plan]

_PARAMETER = re.compile(r"\{([^}]*)\}")


class RouteTable:
    """The plans of an app by path. Of two documents that name the same path the first wins."""

    def __init__(self) -> None:
        self._literal: dict[str, Methods] = {}
        self._templates: dict[str, tuple[int, tuple[str, ...], Methods]] = {}
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._shapes: dict[str, dict[str, Plan]] = {}

    def add(self, plans: Iterable[Plan]) -> None:
        """Take up the plans of a document."""
        taken = set(self._shapes)
        for plan in plans:
            shape = _PARAMETER.sub("{}", plan.operation.path)
            if shape not in taken:
                self._shapes.setdefault(shape, {})[plan.operation.method] = plan
        self._arrange()

    @property
    def plans(self) -> list[Plan]:
        """Return the plans that can be reached."""
        return [plan for methods in self._shapes.values() for plan in methods.values()]

    def find(self, path: str) -> tuple[Methods, dict[str, str]] | None:
        """Return the plans at a decoded path by method, and the texts of its parameters."""
        methods = self._literal.get(path)
        if methods is not None:
            return methods, {}
        pattern = self._patterns.get(path.count("/"))
        match = pattern.fullmatch(path) if pattern is not None else None
        if match is None or match.lastgroup is None:
            return None
        first, names, methods = self._templates[match.lastgroup]
        return methods, dict(zip(names, match.groups()[first:], strict=False))

    def _arrange(self) -> None:
        """Put all templates of as many segments into one pattern.

        A literal path goes before one that would match it too.
        """
        self._literal, self._templates, self._patterns = {}, {}, {}
        parts: dict[int, list[str]] = {}
        groups: Counter[int] = Counter()
        for shape in sorted(self._shapes, key=lambda shape: (shape.count("{}"), shape)):
            methods = self._shapes[shape]
            path = next(iter(methods.values())).operation.path
            if "{}" not in shape:
                self._literal[path] = methods
                continue
            slashes = path.count("/")
            group, names = f"t{len(self._templates)}", tuple(_PARAMETER.findall(path))
            parts.setdefault(slashes, []).append(f"(?P<{group}>{_pattern(path)})")
            # A template's own groups follow the one that it stands in.
            self._templates[group] = groups[slashes] + 1, names, methods
            groups[slashes] += 1 + len(names)
        self._patterns = {slashes: re.compile("|".join(of)) for slashes, of in parts.items()}


def allowed_methods(methods: Methods) -> str:
    """Return the Allow header of a path: what the document names, HEAD beside GET, and OPTIONS."""
    names = {*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}
    return ", ".join(sorted(names))


def _pattern(path: str) -> str:
    parts = re.split(r"(\{[^}]*\})", path)
    return "".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts)
