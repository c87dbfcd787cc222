"""A list of models: which rows it is about, by an index where one helps, and the page that is shown of them.

What a list is stands in the rules: candidates, filter, search, order, page. With the rules as they are, an
index leads to the same answer without walking everything; where one of them is replaced, they are followed to
the letter. A test holds the two ways against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.stores.json_text import JsonText, JsonTexts, PlainText
from mock_server.world.listing import ordering, search
from mock_server.world.listing.filter import Rule
from mock_server.world.listing.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mock_server.stores import Entry, Listing
    from mock_server.world.listing.filter import Group
    from mock_server.world.listing.ordering import Key
    from mock_server.world.listing.paging import Page
    from mock_server.world.models import ModelQuery
    from mock_server.world.rules import Rules
    from mock_server.world.unit import Unit

BATCH = 2000
"""Entries that are looked at, or sorted, in one go: some milliseconds."""

_REPLACING = frozenset(
    {"candidates", "all_owned", "owned", "newest", "search", "Group", "Rule", "Key", "arrange", "operators"}
)
"""The rules that say what a list is; those of single fields make no difference to the way."""


@dataclass(slots=True)
class Selection:
    """What a list asks for, read."""

    rules: Rules
    wanted: ModelQuery
    where: Group
    order: Sequence[Key]

    @property
    def by_the_rules(self) -> bool:
        """Tell whether the rules must be followed to the letter."""
        return bool(self.rules.replaced & _REPLACING)

    @property
    def plain(self) -> bool:
        """Tell whether the entries of an index are the list, whole and in order."""
        return not (self.where.rules or self.wanted.search) and self._as_created

    def page_of_items(self, items: Iterable[JsonText]) -> Page:
        """Return the page of the candidates, rule by rule."""
        matching = [
            item for item in items if self.where.matches(item) and self.rules.search(item, self.wanted.search)
        ]
        return self._cut(self.rules.arrange(matching, self.order))

    def page_of_entries(self, entries: Listing | Sequence[Entry]) -> Page:
        """Return the page of entries that are all matching and in order."""
        page = self._cut(entries)
        return _with_items(page, JsonTexts([entry.texts["summary"] for entry in page.items]))

    def page_of_batches(self, batches: Iterator[Sequence[Entry]]) -> Page:
        """Return the page of the entries, in the order in which they were created, that match.

        It may take a while and needs no transaction.
        """
        if self._as_created:
            return self.page_of_entries([entry for batch in batches for entry, _ in self._matching(batch)])
        runs = [
            self.rules.arrange([item for _, item in self._matching(batch)], self.order) for batch in batches
        ]
        shown = ordering.merged(runs, self.order, self.wanted.offset + self.wanted.limit)
        return self._cut(_Beginning(shown, sum(map(len, runs))))

    def _matching(self, batch: Sequence[Entry]) -> Iterator[tuple[Entry, JsonText]]:
        found = search.among(batch, self.wanted.search) if self.wanted.search else batch
        for entry in found:
            item = PlainText(entry.texts["summary"])
            if self.where.matches(item):
                yield entry, item

    @property
    def _as_created(self) -> bool:
        return self.order == ordering.DEFAULT

    def _cut(self, items: Any) -> Page:
        page: Page = self.rules.cut(items, self.wanted.limit, self.wanted.offset)
        return page


@dataclass(frozen=True)
class _Beginning:
    """The first items of a list, as many as are to be shown, with the length of the whole."""

    items: Sequence[JsonText]
    total: int

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> Sequence[JsonText]:
        return self.items[part]


def narrowed(unit: Unit, asked: Selection) -> Listing | _Entries:
    """Return the entries among which the matching ones are, oldest first, by the narrowest index."""
    wanted, organization = asked.wanted, unit.organization_id
    name = _only_name(asked.where)
    if name is not None:
        return _Entries(_of_name(unit, wanted, name))
    index = "newest" if wanted.latest_only else "organization"
    if wanted.project_id is None:
        return unit.rows.listing("models", index, (organization,))
    index = "newest_of_project" if wanted.latest_only else "project"
    return unit.rows.listing("models", index, (organization, wanted.project_id.lower()))


class _Entries(list["Entry"]):
    """A few entries, like a listing."""

    def batches(self, size: int) -> Iterator[list[Entry]]:
        """Return all entries, at most `size` at a time."""
        return (self[at : at + size] for at in range(0, len(self), size))


def _of_name(unit: Unit, wanted: ModelQuery, name: str) -> Iterator[Entry]:
    """Return the models of a name, the newest of each project if wanted, in the project that is wanted."""
    entries = unit.rows.listing("models", "name", (unit.organization_id, name))[:]
    projects = [entry.row()["project_id"] for entry in entries]
    last = {project: at for at, project in enumerate(projects)}
    project_id = None if wanted.project_id is None else wanted.project_id.lower()
    for at, (entry, project) in enumerate(zip(entries, projects, strict=True)):
        if project_id in {None, project} and (not wanted.latest_only or last[project] == at):
            yield entry


def _only_name(where: Group) -> str | None:
    """Return the name that every matching model has, if the filter says so at its top."""
    for rule in where.rules if where.condition == "AND" else ():
        if isinstance(rule, Rule) and rule.field.path == ("name",) and rule.operator == OPERATORS["equal"]:
            name: str = rule.expected
            return name
    return None


def _with_items(page: Page, items: Sequence[Any]) -> Page:
    return type(page)(items, page.total, page.limit, page.offset)
