"""Mutants of group E: which models a list is about, above all `latest_only`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.mutants.lists import asked
from contract_tests.mutants.mutant import Patch, mutant, rule

Json = dict[str, Any]


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

    return rule("newest", make)


def _grouped(key: Any) -> Patch:
    def make(_: Any) -> Any:
        return lambda models: list({key(model): model for model in sorted(models, key=_created)}.values())

    return rule("newest", make)


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


MUTANTS = (
    mutant("E19", "`latest_only` is ignored.", asked(latest_only=False)),
    mutant(
        "E20",
        "`latest_only` shows the oldest version.",
        _newest(lambda one, than: one["created_at"] < than["created_at"]),
    ),
    mutant("E21", "`latest_only` is applied after paging.", rule("Models.list", _latest_of_page)),
    mutant(
        "E22",
        "`latest_only` shows the version that was changed last.",
        _newest(lambda one, than: one["updated_at"] > than["updated_at"]),
    ),
    mutant("E23", "`latest_only` is applied after the filter.", rule("Models.list", _latest_after_filter)),
    mutant("E24", "`project_id` is ignored.", asked(project_id=None)),
    mutant("E25", "`latest_only` merges one name across projects.", _grouped(lambda model: model["name"])),
    mutant(
        "E30",
        "`latest_only` compares versions as texts.",
        _newest(lambda one, than: one["version"] > than["version"]),
    ),
    mutant(
        "E72",
        "`latest_only` shows nothing once the newest version is deleted.",
        rule("newest", _remembers_deleted),
    ),
    mutant(
        "E73",
        "`latest_only` hides drafts, as if they were no versions.",
        rule(
            "newest",
            lambda original: lambda models: original([row for row in models if row["status"] == "LIVE"]),
        ),
    ),
    mutant(
        "E74",
        "`latest_only` groups names without regard to case.",
        _grouped(lambda model: (model["project_id"], model["name"].lower())),
    ),
    mutant("E75", "An unknown project_id lists every project.", rule("candidates", _any_project)),
    mutant("E76", "`latest_only` shows one model a project.", _grouped(lambda model: model["project_id"])),
)
