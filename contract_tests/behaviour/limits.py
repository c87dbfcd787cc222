"""Limits of a page: the one by default, and every size that a client may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.paging import LIMIT
from contract_tests.clauses import clause
from contract_tests.criteria import same_as
from contract_tests.shelf import confined, lay_generations, shows

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

USUAL_CAPS = (20, 25, 50, 100, 200, 250, 256, 500)
"""Where servers that have a largest page put it; one of 1000 or more that a page states is tolerated."""


@clause(
    "models.list.paging.any-limit",
    "A limit well beyond the number of models is taken as it is: the contract sets no upper one.",
    operation="list_models",
    evidence="decided",
    rests_on=LIMIT,
)
def any_limit(bench: Bench) -> None:
    """Ask for one more model than each of the usual caps allows."""
    model_id = bench.create()["id"]
    for cap in USUAL_CAPS:
        answer = bench.page(limit=cap + 1, ordering="-created_at")
        if bench.note(answer.status == 200, f"200 for limit={cap + 1}", answer.summary(160)):
            page = bench.data(answer)
            size = page["page_size"]
            bench.note(size == cap + 1, f"page_size {cap + 1}, the limit asked for", f"page_size {size}")
            shown = any(item["id"] == model_id for item in page["items"])
            bench.note(shown, f"the newest model on the first page under limit={cap + 1}", "it is missing")


@clause(
    "models.list.paging.default-limit",
    "Without a limit a page holds 50 models, and with one as many as it says, whatever else is asked for.",
    operation="list_models",
    evidence="decided",
    rests_on=LIMIT,
)
def default_limit(bench: Bench) -> None:
    """Ask for a page of 104 models, two versions each of 52, without naming a limit, and with larger ones."""
    word, names = bench.name("numbat"), [bench.name() for _ in range(52)]
    rounds = [[{"name": name, "version": v, "framework": word} for name in names] for v in ("v1", "v2")]
    made = lay_generations(bench, rounds)
    query = confined(bench, made)
    page = _page(bench, query)
    bench.require(
        page["page_size"] == 50 and len(page["items"]) == 50,
        "page_size 50 and 50 items",
        f"page_size {page['page_size']} and {len(page['items'])} items",
    )
    rest = [item for offset in (50, 100) for item in _page(bench, query, offset=offset)["items"]]
    shows(bench, [*page["items"], *rest], made, "the pages at offset 0, 50 and 100 together")
    filtered = confined(bench, made, same_as("framework", word))
    for what, criteria, count in (
        ("without any criterion", query, 104),
        ("under a search", {**query, "search": word}, 104),
        ("under a filter", filtered, 104),
        ("with latest_only", {**query, "latest_only": True}, 52),
        ("under all criteria", {**filtered, "search": word, "latest_only": True}, 52),
    ):
        for limit in (51, 101, 104, 1000) if criteria is query else (51, count):
            found, wanted = len(_page(bench, criteria, limit=limit)["items"]), min(limit, count)
            bench.require(found == wanted, f"{wanted} items {what} at limit {limit}", f"{found} items")


def _page(bench: Bench, query: Json, **paging: Any) -> Json:
    return bench.data(bench.call("list_models", query={**query, **paging}))
