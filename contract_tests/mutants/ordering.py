"""Mutants of group E: the order of a list."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import groupby
from typing import Any

from contract_tests.mutants.lists import asked
from contract_tests.mutants.mutant import Patch, mutant, rule

Json = dict[str, Any]


def _in_page_only(arrange: Any) -> Any:
    """Cutting comes before sorting: `cut` sorts what `arrange` was told."""

    class Unsorted(list[Json]):
        keys: Any = ()

        def __getitem__(self, key: Any) -> Any:
            part = super().__getitem__(key)
            return arrange(part, self.keys) if isinstance(key, slice) else part

    def remembering(items: Any, keys: Any) -> Any:
        unsorted = Unsorted(items)
        unsorted.keys = tuple(keys)
        return unsorted

    return remembering


def _unstable(arrange: Any) -> Any:
    def arranged(items: Any, keys: Any) -> list[Json]:
        shuffled: list[Json] = arrange(items, keys)
        keys = tuple(keys)
        groups = groupby(shuffled, key=lambda item: [str(key.of(item)) for key in keys])
        tied = [list(group) for _, group in groups]
        return [item for group in tied for item in random.sample(group, len(group))]

    return arranged


def _ascending(arrange: Any) -> Any:
    return lambda items, keys: arrange(items, [replace(key, descending=False) for key in keys])


def _reversed_whole(arrange: Any) -> Any:
    def arranged(items: Any, keys: Any) -> list[Json]:
        keys = tuple(keys)
        return list(arrange(items, [replace(key, descending=keys[0].descending) for key in keys]))

    return arranged


def _first_key(arrange: Any) -> Any:
    return lambda items, keys: arrange(items, tuple(keys)[:1])


def _last_key_first(arrange: Any) -> Any:
    return lambda items, keys: arrange(items, tuple(keys)[::-1])


def _sorts_by(field: str, other: str) -> Patch:
    def make(fields: Any) -> Any:
        return {**fields, field: fields[other]}

    return rule("model_ordering", make)


def _reference_ids(fields: Any) -> Any:
    from mock_server.world.listing.fields import MODEL_FIELDS  # noqa: PLC0415 - the table as it is while served

    return {**fields, "project": MODEL_FIELDS["project.id"]}


def _without_nulls(arrange: Any) -> Any:
    def arranged(items: Any, keys: Any) -> list[Json]:
        keys = tuple(keys)
        return [
            item for item in arrange(items, keys) if all(key.field.value(item) is not None for key in keys)
        ]

    return arranged


def _as_texts(self: Any, item: Json) -> tuple[bool, Any]:
    value = self.field.value(item)
    return (True, "") if value is None else (False, value)


def _null_as_1970(original: Any) -> Any:
    def of(self: Any, item: Json) -> Any:
        dated = item if item["deployment_date"] else {**item, "deployment_date": "1970-01-01T00:00:00Z"}
        return original(self, dated if self.field.path == ("deployment_date",) else item)

    return of


def _stale_descriptions(original: Any) -> Any:
    """The index is filled when a list is first sorted, and never again."""
    index: dict[str, Any] = {}

    def of(self: Any, item: Json) -> Any:
        known = index.setdefault(item["id"], item["description"])
        return original(self, {**item, "description": known})

    return of


MUTANTS = (
    mutant("E07", "`ordering` is ignored.", asked(ordering=None)),
    mutant("E08", "`-` before a field is ignored.", rule("arrange", _ascending)),
    mutant("E09", "Only the first field of `ordering` counts.", rule("arrange", _first_key)),
    mutant("E11", "Order holds inside each page only.", rule("arrange", _in_page_only)),
    mutant(
        "E12",
        "The order of ties differs from request to request.",
        rule("arrange", _unstable),
    ),
    mutant(
        "E44",
        "The direction of the first field holds for all fields.",
        rule("arrange", _reversed_whole),
    ),
    mutant("E45", "The last field of `ordering` weighs most.", rule("arrange", _last_key_first)),
    mutant("E46", "Ordering by updated_at sorts by created_at.", _sorts_by("updated_at", "created_at")),
    mutant(
        "E47",
        "Ordering by project sorts by the project's id.",
        rule("model_ordering", _reference_ids),
    ),
    mutant(
        "E48",
        "Ordering by a field leaves out the models that have none.",
        rule("arrange", _without_nulls),
    ),
    mutant("E49", "Ordering by version sorts by name.", _sorts_by("version", "name")),
    mutant(
        "E50",
        "Ordering by deployment_date compares texts, fractions wrongly.",
        rule("Key.of", lambda _: _as_texts),
    ),
    mutant("E51", "Ordering by algorithm is accepted and ignored.", _sorts_by("algorithm", "created_at")),
    mutant(
        "E100",
        "Ordering by deployment_date takes null for 1970.",
        rule("Key.of", _null_as_1970),
    ),
    mutant(
        "E101",
        "Ordering by artifact_status is accepted and ignored.",
        _sorts_by("artifact_status", "created_at"),
    ),
    mutant(
        "E102",
        "Ordering by description goes by an index that PATCH does not refresh.",
        rule("Key.of", _stale_descriptions),
    ),
)
