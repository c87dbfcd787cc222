"""Limits of a page: every size that a client may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench

USUAL_CAPS = (20, 25, 50, 100, 200, 250, 256, 500)
"""Where servers that have a largest page put it; one of 1000 or more that a page states is tolerated."""


@clause(
    "models.list.paging.any-limit",
    "A limit well beyond the number of models is taken as it is: the contract sets no upper one.",
    operation="list_models",
    evidence="decided",
    rests_on="/components/parameters/Limit",
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
