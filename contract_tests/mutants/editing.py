"""Editing: faults in the document that the mock validates requests by."""

from __future__ import annotations

from typing import Any

from contract_tests.mutants.mutant import Edit

Json = dict[str, Any]


def schema(document: Json, place: str) -> Json:
    """Return the schema at a dotted place: a component's name, then names of properties.

    `[]` after a name steps into an array's items; `?name` at the start is a query parameter's schema.
    """
    if place.startswith("?"):
        return parameter(document, place[1:])["schema"]  # type: ignore[no-any-return]
    name, *steps = place.split(".")
    found: Json = document["components"]["schemas"][name]
    for step in steps:
        member = step.removesuffix("[]")
        found = found["properties"][member]
        if step.endswith("[]"):
            found = found["items"]
    return found


def parameter(document: Json, name: str) -> Json:
    """Return a parameter component by the name it has in requests."""
    parameters = document["components"]["parameters"].values()
    found: Json = next(item for item in parameters if item["name"] == name)
    return found


def lax(place: str, *keywords: str) -> Edit:
    """Return the fault that drops keywords of a schema: what they forbade is accepted."""

    def change(document: Json) -> None:
        target = schema(document, place)
        for keyword in keywords:
            del target[keyword]

    return Edit(change)


def set_to(place: str, **keywords: Any) -> Edit:
    """Return the fault that sets keywords of a schema."""
    return Edit(lambda document: schema(document, place).update(keywords))


def replaced(place: str, **keywords: Any) -> Edit:
    """Return the fault that puts another schema in the place of one, but not where it is referred to."""

    def change(document: Json) -> None:
        target = schema(document, place)
        target.clear()
        target.update(keywords)

    return Edit(change)


def not_required(component: str, name: str) -> Edit:
    """Return the fault that lets a required member be left out."""

    def change(document: Json) -> None:
        target = schema(document, component)
        target["required"] = [other for other in target["required"] if other != name]
        if not target["required"]:
            del target["required"]

    return Edit(change)
