"""Mixture: answers to requests of one moment, each to its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contract_tests.behaviour.race import race
from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench

WIDTH = 6
ROUNDS = 4


@clause(
    "concurrency.read.own",
    "Of reads at the same moment each is answered with what it asked for.",
    operation="get_model",
    evidence="guide",
    rests_on="/paths/~1v3~1models~1{model_id}/get",
)
def own_answers(bench: Bench) -> None:
    """Read several models, their columns and lists of each together."""
    models = [bench.create() for _ in range(WIDTH)]
    for _ in range(ROUNDS):
        read = race(partial(bench.call, "get_model", model_id=model["id"], racing=True) for model in models)
        lists = race(partial(bench.page, search=model["name"]) for model in models)
        for model, one, several in zip(models, read, lists, strict=True):
            shown = bench.data(one)["name"]
            bench.note(shown == model["name"], f"the model {model['name']}", f"{shown}")
            listed = [item["name"] for item in bench.data(several)["items"]]
            bench.note(listed == [model["name"]], f"a list of {model['name']} alone", f"{listed}")
