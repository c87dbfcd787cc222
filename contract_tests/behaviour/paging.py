"""Pages of a list: that they are a partition of the whole, under every limit, offset and criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_tests import criteria, shelf
from contract_tests.clauses import clause, clauses
from contract_tests.shelf import confined, in_order, labels, lay, lay_versions, shows, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.bench import Bench
    from contract_tests.document import Json

LIMIT = "/components/parameters/Limit"
OFFSET = "/components/parameters/Offset"
PAGE_INFO = "/components/schemas/PageInfo"
CLIENT_LIMIT = 50


@dataclass(frozen=True)
class View:
    """A way to ask for a list.

    Attributes:
        id: last word of the clause's id.
        words: what is asked for, in words.
        lay: creates the models; gives those that the view must show, and the query that asks for them.
    """

    id: str
    words: str
    lay: Callable[[Bench], tuple[list[Json], Json]]


def _plain(bench: Bench) -> tuple[list[Json], Json]:
    made = lay_versions(bench, 7)
    return made, confined(bench, made)


def _ordered(bench: Bench) -> tuple[list[Json], Json]:
    stem = bench.name()
    made = lay(bench, [{"name": f"{stem}{word}"} for word in shelf.WORDS[:7]])
    return made, {**confined(bench, made), "ordering": "-name"}


def _tied(bench: Bench) -> tuple[list[Json], Json]:
    made = lay_versions(bench, 7, framework="the same", status="DRAFT")
    return made, {**confined(bench, made), "ordering": "status,-framework,task"}


def _filtered(bench: Bench) -> tuple[list[Json], Json]:
    made = lay(bench, [{"framework": "left" if n % 2 else "right"} for n in range(13)])
    return made[::2], confined(bench, made, criteria.same_as("framework", "right"))


def _searched(bench: Bench) -> tuple[list[Json], Json]:
    word = bench.name("quoll")
    made = lay(bench, [{"description": f"a {word} in it" if n % 2 else "nothing"} for n in range(13)])
    return made[1::2], {**confined(bench, made), "search": word}


def _latest(bench: Bench) -> tuple[list[Json], Json]:
    names = [bench.name() for _ in range(6)]
    rounds = [[{"name": name, "version": f"v{n}"} for name in names] for n in range(2)]
    made = shelf.lay_generations(bench, rounds)
    return made[6:], {**confined(bench, made), "latest_only": True}


def _everything(bench: Bench) -> tuple[list[Json], Json]:
    word, names = bench.name("quokka"), [bench.name() for _ in range(6)]
    rounds = [
        [
            {
                "name": name,
                "version": f"v{n}",
                "algorithm": f"{word}{n}",
                "framework": "left" if k % 3 else "right",
            }
            for k, name in enumerate(names)
        ]
        for n in range(2)
    ]
    made = shelf.lay_generations(bench, rounds)
    expected = [model for model in made[6:] if model["framework"] == "left"]
    query = confined(bench, made, criteria.same_as("framework", "left"))
    return expected, {**query, "search": word, "ordering": "-framework,name", "latest_only": True}


SEARCHING = ("search", "all-criteria")
"""Views that rest on how a search matches, which the contract decides."""
VIEWS = (
    View("plain", "of a whole project", _plain),
    View("ordering", "in a given order", _ordered),
    View("ties", "in an order in which all are equal", _tied),
    View("filter", "under a filter", _filtered),
    View("search", "under a search", _searched),
    View("latest-only", "with latest_only", _latest),
    View("all-criteria", "under a filter, a search, an order and latest_only at once", _everything),
)


@clauses(
    VIEWS,
    id=lambda view: f"models.list.paging.partition.{view.id}",
    sentence=lambda view: (
        f"Whatever the limit, the pages of a list {view.words} are a partition of it: nothing twice, nothing "
        "lost, in one order."
    ),
    operation="list_models",
    evidence=lambda view: "decided" if view.id in SEARCHING else "client",
    rests_on=LIMIT,
)
def partition(bench: Bench, view: View) -> None:
    """Compare the pages of many limits with the whole."""
    expected, query = view.lay(bench)
    count = len(expected)
    whole = walk(bench, count + 1, query, count)
    shows(bench, whole, expected, "one page for all")
    for limit in sorted({1, 2, 3, count - 1, count, 100, 1000}):
        paged = walk(bench, limit, query, count)
        shows(bench, paged, expected, f"all pages of {limit} together")
        in_order(bench, paged, whole, f"pages of {limit} in the order of the whole")


@clause(
    "models.list.paging.total",
    "The total of a list counts all models that match, on every page and past the end.",
    operation="list_models",
    evidence="client",
    rests_on=PAGE_INFO,
)
def total(bench: Bench) -> None:
    """Read `total` at many limits and offsets."""
    made = lay_versions(bench, 6, framework="left")
    made += lay_versions(bench, 3, framework="right")
    left = confined(bench, made, criteria.same_as("framework", "left"))
    for query, count in ((confined(bench, made), 9), (left, 6)):
        for limit, offset in ((1, 0), (4, 0), (4, 4), (4, 8), (3, 6), (50, 0), (50, 50), (2, 9)):
            page = _page(bench, query, limit=limit, offset=offset)
            bench.require(
                page["total"] == count,
                f"total {count} at limit {limit}, offset {offset}",
                f"total {page['total']}",
            )


@clause(
    "models.list.paging.window",
    "A page holds the models from offset on, whether or not the offset is a multiple of limit.",
    operation="list_models",
    evidence="guide",
    rests_on=OFFSET,
)
def window(bench: Bench) -> None:
    """Compare pages at every offset with the same part of the whole."""
    made = lay_versions(bench, 7)
    query = {**confined(bench, made), "ordering": "-version"}
    whole = _page(bench, query, limit=100)["items"]
    shows(bench, whole, made, "one page for all")
    for limit in (2, 3, 5, 50):
        for offset in range(0, 9, 1 if limit == 3 else 2):
            items = _page(bench, query, limit=limit, offset=offset)["items"]
            expected = whole[offset : offset + limit]
            in_order(bench, items, expected, f"limit {limit}, offset {offset}")


@clause(
    "models.list.paging.past-the-end",
    "An offset at or past the end gives an empty page with the true total.",
    operation="list_models",
    evidence="decided",
    rests_on=OFFSET,
)
def past_the_end(bench: Bench) -> None:
    """Ask for pages that begin at the end and far behind it."""
    made = lay_versions(bench, 4)
    query = confined(bench, made)
    for limit, offset in ((2, 4), (50, 4), (50, 5), (3, 100), (1, 1_000_000), (1000, 1_000_000)):
        page = _page(bench, query, limit=limit, offset=offset)
        bench.note(
            page["items"] == [] and page["total"] == 4,
            f"no items and total 4 at limit {limit}, offset {offset}",
            f"{labels(page['items'])} and total {page['total']}",
        )


@clause(
    "models.list.paging.default-offset",
    "Without an offset a list begins at its beginning.",
    operation="list_models",
    evidence="guide",
    rests_on=OFFSET,
)
def default_offset(bench: Bench) -> None:
    """Compare a page without offset with one at 0."""
    made = lay_versions(bench, 4)
    query = confined(bench, made)
    for limit in (2, 50):
        first, default = _page(bench, query, limit=limit, offset=0), _page(bench, query, limit=limit)
        in_order(bench, default["items"], first["items"], f"limit {limit} without an offset")
        bench.note(default["offset"] == 0, "offset 0", f"offset {default['offset']}")


@clause(
    "models.list.paging.client-walk",
    "A client that adds 50 to the offset until page_index reaches page_count sees every model once.",
    operation="list_models",
    evidence="client",
    rests_on=PAGE_INFO,
)
def client_walk(bench: Bench) -> None:
    """Page as the official client does: once over 51 models, once over exactly 50."""
    made = lay_versions(bench, 50, algorithm="the fifty")
    last = bench.create(name=made[0]["name"], version="v051")
    fifty = confined(bench, made, criteria.same_as("algorithm", "the fifty"))
    for query, expected in ((confined(bench, made), [*made, last]), (fifty, made)):
        shows(bench, _client_pages(bench, query), expected, "all pages as the client walks them")


@clause(
    "models.list.paging.client-walk.long",
    "A client walks over six pages, and a page may hold more than 250 models.",
    operation="list_models",
    evidence="client",
    rests_on=PAGE_INFO,
    profile="full",
)
def long_walk(bench: Bench) -> None:
    """Walk over 257 models by the client's pages, by a prime and by one large page."""
    made = lay_versions(bench, 257)
    query = confined(bench, made)
    shows(bench, _client_pages(bench, query), made, "all pages as the client walks them")
    for limit in (23, 99, 257, 5000):
        shows(bench, walk(bench, limit, query, len(made)), made, f"all pages of {limit}")


