"""Conditions of a filter: AND, OR and nesting, together with the other criteria, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests import shelf
from contract_tests.behaviour.filtering import FILTER, judge, shelve
from contract_tests.clauses import clause, clauses
from contract_tests.criteria import among, both, either, rule, same_as, verdict
from contract_tests.shelf import confined, ids, in_order, lay, lay_apart, shows, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

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


@clause(
    "models.list.filter.client.from-name",
    "The client finds the first and the newest version of a model by filter, order and a limit of 1.",
    operation="list_models",
    evidence="client",
    rests_on=FILTER,
)
def from_name(bench: Bench) -> None:
    """Ask as the client asks for one model by name, by name and version, and for one that is not there."""
    name, place = bench.name(), bench.project_id
    made = lay_apart(bench, [{"name": name, "version": version} for version in ("v2", "v10", "v1")])
    bench.create(name=name + "-longer")
    rules = [same_as("name", name), same_as("project_id", place)]
    versions = [[*rules, same_as("version", model["version"])] for model in made]
    for members, ordering, expected, total in (
        (rules, "created_at", made[0], 3),
        (rules, "-created_at", made[2], 3),
        *((members, "created_at", model, 1) for members, model in zip(versions, made, strict=True)),
    ):
        query = {"filter": both(*members), "limit": 1, "ordering": ordering}
        page = bench.data(bench.call("list_models", query=query))
        in_order(bench, page["items"], [expected], f"ordering={ordering} under {members}")
        bench.require(page["total"] == total, f"total {total}", f"total {page['total']}")
    absent = both(same_as("name", name + "-none"), same_as("project_id", place))
    page = bench.data(bench.call("list_models", query={"filter": absent, "limit": 1}))
    bench.require(page["total"] == 0, "total 0 for an unknown name", f"total {page['total']}")


@clause(
    "models.list.filter.client.project",
    "The client lists a project's models by a filter on project_id, with or without a name.",
    operation="list_models",
    evidence="client",
    rests_on=FILTER,
)
def client_project(bench: Bench) -> None:
    """Filter by project_id with the same names in another project."""
    one, other = bench.name(), bench.name()
    here, there = bench.project_id, bench.other_project()
    rows = [(one, here), (other, here), (one, there), (other, there)]
    made = lay(bench, [{"name": name, "project_id": place} for name, place in rows])
    names = among("name", [one, other])
    for place, expected in ((here, made[:2]), (there, made[2:])):
        inside = same_as("project_id", place)
        shows(bench, _found(bench, both(inside, names)), expected, "a filter on project_id")
        by_name = both(inside, same_as("name", one))
        shows(bench, _found(bench, by_name), expected[:1], "a filter on project_id and name")
    shows(bench, _found(bench, both(names)), made, "a filter on the names alone")


def _found(bench: Bench, condition: Json, **query: Any) -> list[Json]:
    return walk(bench, 50, {"filter": condition, **query}, 100)


@clause(
    "models.list.filter.composes",
    "A filter holds together with project_id, search, ordering, latest_only and paging.",
    operation="list_models",
    evidence="guide",
    rests_on=FILTER,
)
def composes(bench: Bench) -> None:
    """Combine the criteria in pairs and all together."""
    word = bench.name("okapi")
    names = [bench.name() for _ in range(4)]
    rows = [
        {
            "name": name,
            "version": version,
            "framework": "left" if number != 1 else "right",
            "description": f"an {word}" if number != 2 else "none",
        }
        for version in ("v9", "v10")
        for number, name in enumerate(names)
    ]
    made = lay_apart(bench, rows)
    condition = both(same_as("framework", "left"))
    left = [model for model in made if verdict(condition, model)]
    found = [model for model in left if word in model["description"]]
    newest = [model for model in left if model["version"] == "v10"]
    query = confined(bench, made, condition)
    for criteria, expected in (
        ({}, left),
        ({"search": word}, found),
        ({"latest_only": True}, newest),
        ({"search": word.upper(), "latest_only": True}, [m for m in newest if m in found]),
    ):
        for limit in (1, 2, 50):
            items = walk(bench, limit, {**query, **criteria, "ordering": "-name,version"}, 8)
            wanted = sorted(expected, key=lambda model: str(model["version"]))
            wanted.sort(key=lambda model: str(model["name"]), reverse=True)
            in_order(bench, items, wanted, f"{criteria} with ordering=-name,version by {limit}")


@clause(
    "models.list.filter.current",
    "A filter goes by the values of now: a change, a new model and a deletion show at once.",
    operation="list_models",
    evidence="guide",
    rests_on=FILTER,
)
def current(bench: Bench) -> None:
    """Change what a filter looks at."""
    made = lay(bench, [{"framework": "left"}, {"framework": "right"}, {"framework": "left"}])
    left, right = both(same_as("framework", "left")), both(same_as("framework", "right"))
    _sides(bench, left, [made[0], made[2]], right, [made[1]])
    bench.prepared(bench.call("update_model", model_id=made[0]["id"], json={"framework": "right"}))
    _sides(bench, left, [made[2]], right, made[:2])
    made.append(bench.create(framework="left"))
    _sides(bench, left, made[2:], right, made[:2])
    bench.delete(made[2]["id"])
    bench.settled(lambda: made[2]["id"] not in ids(bench.items(filter=left)))
    _sides(bench, left, made[3:], right, made[:2])


def _sides(bench: Bench, left: Json, lefts: Sequence[Json], right: Json, rights: Sequence[Json]) -> None:
    shows(bench, bench.items(filter=left), lefts, f"the filter {left}")
    shows(bench, bench.items(filter=right), rights, f"the filter {right}")


MALFORMED = {
    "no-json": "name = x",
    "cut-off": '{"condition":"AND","rules":[{"field":"name","operator":"equal","value":"x"}',
    "single-quotes": "{'condition':'AND','rules':[]}",
    "array": "[]",
    "string": '"name"',
    "number": "1",
    "unknown-condition": '{"condition":"XOR","rules":[{"field":"name","operator":"equal","value":"x"}]}',
    "rules-no-array": '{"condition":"AND","rules":{"field":"name","operator":"equal","value":"x"}}',
    "rule-no-object": '{"condition":"AND","rules":["name"]}',
    "rule-null": '{"condition":"AND","rules":[null]}',
    "no-field": '{"condition":"AND","rules":[{"operator":"equal","value":"x"}]}',
    "no-operator": '{"condition":"AND","rules":[{"field":"name","value":"x"}]}',
    "unknown-field": '{"condition":"AND","rules":[{"field":"nonsense","operator":"equal","value":"x"}]}',
    "unknown-field-valueless": '{"condition":"AND","rules":[{"field":"nonsense","operator":"is_null"}]}',
    "unknown-field-in-or": '{"condition":"OR","rules":[{"field":"name","operator":"is_not_null"},'
    '{"field":"nonsense","operator":"equal","value":"x"}]}',
    "unknown-operator": '{"condition":"AND","rules":[{"field":"name","operator":"equals","value":"x"}]}',
    "unknown-operator-nested": '{"condition":"AND","rules":[{"condition":"OR","rules":'
    '[{"field":"name","operator":"~","value":"x"}]}]}',
    "operator-no-string": '{"condition":"AND","rules":[{"field":"name","operator":1,"value":"x"}]}',
    "between-one": '{"condition":"AND","rules":[{"field":"name","operator":"between","value":["x"]}]}',
    "brackets": "[" * 1500,
}


@clauses(
    MALFORMED,
    id=lambda key: f"models.list.filter.refuses.{key}",
    sentence=lambda key: f"A filter that cannot be meant ({key.replace('-', ' ')}) is refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
)
def refuses(bench: Bench, key: str) -> None:
    """Send a malformed filter."""
    bench.expect(bench.page(filter=MALFORMED[key]), 400, why=f"for filter={MALFORMED[key][:120]}")


ODD: tuple[Any, ...] = (
    '{"condition":"AND","rules":[]}',
    "{}",
    "null",
    "",
    both(same_as("name", None)),
    both(same_as("name", 1)),
    both(same_as("name", ["x"])),
    both(same_as("name", {"x": 1})),
    both(rule("name", "in", "x")),
    both(rule("name", "in", [])),
    both(rule("name", "in", [None, 1, True])),
    both(rule("name", "between", "x")),
    both(rule("name", "between", [None, None])),
    both(rule("name", "contains", 5)),
    both(rule("name", "less", 5)),
    both(rule("name", "equal")),
    both(same_as("created_at", "yesterday")),
    both(rule("created_at", "less", "2025-13-45T00:00:00Z")),
    both(rule("created_at", "greater", 0)),
    both(rule("deployment_date", "between", ["0000-00-00", "9999-12-31T23:59:60Z"])),
    both(rule("deployment_date", "contains", "2025")),
    both(rule("deployment_date", "is_empty")),
    both(same_as("project_id", "not-a-uuid")),
    both(rule("id", "begins_with", "0")),
    both(rule("project", "equal", "x")),
    both(rule("owner", "is_null")),
    both(same_as("status", "nothing")),
    both(same_as("name", "a\0b")),
    both(same_as("name", "'; --")),
    both(same_as("name", "\ud800")),
    both(rule("description", "contains", "x" * 2000)),
)


@clause(
    "models.list.filter.odd",
    "Whatever stands in a filter, it is answered with a page or refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
)
def odd(bench: Bench) -> None:
    """Send filters with values that fit no field."""
    bench.create(description="a model to compare with")
    for value in ODD:
        exchange = bench.page(filter=value)
        bench.note(
            exchange.status in {200, 400},
            f"status 200 or 400 for filter={value!r:.120}",
            exchange.summary(120),
        )
