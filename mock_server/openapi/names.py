"""Names: the properties that schemas mention, for "did you mean"."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from mock_server.openapi.document import Json
from mock_server.openapi.grammar import Part
from mock_server.openapi.references import target


class PropertyNames(AbstractSet[str]):
    """Every property name that schemas mention at any depth, found out when it is first asked for."""

    def __init__(self, schemas: Sequence[Json], document: Json) -> None:
        self._schemas = schemas
        self._document = document

    def __contains__(self, name: object) -> bool:
        return name in _found(self)

    def __iter__(self) -> Iterator[str]:
        return iter(_found(self))

    def __len__(self) -> int:
        return len(_found(self))

    __hash__ = object.__hash__

    def find(self) -> frozenset[str]:
        """Return the names."""
        names: set[str] = set()
        followed: set[str] = set()
        pending = [Part("Schema", schema) for schema in self._schemas]
        while pending:
            for part in pending.pop().walk():
                if part.reference is not None and part.reference not in followed:
                    followed.add(part.reference)
                    pending.append(Part("Schema", target(self._document, part.reference)))
                elif isinstance(part.value, dict) and isinstance(part.value.get("properties"), dict):
                    names.update(part.value["properties"])
        return frozenset(names)


# Of large documents the names of each operation take a quarter of a megabyte.
@lru_cache(maxsize=32)
def _found(names: PropertyNames) -> frozenset[str]:
    return names.find()
