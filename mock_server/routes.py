"""Routes: which operations stand at a path."""

import re
from collections.abc import Mapping, Sequence

from mock_server.contract import Contract, Operation


class RouteTable:
    """All operations of an app by path; of two contracts that name the same path the first wins."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._routes: list[tuple[re.Pattern[str], tuple[str, ...], dict[str, Operation]]] = []
        by_path: dict[str, dict[str, Operation]] = {}
        for contract in contracts:
            taken = set(by_path)
            for operation in contract.operations:
                shape = re.sub(r"\{[^}]*\}", "{}", operation.path)
                if shape not in taken:
                    by_path.setdefault(shape, {})[operation.method] = operation
        # A literal path goes before a template that would match it too.
        for shape in sorted(by_path, key=lambda shape: (shape.count("{}"), shape)):
            methods = by_path[shape]
            path = next(iter(methods.values())).path
            names = tuple(re.findall(r"\{([^}]*)\}", path))
            self._routes.append((_pattern(path), names, methods))

    @property
    def operations(self) -> list[Operation]:
        """Return the operations that can be reached."""
        return [operation for _, _, methods in self._routes for operation in methods.values()]

    def find(self, path: str) -> tuple[Mapping[str, Operation], dict[str, str]] | None:
        """Return the operations at a decoded path by method, and the texts of its parameters."""
        for pattern, names, methods in self._routes:
            if match := pattern.fullmatch(path):
                return methods, dict(zip(names, match.groups(), strict=True))
        return None


def allowed_methods(methods: Mapping[str, Operation]) -> str:
    """Return the Allow header of a path: what the document names, HEAD beside GET, and OPTIONS."""
    names = {*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}
    return ", ".join(sorted(names))


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]*\})", path)
    return re.compile("".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts))
