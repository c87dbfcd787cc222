"""The fields of list items: where each is found, and how its values compare."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from mock_server.world import instants

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]


class Kind(Enum):
    """How values of a field are read and compared."""

    TEXT = "text"
    UUID = "uuid"
    INSTANT = "date-time"
    NUMBER = "number"


class Unfit(ValueError):
    """A value of a filter that the field cannot be compared with."""


@dataclass(frozen=True)
class Field:
    """A scalar somewhere in a list item."""

    kind: Kind
    path: tuple[str, ...]

    def value(self, item: Mapping[str, Any]) -> Any:
        """Return the value as it stands in the item; None when it or something above it is null."""
        found: Any = item
        for step in self.path:
            if found is None:
                return None
            found = found[step]
        return found

    def comparable(self, item: Mapping[str, Any]) -> Any:
        """Return what compares like the value, or None."""
        value = self.value(item)
        try:
            return None if value is None else comparable(self.kind, value)
        except ValueError:
            return None  # a date-time kept as sent that is none: it compares like no value


def comparable(kind: Kind, value: Any) -> Any:
    """Return what compares like a value: date-times as instants, UUIDs in lower case, the rest itself.

    Raises ValueError for text that is no date-time where one is needed.
    """
    if kind is Kind.INSTANT:
        return instants.key(value)
    return value.lower() if kind is Kind.UUID else value


def literal(kind: Kind, value: Any) -> Any:
    """Read a value of a filter. Raises ValueError saying what it must be."""
    if kind is Kind.NUMBER:
        return _number(value)
    if not isinstance(value, str):
        raise Unfit(f"must be a string, as the field is a {kind.value}")
    if kind is Kind.UUID:
        return _uuid(value)
    return comparable(kind, value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit("must be a number")
    return value


def _uuid(value: str) -> str:
    try:
        return str(uuid.UUID(value))
    except ValueError:
        raise ValueError("must be a UUID") from None


def _fields(kind: Kind, *names: str) -> dict[str, Field]:
    return {name: Field(kind, tuple(name.split("."))) for name in names}


def _shortcuts(*names: str) -> dict[str, Field]:
    return {f"{name}_id": Field(Kind.UUID, (name, "id")) for name in names}


MODEL_FIELDS: Mapping[str, Field] = {
    **_fields(Kind.UUID, "id", "project.id", "organization.id", "owner.id", "created_by.id", "updated_by.id"),
    **_shortcuts("project", "organization", "owner", "created_by", "updated_by"),
    **_fields(Kind.TEXT, "name", "version", "status", "input_type", "task", "description"),
    **_fields(Kind.TEXT, "artifact_status", "algorithm", "framework", "project.name", "organization.name"),
    **_fields(Kind.TEXT, "owner.full_name", "created_by.full_name", "updated_by.full_name"),
    **_fields(Kind.TEXT, "owner.email", "created_by.email", "updated_by.email"),
    **_fields(Kind.INSTANT, "deployment_date", "deleted_at", "created_at", "updated_at"),
}
"""What models can be filtered by: every scalar of a list item (guide), some under a second name (client)."""

PROJECT_FIELDS: Mapping[str, Field] = {
    **_fields(Kind.UUID, "id", "organization.id"),
    **_shortcuts("organization"),
    **_fields(Kind.TEXT, "name", "organization.name"),
    **_fields(Kind.INSTANT, "created_at", "updated_at"),
}

ENVIRONMENT_FIELDS: Mapping[str, Field] = {
    **_fields(Kind.UUID, "id", "model.id", "project.id", "organization.id"),
    **_shortcuts("model", "project", "organization"),
    **_fields(Kind.TEXT, "name", "type", "model.name", "model.version", "project.name", "organization.name"),
    **_fields(Kind.NUMBER, "row_count"),
    **_fields(Kind.INSTANT, "created_at", "updated_at"),
}
