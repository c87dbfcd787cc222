"""Mutants of group E: paging, filters, order, search and the choice of the latest version."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import groupby
from typing import Any

from contract_tests.mutants.mutant import Mutant, Patch, mutant, rule
from contract_tests.mutants.rewriting import Request, on_json, on_request

Json = dict[str, Any]
CUT = "page:cut"


def _cut(change: Any) -> Patch:
    """Return the fault that cuts pages by another rule: `change(cut, items, limit, offset)`."""
    return rule(CUT, lambda cut: lambda items, limit, offset: change(cut, items, limit, offset))


def _echo(page: Any, **members: Any) -> Any:
    return replace(page, **members)


def _operator(name: str, **members: Any) -> Patch:
    """Return the fault that changes members of one filter operator."""
    return rule("operators:OPERATORS", lambda operator: replace(operator, **members), name)


def _query(**members: Any) -> Patch:
    """Return the fault that lists by another query than was asked."""
    return rule(
        "models:Models.list",
        lambda original: lambda self, wanted, who: original(self, replace(wanted, **members), who),
    )


def _number(change: Any) -> Any:
    return on_json(lambda envelope: change(envelope["data"]), "list_models")


# --- Pages ---


def _last_page_short(cut: Any, items: Any, limit: int, offset: int) -> Any:
    page = cut(items, limit, offset)
    last = offset > 0 and offset + limit >= page.total
    return _echo(page, items=page.items[:-1]) if last else page


def _clamped(cut: Any, items: Any, limit: int, offset: int) -> Any:
    last = max(0, (len(items) - 1) // limit * limit)
    return _echo(cut(items, limit, min(offset, last)), offset=offset)


def _overlap(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return _echo(cut(items, limit, max(offset - 1, 0)), offset=offset)


def _skip(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return _echo(cut(items, limit, offset + (offset > 0)), offset=offset)


def _capped(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return cut(items, min(limit, 25), offset)


def _quietly_capped(cut: Any, items: Any, limit: int, offset: int) -> Any:
    return _echo(cut(items, min(limit, 100), offset), limit=limit)


def _dropping_one(cut: Any, items: Any, limit: int, offset: int) -> Any:
    page = cut(items, limit, offset)
    return _echo(page, items=page.items[:-1]) if limit > 1 and len(page.items) == limit else page


# --- Order ---


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

    return rule("ordering:MODEL_ORDERING", make)


def _reference_ids(fields: Any) -> Any:
    from mock_server.world.fields import MODEL_FIELDS  # noqa: PLC0415 - the table as it is while served

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


# --- Filter and search ---


def _first_rule(original: Any) -> Any:
    def matches(self: Any, item: Json) -> bool:
        return bool(original(replace(self, rules=self.rules[:1]), item))

    return matches


def _flat(original: Any) -> Any:
    def matches(self: Any, item: Json) -> bool:
        rules = [member for member in self.rules if not hasattr(member, "rules")]
        return bool(original(replace(self, rules=tuple(rules)), item))

    return matches


def _one_condition(original: Any) -> Any:
    """Nested groups take over the condition of the outermost one."""

    def matches(self: Any, item: Json) -> bool:
        inner = [
            replace(member, condition=self.condition) if hasattr(member, "rules") else member
            for member in self.rules
        ]
        return bool(original(replace(self, rules=tuple(inner)), item))

    return matches


def _searching(test: Any) -> Patch:
    """Return the fault that searches by another rule: `test(item, text)`."""
    return rule("search:matches", lambda _: lambda item, wanted: not wanted or test(item, wanted))


def _texts(item: Json) -> list[str]:
    names = ("name", "version", "status", "input_type", "task", "description", "algorithm", "framework")
    return [item[name] for name in names if item[name] is not None]


def _whole_words(item: Json, wanted: str) -> bool:
    return any(wanted.casefold() in text.casefold().split() for text in _texts(item))


def _like(text: str, wanted: str) -> bool:
    parts = wanted.casefold().split("%")
    position = 0
    for part in parts:
        found = text.casefold().find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _or_search(request: Request) -> None:
    if "search" in request.query and "filter" in request.query:
        del request.query["filter"]


def _text_instants(original: Any) -> Any:
    return lambda kind, value: value if kind.name == "INSTANT" else original(kind, value)


# --- Latest ---


def _newest(better: Any) -> Patch:
    """Return the fault that takes, of each project and name, another version: `better(one, than)`."""

    def make(_: Any) -> Any:
        def newest(models: Any) -> list[Json]:
            found: dict[Any, Json] = {}
            for model in models:
                group = (model["project_id"], model["name"])
                if group not in found or better(model, found[group]):
                    found[group] = model
            return list(found.values())

        return newest

    return rule("latest:newest", make)


def _grouped(key: Any) -> Patch:
    def make(_: Any) -> Any:
        return lambda models: list({key(model): model for model in sorted(models, key=_created)}.values())

    return rule("latest:newest", make)


def _created(model: Json) -> str:
    return str(model["created_at"])


def _latest_of_page(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, replace(wanted, latest_only=False), who)
        if not wanted.latest_only:
            return page
        found = {(item["project"]["id"], item["name"]): item for item in sorted(page.items, key=_created)}
        kept = [item for item in page.items if found[item["project"]["id"], item["name"]] is item]
        whole = original(self, replace(wanted, limit=10**9, offset=0), who)
        return replace(page, items=kept, total=whole.total)

    return listed


def _latest_after_filter(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        if not wanted.latest_only:
            return original(self, wanted, who)
        everything = replace(wanted, latest_only=False, limit=10**9, offset=0)
        items = original(self, everything, who).items
        found = {(item["project"]["id"], item["name"]): item for item in sorted(items, key=_created)}
        kept = [item for item in items if found[item["project"]["id"], item["name"]] is item]
        end = wanted.offset + wanted.limit
        return type(original(self, wanted, who))(
            kept[wanted.offset : end], len(kept), wanted.limit, wanted.offset
        )

    return listed


def _remembers_deleted(original: Any) -> Any:
    newest_ever: dict[Any, Json] = {}

    def newest(models: Any) -> list[Json]:
        rows = list(models)
        for row in sorted(rows, key=_created):
            known = newest_ever.get((row["project_id"], row["name"]))
            if known is None or known["created_at"] < row["created_at"]:
                newest_ever[row["project_id"], row["name"]] = row
        return [
            row for row in original(rows) if newest_ever[row["project_id"], row["name"]]["id"] == row["id"]
        ]

    return newest


def _any_project(original: Any) -> Any:
    def candidates(unit: Any, wanted: Any) -> Any:
        known = wanted.project_id is None or unit.rows.get("projects", wanted.project_id.lower()) is not None
        return original(unit, wanted if known else replace(wanted, project_id=None))

    return candidates


def _total_of_page(original: Any) -> Any:
    return lambda page: original(replace(page, total=page.offset + len(page.items)))


def _total_unfiltered(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, wanted, who)
        whole = original(self, replace(wanted, filter=None, search=None, limit=1, offset=0), who)
        return replace(page, total=whole.total)

    return listed


PAGES: tuple[Mutant, ...] = (
    mutant(
        "E01",
        "`offset` is ignored.",
        _cut(lambda cut, items, limit, offset: _echo(cut(items, limit, 0), offset=offset)),
    ),
    mutant(
        "E02",
        "`limit` is ignored.",
        _cut(lambda cut, items, limit, offset: _echo(cut(items, 10**9, offset), limit=limit)),
    ),
    mutant(
        "E03",
        "`total` counts only up to the end of the page.",
        Patch("mock_server.operations.models:paginated", _total_of_page),
    ),
    mutant(
        "E04",
        "`page_index` counts from 0.",
        _number(lambda data: data.update(page_index=data["page_index"] - 1)),
    ),
    mutant("E05", "Pages overlap by one row.", _cut(_overlap)),
    mutant("E06", "The last page lacks its last row.", _cut(_last_page_short)),
    mutant("E10", "`total` ignores filter and search.", rule("models:Models.list", _total_unfiltered)),
    mutant(
        "E33",
        "`offset` is rounded down to a multiple of `limit`.",
        _cut(
            lambda cut, items, limit, offset: _echo(cut(items, limit, offset // limit * limit), offset=offset)
        ),
    ),
    mutant(
        "E34",
        "`page_count` is rounded down.",
        _number(lambda data: data.update(page_count=data["total"] // data["page_size"])),
    ),
    mutant("E35", "An offset past the end shows the last page.", _cut(_clamped)),
    mutant("E36", "Every page but the first skips a row.", _cut(_skip)),
    mutant("E37", "A page never holds more than 25 models.", _cut(_capped)),
    mutant("E38", "A page never holds more than 100 models but says otherwise.", _cut(_quietly_capped)),
    mutant(
        "E39", "`item_count` is the limit.", _number(lambda data: data.update(item_count=data["page_size"]))
    ),
    mutant("E40", "Full pages lack their last row.", _cut(_dropping_one)),
    mutant("E41", "`offset` is echoed as 0.", _number(lambda data: data.update(offset=0))),
    mutant(
        "E42",
        "`offset` counts pages, not models.",
        _cut(lambda cut, items, limit, offset: _echo(cut(items, limit, offset * limit), offset=offset)),
    ),
    mutant("E43", "`page_index` is always 1.", _number(lambda data: data.update(page_index=1))),
)

ORDERS: tuple[Mutant, ...] = (
    mutant("E07", "`ordering` is ignored.", _query(ordering=None)),
    mutant("E08", "`-` before a field is ignored.", rule("ordering:arrange", _ascending)),
    mutant("E09", "Only the first field of `ordering` counts.", rule("ordering:arrange", _first_key)),
    mutant("E11", "Order holds inside each page only.", rule("ordering:arrange", _in_page_only)),
    mutant("E12", "The order of ties differs from request to request.", rule("ordering:arrange", _unstable)),
    mutant(
        "E44",
        "The direction of the first field holds for all fields.",
        rule("ordering:arrange", _reversed_whole),
    ),
    mutant("E45", "The last field of `ordering` weighs most.", rule("ordering:arrange", _last_key_first)),
    mutant("E46", "Ordering by updated_at sorts by created_at.", _sorts_by("updated_at", "created_at")),
    mutant(
        "E47",
        "Ordering by project sorts by the project's id.",
        rule("ordering:MODEL_ORDERING", _reference_ids),
    ),
    mutant(
        "E48",
        "Ordering by a field leaves out the models that have none.",
        rule("ordering:arrange", _without_nulls),
    ),
    mutant("E49", "Ordering by version sorts by name.", _sorts_by("version", "name")),
    mutant(
        "E50",
        "Ordering by deployment_date compares texts, fractions wrongly.",
        rule("ordering:Key.of", lambda _: _as_texts),
    ),
    mutant("E51", "Ordering by algorithm is accepted and ignored.", _sorts_by("algorithm", "created_at")),
)

FILTERS: tuple[Mutant, ...] = (
    mutant("E13", "`filter` is ignored.", _query(filter=None)),
    mutant("E14", "Nested conditions of a filter are ignored.", rule("query:Group.matches", _flat)),
    mutant("E15", "`OR` is evaluated as `AND`.", rule("query:CONDITIONS", lambda _: all, "OR")),
    mutant(
        "E16",
        "Search minds the case.",
        _searching(lambda item, wanted: any(wanted in text for text in _texts(item))),
    ),
    mutant(
        "E17",
        "Search looks at the name only.",
        _searching(lambda item, wanted: wanted.casefold() in item["name"].casefold()),
    ),
    mutant(
        "E18",
        "Search finds only texts that begin so.",
        _searching(
            lambda item, wanted: any(text.casefold().startswith(wanted.casefold()) for text in _texts(item))
        ),
    ),
    mutant(
        "E26",
        "`in` honours only its first value.",
        _operator("in", test=lambda actual, expected: actual in expected[:1]),
    ),
    mutant(
        "E27",
        "`less` behaves as less_or_equal.",
        _operator("less", test=lambda actual, expected: actual <= expected),
    ),
    mutant("E28", "`not_equal` leaves out nulls.", _operator("not_equal", matches_null=False)),
    mutant(
        "E29",
        "`contains` ignores the case.",
        _operator("contains", test=lambda actual, expected: expected.lower() in actual.lower()),
    ),
    mutant(
        "E31",
        "`between` leaves out its upper bound.",
        _operator("between", test=lambda actual, expected: expected[0] <= actual < expected[1]),
    ),
    mutant("E32", "`is_null` never matches.", _operator("is_null", test=lambda *_: False)),
    mutant("E52", "Only the first rule of a condition counts.", rule("query:Group.matches", _first_rule)),
    mutant(
        "E53",
        "Nested conditions take over the outermost AND or OR.",
        rule("query:Group.matches", _one_condition),
    ),
    mutant(
        "E54",
        "`greater_or_equal` behaves as greater.",
        _operator("greater_or_equal", test=lambda actual, expected: actual > expected),
    ),
    mutant(
        "E55",
        "`not_in` behaves as in.",
        _operator("not_in", test=lambda actual, expected: actual in expected, matches_null=False),
    ),
    mutant(
        "E56",
        "`begins_with` behaves as contains.",
        _operator("begins_with", test=lambda actual, expected: expected in actual),
    ),
    mutant(
        "E57",
        "`ends_with` behaves as contains.",
        _operator("ends_with", test=lambda actual, expected: expected in actual),
    ),
    mutant(
        "E58",
        "`any` honours only its last value.",
        _operator("any", test=lambda actual, expected: actual in expected[-1:]),
    ),
    mutant(
        "E59",
        "`not_between` behaves as greater than its upper bound.",
        _operator("not_between", test=lambda actual, expected: actual > expected[1]),
    ),
    mutant(
        "E60", "`is_empty` does not match null.", _operator("is_empty", test=lambda actual, _: actual == "")
    ),
    mutant(
        "E61",
        "`equal` ignores the case.",
        _operator("equal", test=lambda actual, expected: str(actual).lower() == str(expected).lower()),
    ),
    mutant("E62", "`not_contains` leaves out nulls.", _operator("not_contains", matches_null=False)),
    mutant(
        "E63",
        "Filters compare date-times as texts.",
        rule("query:Rule._actual", lambda _: lambda self, item: self.field.value(item)),
        rule("fields:literal", _text_instants),
    ),
    mutant(
        "E64",
        "A per cent sign in `search` stands for any text.",
        _searching(lambda item, wanted: any(_like(text, wanted) for text in _texts(item))),
    ),
    mutant("E65", "Search finds whole words only.", _searching(_whole_words)),
    mutant("E66", "A search drops the filter.", on_request(_or_search, "list_models")),
    mutant(
        "E67",
        "Search looks at the name and the description only.",
        _searching(
            lambda item, wanted: any(
                wanted.casefold() in (item[name] or "").casefold() for name in ("name", "description")
            )
        ),
    ),
    mutant(
        "E68",
        "`less_or_equal` behaves as less.",
        _operator("less_or_equal", test=lambda actual, expected: actual < expected),
    ),
    mutant(
        "E69",
        "A filter on owner_id looks at created_by.",
        rule("fields:MODEL_FIELDS", lambda field: replace(field, path=("created_by", "id")), "owner_id"),
    ),
    mutant(
        "E70",
        "A filter on project.name never matches.",
        rule("fields:MODEL_FIELDS", lambda field: replace(field, path=("description",)), "project.name"),
    ),
    mutant("E71", "`is_not_null` matches everything.", _operator("is_not_null", test=lambda *_: True)),
)

LATEST: tuple[Mutant, ...] = (
    mutant("E19", "`latest_only` is ignored.", _query(latest_only=False)),
    mutant(
        "E20",
        "`latest_only` shows the oldest version.",
        _newest(lambda one, than: one["created_at"] < than["created_at"]),
    ),
    mutant("E21", "`latest_only` is applied after paging.", rule("models:Models.list", _latest_of_page)),
    mutant(
        "E22",
        "`latest_only` shows the version that was changed last.",
        _newest(lambda one, than: one["updated_at"] > than["updated_at"]),
    ),
    mutant(
        "E23", "`latest_only` is applied after the filter.", rule("models:Models.list", _latest_after_filter)
    ),
    mutant("E24", "`project_id` is ignored.", _query(project_id=None)),
    mutant("E25", "`latest_only` merges one name across projects.", _grouped(lambda model: model["name"])),
    mutant(
        "E30",
        "`latest_only` compares versions as texts.",
        _newest(lambda one, than: one["version"] > than["version"]),
    ),
    mutant(
        "E72",
        "`latest_only` shows nothing once the newest version is deleted.",
        rule("latest:newest", _remembers_deleted),
    ),
    mutant(
        "E73",
        "`latest_only` hides drafts, as if they were no versions.",
        rule(
            "latest:newest",
            lambda original: lambda models: original([row for row in models if row["status"] == "LIVE"]),
        ),
    ),
    mutant(
        "E74",
        "`latest_only` groups names without regard to case.",
        _grouped(lambda model: (model["project_id"], model["name"].lower())),
    ),
    mutant("E75", "An unknown project_id lists every project.", rule("models:candidates", _any_project)),
    mutant("E76", "`latest_only` shows one model a project.", _grouped(lambda model: model["project_id"])),
)

MUTANTS = (*PAGES, *ORDERS, *FILTERS, *LATEST)
