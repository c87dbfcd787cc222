"""Flattening: schemas with what references and `allOf` say of them, to read texts by."""

from mock_server.openapi.document import Json
from mock_server.openapi.references import resolved

_INHERITED = ("type", "format", "items")


class Flattener:
    """Flattens the schemas of a document; what was followed before adds nothing."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def readable(self, schema: Json) -> Json:
        """Return a schema that texts can be read by: flat, and so its items and its unions' branches."""
        schema = self.flat(schema)
        if "items" in schema:
            schema = {**schema, "items": self.flat(schema["items"])}
        for key in ("oneOf", "anyOf"):
            if key in schema:
                schema = {**schema, key: [self.flat(branch) for branch in schema[key]]}
        return schema

    def flat(self, schema: Json, followed: set[int] | None = None) -> Json:
        """Return a schema with the type that a reference or `allOf` gives it."""
        followed = set() if followed is None else followed
        schema = resolved(self._document, schema)
        for part in _parts(schema, followed):
            inherited = self.flat(part, followed)
            schema = {**{key: inherited[key] for key in _INHERITED if key in inherited}, **schema}
        return schema

    def members(self, schema: Json, followed: set[int] | None = None) -> Json:
        """Return the properties that a schema has, also from members of `allOf`."""
        followed = set() if followed is None else followed
        schema = resolved(self._document, schema)
        inherited: Json = {}
        for part in _parts(schema, followed):
            inherited |= self.members(part, followed)
        return {**inherited, **schema.get("properties", {})}

    def readable_members(self, schema: Json) -> Json:
        """Return the properties that a schema has, as texts can be read by them."""
        return {name: self.readable(member) for name, member in self.members(schema).items()}


def _parts(schema: Json, followed: set[int]) -> list[Json]:
    """Return the members of a schema's `allOf`, none where they were followed before."""
    parts: list[Json] = schema.get("allOf", [])
    if not parts or id(parts) in followed:
        return []
    followed.add(id(parts))
    return parts
