"""Revisions: a list filters, searches and sorts by the values of now, whatever a model held before."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.filtering import FILTER, judge
from contract_tests.behaviour.ordering import DATES, ENUMS, NULLABLE, nulls_apart
from contract_tests.clauses import clause, clauses
from contract_tests.criteria import INSTANTS, both, rule
from contract_tests.shelf import WORDS, confined, lay, shows, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json

FIELDS = ("version", "description", "algorithm", "framework", "deployment_date")


@clauses(
    FIELDS,
    id=lambda field: f"models.list.current.{field.replace('_', '-')}",
    sentence=lambda field: f"A changed {field} is what a list filters, searches and sorts by, and no other.",
    operation="list_models",
    # How a search matches is decided, and a date-time is not searched for.
    evidence=lambda field: "guide" if field in INSTANTS else "decided",
    rests_on=FILTER,
)
def changed(bench: Bench, field: str) -> None:
    """Move one of three models from the end of an order to its middle, and then to no value at all."""
    stem = bench.name()  # so that a search for a value finds nothing else
    ladder = DATES[:4] if field in INSTANTS else [stem + word for word in WORDS[:4]]
    low, middle, high, highest = ladder
    values: list[str | None] = [low, high, highest]
    made = lay(bench, [{field: value} for value in values])
    _look(bench, made, values, field, highest)
    for now in (middle, None) if field in NULLABLE else (middle,):
        before, values[-1] = values[-1], now
        bench.prepared(bench.call("update_model", model_id=made[-1]["id"], json={field: now}))
        _look(bench, made, values, field, before, now)


def _look(bench: Bench, made: Sequence[Json], values: Sequence[Any], field: str, *asked: str | None) -> None:
    """Hold filters and searches for what is asked, and the order by the field, to the values of now."""
    models = [{**model, field: value} for model, value in zip(made, values, strict=True)]
    for value in asked:
        wanted = rule(field, "is_null") if value is None else rule(field, "equal", value)
        judge(bench, models, both(wanted))
        if value is not None and field not in INSTANTS:
            found = [model for model in models if model[field] == value]
            shows(bench, bench.items(search=value), found, f"search={value}")
    items = walk(bench, 100, {**confined(bench, made), "ordering": field}, len(made))
    shows(bench, items, made, f"ordering={field}")
    # Words and dates sort alike as texts.
    expected = sorted((m for m in models if m[field] is not None), key=lambda model: str(model[field]))
    nulls_apart(bench, items, expected, field, f"ordering={field}")


@clause(
    "models.list.current.enums",
    "A changed status, input_type or task is what a list filters and sorts by, and no other.",
    operation="list_models",
    evidence="guide",
    rests_on=FILTER,
)
def enums(bench: Bench) -> None:
    """Let two of four models change places: an order by former values then splits both groups."""
    one, other = ({field: values[place] for field, values in ENUMS.items()} for place in (0, 1))
    made = lay(bench, [one, one, other, other])
    for after in ([one, one, other, other], [one, other, one, other]):
        for place in (1, 2) if after[1] is other else ():
            bench.prepared(bench.call("update_model", model_id=made[place]["id"], json=after[place]))
        models = [{**model, **values} for model, values in zip(made, after, strict=True)]
        for field in ENUMS:
            judge(bench, models, both(rule(field, "equal", one[field])))
            items = walk(bench, 100, {**confined(bench, made), "ordering": field}, len(made))
            shows(bench, items, made, f"ordering={field}")
            shown = [item[field] for item in items]
            runs = [value for value, _ in groupby(shown)]
            bench.require(len(runs) == 2, f"ordering={field} to keep equal values together", str(shown))
