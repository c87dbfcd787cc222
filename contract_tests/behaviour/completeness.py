"""Completeness: a list shows every model that there is, whatever it is like, and each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.clauses import clause
from contract_tests.criteria import both, rule
from contract_tests.shelf import confined, lay, shows, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.bench import Bench
    from contract_tests.document import Json

LONGEST = 60


def kinds() -> Iterator[Json]:
    """Fields of models that lack what others have, or have several of it."""
    yield {}
    yield {"schema": {"columns": []}, "spec": {}}
    yield {"spec": {}}
    yield {"spec": specimens.full_spec(), "schema": specimens.full_schema()}
    yield {"owner_id": None}
    yield dict.fromkeys((*specimens.NULLABLE_TEXT, "deployment_date", "owner_id", "xai_params"))
    yield {"task_params": specimens.full_task_params(), "task": "ranking"}
    yield {"xai_params": {"custom_explain_methods": ["a", "b"], "default_explain_method": "a"}}
    yield {"deployment_date": "2031-01-01T00:00:00Z", "status": "DRAFT", "description": ""}
    for status in specimens.STATUSES:
        yield from ({"status": status, "task": task} for task in specimens.TASKS)
    yield from ({"input_type": input_type} for input_type in specimens.INPUT_TYPES)


@clause(
    "models.list.items.every-kind",
    "A list shows every model once, whatever it has several of and whatever it lacks.",
    operation="list_models",
    evidence="guide",
    rests_on="/paths/~1v3~1models/get",
)
def every_kind(bench: Bench) -> None:
    """List models of very different kinds, deployed ones among them, plainly and with latest_only."""
    made = lay(bench, list(kinds()))
    bench.call("deploy_artifact", model_id=made[0]["id"])
    bench.call("deploy_surrogate", model_id=made[1]["id"])
    bench.call("update_model", model_id=made[2]["id"], json={"owner_id": None})
    query = confined(bench, made)
    views: list[tuple[str, dict[str, Any]]] = [
        ("plainly", {}),
        ("with latest_only", {"latest_only": True}),
        ("in an order", {"ordering": "deployment_date,-name"}),
    ]
    for words, more in views:
        shows(bench, walk(bench, 50, {**query, **more}, LONGEST), made, f"listed {words}")


@clause(
    "models.list.filter.among-none",
    "`in` and `any` of nothing match nothing, `not_in` of nothing all values, unless they are refused.",
    operation="list_models",
    evidence="decided",
    rests_on="/components/parameters/Filter",
)
def among_none(bench: Bench) -> None:
    """Filter two models by empty arrays."""
    made = [bench.create(), bench.create()]
    for operator, expected in (("in", []), ("any", []), ("not_in", made)):
        answer = bench.page(filter=both(rule("name", operator, [])), limit=200, ordering="-created_at")
        known = answer.status in {200, 400}
        if bench.note(known, f"200 or 400 for {operator} []", answer.summary()) and answer.ok:
            own = {model["id"] for model in made}
            found = [item for item in bench.data(answer)["items"] if item["id"] in own]
            shows(bench, found, expected, f"{operator} []")


@clause(
    "models.list.filter.refuses.no-rules",
    "A condition without its rules is refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on="/components/schemas/FilterCondition/required",
)
def no_rules(bench: Bench) -> None:
    """Leave the rules out at the top and inside."""
    for condition in ({"condition": "AND"}, {"condition": "OR"}, both({"condition": "AND"})):
        answer = bench.page(filter=condition)
        bench.note(answer.status == 400, f"400 for the filter {condition}", answer.summary(160))
