"""The grammar of OpenAPI 3.0: which keyword of which object holds which kind of object.

What it does not name is data: examples, defaults and extensions may hold anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mock_server.openapi.document import Json
from mock_server.openapi.references import Place

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_PARAMETER = {
    "schema": "Schema",
    "content": "{MediaType}",
    "examples": "{Example}",
    "x-content-schema": "Schema",
}
_KEYWORDS: dict[str, dict[str, str]] = {
    "OpenAPI": {"paths": "Paths", "components": "Components"},
    "Components": {
        "schemas": "{Schema}",
        "responses": "{Response}",
        "parameters": "{Parameter}",
        "examples": "{Example}",
        "requestBodies": "{RequestBody}",
        "headers": "{Header}",
        "securitySchemes": "{SecurityScheme}",
        "links": "{Link}",
        "callbacks": "{Callback}",
    },
    "PathItem": {"parameters": "[Parameter]", **dict.fromkeys(METHODS, "Operation")},
    "Operation": {
        "parameters": "[Parameter]",
        "requestBody": "RequestBody",
        "responses": "Responses",
        "callbacks": "{Callback}",
    },
    "Parameter": _PARAMETER,
    "Header": _PARAMETER,
    "RequestBody": {"content": "{MediaType}"},
    "MediaType": {"schema": "Schema", "examples": "{Example}", "encoding": "{Encoding}"},
    "Encoding": {"headers": "{Header}"},
    "Response": {"headers": "{Header}", "content": "{MediaType}", "links": "{Link}"},
    "Schema": {
        "properties": "{Schema}",
        "items": "Schema",
        "additionalProperties": "Schema",
        "not": "Schema",
        **dict.fromkeys(("allOf", "oneOf", "anyOf"), "[Schema]"),
    },
}
"""Below each kind's keywords: an object of a kind, `[a list]` of them or `{a map}` from any names to them."""

_MAPS = {"Paths": "PathItem", "Responses": "Response", "Callback": "PathItem"}
"""The kinds that are maps themselves, and may have extensions among their names."""
_REFERABLE = {kind.strip("{}") for kind in _KEYWORDS["Components"].values()} | {"PathItem"}
"""The kinds in whose place a reference may stand."""


@dataclass(frozen=True)
class Part:
    """An object of a document: its kind, its value, which may be of any type, and its place."""

    kind: str
    value: Any
    place: Place = ()

    @property
    def reference(self) -> str | None:
        """Return what the object refers to in place of being one."""
        found = self.value.get("$ref") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) and self.kind in _REFERABLE else None

    def walk(self) -> Iterator["Part"]:
        """Return this object and all inside it, in the document's order; references are not followed."""
        pending = [self]
        while pending:
            part = pending.pop()
            yield part
            if part.reference is None and isinstance(part.value, dict):
                pending.extend(reversed(list(part.members())))

    def members(self) -> Iterator["Part"]:
        """Return the objects right inside this one."""
        if self.kind in _MAPS:
            for name, value in self.value.items():
                if not name.startswith("x-"):
                    yield Part(_MAPS[self.kind], value, (*self.place, name))
            return
        keywords = _KEYWORDS.get(self.kind, {})
        for name, value in self.value.items():
            if name in keywords:
                yield from _parts(keywords[name], value, (*self.place, name))


def canonical(reference: str) -> str | None:
    """Return the kind of a component by a reference to it, None for a reference to anything else."""
    start, _, section = reference.rpartition("/")[0].rpartition("/")
    kind = _KEYWORDS["Components"].get(section) if start == "#/components" else None
    return kind.strip("{}") if kind else None


def document_parts(data: Json) -> Iterator[Part]:
    """Return all objects of a document."""
    return Part("OpenAPI", data).walk()


def _parts(kind: str, value: Any, place: Place) -> Iterator[Part]:
    if kind.startswith("{"):
        members: Any = value.items() if isinstance(value, dict) else ()
    elif kind.startswith("["):
        members = enumerate(value) if isinstance(value, list) else ()
    else:
        yield Part(kind, value, place)
        return
    for step, member in members:
        yield Part(kind[1:-1], member, (*place, step))
