"""Flattening: schemas with what references and `allOf` say of them, to read texts by."""

from mock_server.openapi.document import Json
from mock_server.openapi.references import resolved

_INHERITED = ("type", "format", "items")


class Flattener:
    """Flattens the schemas of a document; a circle of references adds nothing."""

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

    def flat(self, schema: Json, followed: frozenset[int] = frozenset()) -> Json:
        """Return a schema with the type that a reference or `allOf` gives it."""
        schema = resolved(self._document, schema)
        parts = schema.get("allOf", ())
        for part in parts if id(parts) not in followed else ():
            inherited = self.flat(part, followed | {id(parts)})
            schema = {**{key: inherited[key] for key in _INHERITED if key in inherited}, **schema}
        return schema

    def members(self, schema: Json, followed: frozenset[int] = frozenset()) -> Json:
        """Return the properties that a schema has, also from members of `allOf`."""
        schema = resolved(self._document, schema)
        parts = schema.get("allOf", ())
        inherited: Json = {}
        for part in parts if id(parts) not in followed else ():
            inherited |= self.members(part, followed | {id(parts)})
        return {**inherited, **schema.get("properties", {})}

    def readable_members(self, schema: Json) -> Json:
        """Return the properties that a schema has, as texts can be read by them."""
        return {name: self.readable(member) for name, member in self.members(schema).items()}
