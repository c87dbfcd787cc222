"""Orders by several fields, over pages, with ties, after changes and after deployments."""

from __future__ import annotations

from itertools import combinations, groupby, product
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.artifacts import deployed
from contract_tests.behaviour.ordering import DATES, ORDERING, grouped
from contract_tests.clauses import clause
from contract_tests.criteria import INSTANTS, among, both
from contract_tests.instants import moment
from contract_tests.shelf import WORDS, confined, ids, in_order, lay, shows, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json


@clause(
    "models.list.ordering.several-fields",
    "Of several fields the first weighs most and each has its own direction.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def several_fields(bench: Bench) -> None:
    """Sort by two and by three fields in every combination of directions."""
    rows: list[Json] = [
        {"algorithm": one, "framework": two, "description": three}
        for one, two, three in product(WORDS[:2], WORDS[2:4], WORDS[4:7])
    ]
    made = lay(bench, rows)
    query = confined(bench, made)
    for fields in (("algorithm", "description"), ("framework", "algorithm", "description")):
        for signs in product(("", "-"), repeat=len(fields)):
            keys = list(zip(signs, fields, strict=True))
            ordering = ",".join(sign + field for sign, field in keys)
            items = walk(bench, 100, {**query, "ordering": ordering}, len(made))
            shows(bench, items, made, f"ordering={ordering}")
            _hold(bench, items, keys, ordering)


@clause(
    "models.list.ordering.many-fields",
    "Text, enums and date-times can be mixed in one order.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def many_fields(bench: Bench) -> None:
    """Sort by four fields of different kinds, with many ties in the first ones."""
    rows: list[Json] = [
        {"framework": one, "deployment_date": two, "version": f"{three}{number}"}
        for number, (one, two) in enumerate(product(WORDS[:2], DATES[:2]))
        for three in WORDS[:2]
    ]
    made = lay(bench, rows)
    query = confined(bench, made)
    fields = ("framework", "deployment_date", "version")
    for signs in (("-", "", "-"), ("", "-", "")):
        keys = list(zip(signs, fields, strict=True))
        ordering = "status," + ",".join(sign + field for sign, field in keys)
        items = walk(bench, 100, {**query, "ordering": ordering}, len(made))
        shows(bench, items, made, f"ordering={ordering}")
        _hold(bench, items, keys, ordering)


def _hold(bench: Bench, items: Sequence[Json], keys: Sequence[tuple[str, str]], ordering: str) -> None:
    """Require that the items stand in the order of the keys; ties may stand in any order."""
    expected = list(items)
    for sign, field in reversed(keys):
        expected.sort(key=lambda item: _rank(item, field), reverse=sign == "-")
    fields = [field for _, field in keys]
    values = [[item[field] for field in fields] for item in items]
    wanted = [[item[field] for field in fields] for item in expected]
    bench.require(values == wanted, f"ordering={ordering} as {wanted}", str(values))


def _rank(item: Json, field: str) -> Any:
    return moment(item[field]) if field in INSTANTS else item[field]


@clause(
    "models.list.ordering.before-paging",
    "The whole list is ordered before it is cut into pages.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def before_paging(bench: Bench) -> None:
    """Compare pages of ordered lists with the expected order."""
    made = lay(bench, [{"framework": word} for word in WORDS[:8]])
    query = confined(bench, made)
    for ordering, expected in (("framework", made), ("-framework", made[::-1])):
        for limit in (1, 3, 4):
            items = walk(bench, limit, {**query, "ordering": ordering}, len(made))
            in_order(bench, items, expected, f"ordering={ordering} over pages of {limit}")


@clause(
    "models.list.ordering.ties",
    "Models that tie are spread over the pages without overlap or loss, in one order whatever the limit.",
    operation="list_models",
    evidence="decided",
    rests_on=ORDERING,
)
def ties(bench: Bench) -> None:
    """Walk over orders with many ties, nulls among them."""
    frameworks = ("left", None, "right")
    made = lay(bench, [{"framework": frameworks[number % 3]} for number in range(9)])
    query = confined(bench, made)
    for ordering in ("framework", "-framework", "status,framework", "task", "-deployment_date"):
        whole = walk(bench, 100, {**query, "ordering": ordering}, len(made))
        for limit in (1, 2, 4):
            items = walk(bench, limit, {**query, "ordering": ordering}, len(made))
            shows(bench, items, made, f"ordering={ordering} over pages of {limit}")
            in_order(bench, items, whole, f"ordering={ordering} over pages of {limit}")


@clause(
    "models.list.ordering.current",
    "An order goes by the values of now: a change or a new model is in its place at once.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def current(bench: Bench) -> None:
    """Change the values that a list is ordered by."""
    made = lay(bench, [{"algorithm": word} for word in WORDS[1:5]])
    query = {**confined(bench, made), "ordering": "algorithm"}
    in_order(bench, walk(bench, 100, query, 4), made, "ordering=algorithm")
    bench.prepared(bench.call("update_model", model_id=made[0]["id"], json={"algorithm": WORDS[6]}))
    expected = [*made[1:], made[0]]
    in_order(bench, walk(bench, 100, query, 4), expected, "ordering=algorithm after the first was changed")
    first = bench.create(name=made[0]["name"], version="another", algorithm=WORDS[0])
    in_order(bench, walk(bench, 100, query, 5), [first, *expected], "ordering=algorithm with a new model")


@clause(
    "models.list.ordering.artifact-status",
    "ordering=artifact_status keeps equal values together, and ordering=-artifact_status turns them round.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def by_artifact_status(bench: Bench) -> None:
    """Deploy an artifact for some of the models; which status sorts first is left open."""
    made = lay(bench, [{} for _ in range(5)])
    for model_id in _scattered(bench, ids(made)):
        deployed(bench, "deploy_artifact", model_id)
    # Finding out what there is to deploy may have made a further model.
    named = both(among("name", [model["name"] for model in made]))
    query = {"project_id": bench.project_id, "filter": named}
    grouped(bench, made, query, "artifact_status", lambda item: item["artifact_status"])


def _scattered(bench: Bench, known: Sequence[str]) -> tuple[str, ...]:
    """Two of the models that do not stand apart from the others by id, nor by creation, of themselves."""
    orders = (sorted(known), [model_id for model_id in bench.mine if model_id in known])
    return next(
        pair
        for pair in combinations(known, 2)
        if all(len(list(groupby(order, key=lambda one: one in pair))) > 2 for order in orders)
    )
