"""The fields of a list item that can be filtered, sorted and searched by, and how each is read."""

from collections.abc import Callable
from typing import Any

from tests.other_implementation.seed import Json

Reader = Callable[[Json], Any]

INSTANTS = frozenset({"deployment_date", "deleted_at", "created_at", "updated_at"})
TEXTS = (
    "name",
    "version",
    "status",
    "input_type",
    "task",
    "description",
    "artifact_status",
    "algorithm",
    "framework",
)
REFERENCES = {
    "organization": ("name", "id"),
    "project": ("name", "id"),
    "owner": ("full_name", "id", "email"),
    "created_by": ("full_name", "id", "email"),
    "updated_by": ("full_name", "id", "email"),
}


def _own(name: str) -> Reader:
    return lambda item: item[name]


def _inner(reference: str, member: str) -> Reader:
    return lambda item: item[reference][member] if item[reference] else None


_SCALARS: dict[str, Reader] = {name: _own(name) for name in ("id", *TEXTS, *sorted(INSTANTS))}

FILTERABLE: dict[str, Reader] = {
    **_SCALARS,
    **{f"{name}_id": _inner(name, "id") for name in REFERENCES},
    **{
        f"{name}.{member}": _inner(name, member) for name, members in REFERENCES.items() for member in members
    },
}

# A reference sorts by its name.
SORTABLE: dict[str, Reader] = {
    **_SCALARS,
    **{name: _inner(name, members[0]) for name, members in REFERENCES.items()},
}
