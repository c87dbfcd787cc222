"""Repetition: a field that `ordering` names twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench

TWICE = ("name,name", "name,-name", "-name,name", "name,version,name", "created_at,created_at,-created_at")


@clause(
    "models.list.ordering.repeated",
    "A field that `ordering` names again weighs nothing the second time, or is refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on="/components/parameters/Ordering",
)
def repeated(bench: Bench) -> None:
    """Order four models by each of these and by its first field alone."""
    for _ in range(4):
        bench.create()
    for words in TWICE:
        answer = bench.page(ordering=words)
        if not bench.note(
            answer.status in {200, 400}, f"200 or 400 for ordering={words}", answer.summary(160)
        ):
            continue
        if answer.ok:
            first = words.partition(",")[0]
            expected, names = bench.names(ordering=first), bench.names(ordering=words)
            bench.note(names == expected, f"the order of {first}, {expected}, for {words}", f"{names}")
