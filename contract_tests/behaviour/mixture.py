"""Mixture: answers to requests of one moment, each to its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.race import race
from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import clause, clauses
from contract_tests.specimens import column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json

WIDTH = 6
ROUNDS = 2


@clause(
    "concurrency.read.own",
    "Of reads at the same moment each is answered with what it asked for.",
    operation="get_model",
    evidence="guide",
    rests_on="/paths/~1v3~1models~1{model_id}/get",
)
def own_answers(bench: Bench) -> None:
    """Read several models, their columns and lists of each together."""
    names = [f"c{number}" for number in range(WIDTH)]
    schemas = [{"columns": [column(name, "int")]} for name in names]
    models = [bench.create(schema=schema, spec={}) for schema in schemas]
    for _ in range(ROUNDS):
        read = race(partial(bench.call, "get_model", model_id=model["id"], racing=True) for model in models)
        lists = race(partial(bench.page, search=model["name"]) for model in models)
        for model, one, several in zip(models, read, lists, strict=True):
            shown = bench.data(one)["name"]
            bench.note(shown == model["name"], f"the model {model['name']}", f"{shown}")
            listed = [item["name"] for item in bench.data(several)["items"]]
            bench.note(listed == [model["name"]], f"a list of {model['name']} alone", f"{listed}")
        _own_columns(bench, models, names)


def _own_columns(bench: Bench, models: Sequence[Json], names: Sequence[str]) -> None:
    """Read the one column of each model, and the list of it, at once."""
    lists = race(partial(bench.call, "list_columns", model_id=model["id"], racing=True) for model in models)
    single = race(
        partial(
            bench.call,
            "get_column",
            model_id=model["id"],
            column_id=model["schema"]["columns"][0]["id"],
            racing=True,
        )
        for model in models
    )
    for name, several, one in zip(names, lists, single, strict=True):
        listed = [item["name"] for item in bench.data(several)["items"]]
        bench.note(listed == [name], f"the column {name} alone", f"{listed}")
        shown = bench.data(one)["name"]
        bench.note(shown == name, f"the column {name}", f"{shown}")


Question = tuple["Json", "Callable[[Json], Any]", Any]
"""A request, what to look at in the `data` of its answer, and what it must be."""


def _changes(bench: Bench) -> list[Question]:
    models = [bench.create() for _ in range(4)]
    return [
        (
            {"model_id": model["id"], "json": {"description": f"of {model['name']}"}},
            lambda data: (data["id"], data["description"]),
            (model["id"], f"of {model['name']}"),
        )
        for model in models
    ]


def _samples(bench: Bench) -> list[Question]:
    """Questions about one file that differ in the spec, which the answer shows as sent."""
    file_id = bench.provision.any_file()
    first = bench.prepared(bench.call("generate_model", json={"file_id": file_id}))
    name = first["schema"]["columns"][0]["name"]
    roles = ("inputs", "outputs", "targets", "decisions", "metadata")
    return [
        (
            {"json": {"file_id": file_id, "spec": {one: [name] if one == role else [] for one in roles}}},
            lambda data: [one for one in roles if data["spec"].get(one)],
            [role],
        )
        for role in roles
    ]


QUESTIONS: dict[str, Callable[[Bench], list[Question]]] = {
    "update_model": _changes,
    "generate_model": _samples,
}


@clauses(
    QUESTIONS,
    id=lambda operation: f"concurrency.own.{operation}",
    sentence=lambda operation: (
        f"Of several {operation} at the same moment each is answered with what it asked for."
    ),
    operation=str,
    evidence="guide",
    rests_on=lambda operation: POINTERS[operation],
)
def own(bench: Bench, operation: str) -> None:
    """Ask about different things at once, twice; then look for changes where they were meant."""
    questions = QUESTIONS[operation](bench)
    for _ in range(2):
        answers = race(partial(bench.call, operation, racing=True, **how) for how, _, _ in questions)
        for (_, look, expected), answer in zip(questions, answers, strict=True):
            shown = look(bench.data(answer))
            bench.note(shown == expected, f"the answer to the own request, {expected}", f"{shown}")
    if operation == "update_model":
        for how, look, expected in questions:
            shown = look(bench.read(how["model_id"]))
            bench.note(shown == expected, f"the own change, {expected}", f"{shown}")
