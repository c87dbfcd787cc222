"""Conditions of a filter: AND, OR and nesting, together with the other criteria, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests import shelf
from contract_tests.behaviour.filtering import FILTER, judge, shelve
from contract_tests.clauses import clause
from contract_tests.criteria import among, both, either, rule, same_as
from contract_tests.shelf import in_order, lay

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

CONDITION = "/components/schemas/FilterCondition"


@clause(
    "models.list.filter.and",
    "AND shows the models that match all rules.",
    operation="list_models",
    evidence="client",
    rests_on=CONDITION,
)
def conjunction(bench: Bench) -> None:
    """Join two and three rules of which each alone matches more."""
    models = shelve(bench)
    draft, text = same_as("status", "DRAFT"), same_as("input_type", "text")
    later = rule("deployment_date", "greater", "2024-02-29T00:00:00Z")
    for members in ([draft, text], [text, draft], [draft, later], [later, text, draft], [draft, draft]):
        judge(bench, models, both(*members))
    judge(bench, models, both(same_as("status", "LIVE"), draft))


@clause(
    "models.list.filter.or",
    "OR shows the models that match any rule.",
    operation="list_models",
    evidence="client",
    rests_on=CONDITION,
)
def disjunction(bench: Bench) -> None:
    """Join two and three rules that exclude or overlap each other."""
    models = shelve(bench)
    draft, mixed = same_as("status", "DRAFT"), same_as("input_type", "mixed")
    one, two = same_as("version", "golf"), same_as("version", "kilo")
    nothing = same_as("version", "nothing")
    for members in ([draft, mixed], [one, two], [two, nothing], [nothing, one], [nothing, one, draft]):
        judge(bench, models, either(*members))
    judge(bench, models, either(nothing))


@clause(
    "models.list.filter.nested",
    "Conditions nest: AND within OR, OR within AND, two levels deep and beside plain rules.",
    operation="list_models",
    evidence="client",
    rests_on=CONDITION,
)
def nested(bench: Bench) -> None:
    """Hold nested conditions against the oracle."""
    models = shelve(bench)
    live, draft = same_as("status", "LIVE"), same_as("status", "DRAFT")
    text, mixed = same_as("input_type", "text"), same_as("input_type", "mixed")
    regression, llm = same_as("task", "regression"), same_as("task", "llm")
    for condition in (
        either(both(live, text), both(draft, mixed)),
        both(either(text, mixed), live),
        both(live, either(text, mixed)),
        either(both(live, either(text, llm)), both(draft, regression)),
        both(either(both(live, text), both(draft, mixed)), either(regression, both(llm, draft))),
        both(both(both(live))),
        either(either(either(text)), both(mixed, draft)),
    ):
        judge(bench, models, condition)


@clause(
    "models.list.filter.many-rules",
    "A filter may hold a dozen rules.",
    operation="list_models",
    evidence="decided",
    rests_on=CONDITION,
)
def many_rules(bench: Bench) -> None:
    """Name the models among many that do not exist; exclude many in one filter."""
    models = shelve(bench)
    strangers = [same_as("name", f"nobody {number}") for number in range(12)]
    judge(bench, models, either(*strangers, same_as("name", models[0]["name"])))
    judge(bench, models, both(*(rule("name", "not_equal", f"nobody {number}") for number in range(12))))


@clause(
    "models.list.filter.random",
    "Any tree of conditions shows exactly the models that it matches.",
    operation="list_models",
    evidence="client",
    rests_on=CONDITION,
)
def trees(bench: Bench) -> None:
    """Hold random trees against the oracle."""
    models = shelve(bench)
    for _ in range(16):
        judge(bench, models, _tree(bench, 3))


def _tree(bench: Bench, depth: int) -> Json:
    join = bench.random.choice((both, either))
    members = [
        _tree(bench, depth - 1) if depth > 1 and bench.random.random() < 0.4 else _leaf(bench)
        for _ in range(bench.random.randint(1, 3))
    ]
    return join(*members)


def _leaf(bench: Bench) -> Json:
    return bench.random.choice(
        (
            same_as("status", bench.random.choice(("LIVE", "DRAFT"))),
            among("input_type", bench.random.sample(("structured", "text", "mixed"), 2)),
            rule("framework", bench.random.choice(("less", "greater_or_equal")), "delta"),
            rule("version", bench.random.choice(("contains", "ends_with")), "delta"),
            rule("task", "not_equal", bench.random.choice(("regression", "llm"))),
            rule("deployment_date", "is_null"),
            rule("deployment_date", "less_or_equal", "2024-02-29T00:00:01Z"),
        )
    )


@clause(
    "models.list.filter.no-match",
    "A filter that nothing matches gives an empty page.",
    operation="list_models",
    evidence="client",
    rests_on=FILTER,
)
def no_match(bench: Bench) -> None:
    """Filter by what no model has."""
    name = bench.create()["name"]
    for condition in (
        both(same_as("name", name + "-not")),
        both(same_as("name", name), same_as("version", "none")),
        either(same_as("name", name + "-not"), same_as("name", "")),
        both(same_as("name", name), same_as("status", "DRAFT")),
    ):
        page = bench.data(bench.page(filter=condition))
        bench.require(
            page["items"] == [] and page["total"] == 0,
            f"no items and total 0 under {condition}",
            f"{page['total']}: {shelf.labels(page['items'])}",
        )


@clause(
    "models.list.filter.spelling",
    "A filter is JSON however it is written: blanks, line breaks, key order and escapes make no difference.",
    operation="list_models",
    evidence="client",
    rests_on=FILTER,
)
def spelling(bench: Bench) -> None:
    """Write the same filter in many ways."""
    models = lay(bench, [{"description": text} for text in ("Zürich 数", "elsewhere", "Zurich")])
    condition = both(same_as("description", "Zürich 数"), same_as("status", "LIVE"))
    turned = {
        "rules": [dict(reversed(one.items())) for one in condition["rules"]],
        "condition": "AND",
    }
    for text in (
        json.dumps(condition),
        json.dumps(condition, ensure_ascii=False),
        json.dumps(condition, separators=(",", ":")),
        json.dumps(condition, indent=2),
        "\n " + json.dumps(condition, ensure_ascii=False, indent="\t") + " ",
        json.dumps(turned),
    ):
        items = bench.items(filter=text)
        in_order(bench, items, models[:1], f"filter={text}")
