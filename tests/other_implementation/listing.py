"""Which models a list shows and in which order: the seven query parameters of list_models."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.other_implementation.fields import INSTANTS, SORTABLE, TEXTS
from tests.other_implementation.filters import Predicate, predicate
from tests.other_implementation.instants import instant
from tests.other_implementation.problems import Problem
from tests.other_implementation.seed import Json
from tests.other_implementation.wire import Call, boolean, integer, uuid


@dataclass(frozen=True)
class Listing:
    """The parameters of a list, read and checked; `ordering` is pairs of a field and whether it descends."""

    latest_only: bool
    project_id: str | None
    matches: Predicate
    search: str
    ordering: tuple[tuple[str, bool], ...]
    limit: int
    offset: int
    fault: str | None

    @classmethod
    def of(cls, call: Call, fault: str | None) -> "Listing":
        """Read the parameters of a request.

        Raises:
            Problem: 400.
        """
        latest, project = call.parameter("latest_only"), call.parameter("project_id")
        condition, ordering = call.parameter("filter"), call.parameter("ordering")
        return cls(
            latest_only=latest is not None and boolean(latest, "latest_only"),
            project_id=None if project is None else uuid(project, "project_id"),
            matches=(lambda _: True) if condition is None else predicate(condition, fault),
            search=(call.parameter("search") or "").casefold(),
            # The contract leaves the default order open; here it is the newest first.
            ordering=(("created_at", True),) if ordering is None else _ordering(ordering),
            limit=_number(call, "limit", 50, 1),
            offset=_number(call, "offset", 0, 0),
            fault=fault,
        )

    def page(self, summaries: Iterable[Json]) -> Json:
        """Cut the page out of all models that the caller may see: the `data` of a PAGINATED envelope."""
        shown = list(summaries)
        if self.latest_only:
            shown = _latest(shown)
        shown = self._sorted([item for item in shown if self._shows(item)])
        return paginated(shown, self.limit, self.offset, self.fault)

    def _shows(self, item: Json) -> bool:
        if self.project_id not in {None, item["project"]["id"]}:
            return False
        found = any(self.search in (item[name] or "").casefold() for name in TEXTS)
        return found and self.matches(item)

    def _sorted(self, items: list[Json]) -> list[Json]:
        items = sorted(items, key=lambda item: str(item["id"]))
        keys = self.ordering[:1] if self.fault == "second-ordering-key-ignored" else self.ordering
        for field, descends in reversed(keys):
            items.sort(key=lambda item, field=field: _rank(item, field), reverse=descends)  # type: ignore[misc]  # the default binds the loop's value
        return items


def paginated(items: list[Json], limit: int, offset: int, fault: str | None = None) -> Json:
    """Give the `data` of a PAGINATED envelope: one page of all `items`, and its place among them."""
    total, cut = len(items), items[offset : offset + limit]
    pages = -(-total // limit) if limit else 0
    if fault == "page-count-on-exact-multiple" and total and total % limit == 0:
        pages += 1
    return {
        "page_size": limit,
        "total": total,
        "item_count": len(cut),
        "page_count": pages,
        "page_index": offset // limit + 1 if limit else 1,
        "offset": offset,
        "items": cut,
        "more": offset + limit < total,
    }


def _number(call: Call, name: str, default: int, least: int) -> int:
    text = call.parameter(name)
    return default if text is None else integer(text, name, least)


def _ordering(text: str) -> tuple[tuple[str, bool], ...]:
    fields = [(part.removeprefix("-"), part.startswith("-")) for part in text.split(",")]
    for field, _ in fields:
        if field not in SORTABLE:
            raise Problem(400, f"ordering: models cannot be sorted by {field[:80]!r}")
    return tuple(fields)


def _latest(items: list[Json]) -> list[Json]:
    newest: dict[tuple[str, str], Json] = {}
    for item in sorted(items, key=lambda item: instant(item["created_at"])):
        newest[item["project"]["id"], item["name"]] = item
    return list(newest.values())


def _rank(item: Json, field: str) -> tuple[bool, Any]:
    """Order the values of a field; null comes before everything else, so last when descending."""
    value = SORTABLE[field](item)
    if value is None:
        return False, ()
    return True, instant(value) if field in INSTANTS else value