@clause(
    "models.list.paging.repeatable",
    "The same page asked for again is the same page.",
    operation="list_models",
    evidence="client",
    rests_on=LIMIT,
)
def repeatable(bench: Bench) -> None:
    """Ask three times for pages of models that all tie."""
    made = lay_versions(bench, 6, framework="the same")
    for ordering in (None, "framework", "-task"):
        query = {**confined(bench, made), "ordering": ordering}
        first = _page(bench, query, limit=4, offset=1)["items"]
        for _ in range(2):
            again = _page(bench, query, limit=4, offset=1)["items"]
            in_order(bench, again, first, f"the same page again (ordering {ordering})")


@clause(
    "models.list.paging.huge",
    "A limit or offset beyond any list is answered with what there is, or refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on=LIMIT,
)
def huge(bench: Bench) -> None:
    """Ask with numbers beyond 32 and 64 bits."""
    made = lay_versions(bench, 2)
    for size in (2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30):
        for query, expected in (({"limit": size}, made), ({"offset": size, "limit": 5}, [])):
            exchange = bench.call("list_models", query={**confined(bench, made), **query})
            bench.expect(exchange, 200, 400, why=f"for {query}")
            if exchange.ok:
                shows(bench, bench.data(exchange)["items"], expected, f"{query}")


def _page(bench: Bench, query: Json, **paging: Any) -> Json:
    return bench.data(bench.call("list_models", query={**query, **paging}))


def _client_pages(bench: Bench, query: Json) -> list[Json]:
    found: list[Json] = []
    offset = 0
    for _ in range(100):
        page = _page(bench, query, limit=CLIENT_LIMIT, offset=offset)
        found += page["items"]
        if page["page_index"] >= page["page_count"]:
            return found
        offset = page["offset"] + CLIENT_LIMIT
    bench.require(False, "a last page, whose page_index is its page_count", "none in 100 pages")
    return found
