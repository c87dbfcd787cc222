"""The order of a list: by every field, both ways, by several fields, with nulls and ties."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from contract_tests import shelf
from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.criteria import INSTANTS
from contract_tests.shelf import WORDS, confined, in_order, labels, lay, shows, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json

ORDERING = "/components/parameters/Ordering"
TEXTS = ("name", "version", "description", "algorithm", "framework")
NULLABLE = ("description", "algorithm", "framework", "deployment_date")
ENUMS = {
    "status": ("LIVE", "DRAFT"),
    "input_type": ("structured", "text", "mixed"),
    "task": ("binary_classification", "multiclass_classification", "regression", "ranking", "llm", "not_set"),
}
REFERENCES = ("organization", "project", "owner", "created_by", "updated_by")
DATES = [f"20{year}-0{month}-15T12:30:00Z" for year, month in ((19, 8), (20, 3), (21, 1), (21, 2), (24, 5))]
FAR_DATES = (
    "1000-01-01T00:00:00Z",
    "1899-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "1970-01-02T00:00:00Z",
    "2021-06-15T12:30:00Z",
    "9999-12-31T23:59:59Z",
)


@clauses(
    TEXTS,
    id=lambda field: f"models.list.ordering.{field.replace('_', '-')}",
    sentence=lambda field: f"ordering={field} sorts by {field}, and ordering=-{field} the other way round.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def by_text(bench: Bench, field: str) -> None:
    """Sort by a text field whose values sort alike under every collation."""
    stem = bench.name() if field == "name" else ""
    _both_ways(bench, lay(bench, [{field: stem + word} for word in WORDS[:8]]), field)


@clause(
    "models.list.ordering.deployment-date",
    "ordering=deployment_date sorts by the instant, and ordering=-deployment_date the other way round.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def by_deployment_date(bench: Bench) -> None:
    """Sort by dates that were sent in UTC."""
    _both_ways(bench, lay(bench, [{"deployment_date": date} for date in DATES]), "deployment_date")


@clause(
    "models.list.ordering.instants",
    "Date-times that were sent with different offsets sort by the instant, not by the text.",
    operation="list_models",
    evidence="decided",
    rests_on=ORDERING,
)
def by_instants(bench: Bench) -> None:
    """Sort by dates whose text sorts otherwise."""
    sent = (
        "2025-05-01T23:00:00+14:00",  # 09:00 UTC
        "2025-05-01T10:00:00Z",
        "2025-05-01T10:00:00.25Z",
        "2025-05-01T10:00:00.500Z",
        "2025-05-01T08:00:00.5-03:30",  # 11:30 UTC
        "2025-05-01T12:00:00.000Z",
        "2025-04-30T21:00:00-16:00",  # 13:00 UTC on 1 May
        "2025-05-02T00:00:00+09:00",  # 15:00 UTC on 1 May
    )
    _both_ways(bench, lay(bench, [{"deployment_date": date} for date in sent]), "deployment_date")


@clause(
    "models.list.ordering.created-at",
    "ordering=created_at lists the oldest model first, and ordering=-created_at the newest.",
    operation="list_models",
    evidence="client",
    rests_on=ORDERING,
)
def by_creation(bench: Bench) -> None:
    """Sort models that were changed, and that have names and versions, in another order."""
    stem = bench.name()
    words = [*WORDS[4:8], *WORDS[:4]]
    rows = [{"name": stem + word, "version": words[-n]} for n, word in enumerate(words)]
    made = shelf.lay_apart(bench, rows)
    for number in (2, 0, 5):
        answer = bench.call("update_model", model_id=made[number]["id"], json={"description": "changed"})
        bench.prepared(answer)
    _both_ways(bench, made, "created_at")


@clause(
    "models.list.ordering.updated-at",
    "ordering=updated_at lists the model that was changed last at the end, and ordering=-updated_at first.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def by_update(bench: Bench) -> None:
    """Change models in another order than that of their creation."""
    made = shelf.lay_apart(bench, [{} for _ in range(5)])
    shelf.wait_a_tick(made[-1])
    changed: list[Json] = []
    for number in (3, 0, 4, 1, 2):
        answer = bench.call("update_model", model_id=made[number]["id"], json={"description": f"no {number}"})
        changed.append(bench.prepared(answer))
        shelf.wait_a_tick(changed[-1], "updated_at")
    _both_ways(bench, changed, "updated_at")


def _both_ways(bench: Bench, made: Sequence[Json], field: str) -> None:
    """Hold the list to the order of `made`, and to the opposite."""
    query = confined(bench, made)
    for sign, expected in (("", list(made)), ("-", list(reversed(made)))):
        items = walk(bench, 100, {**query, "ordering": sign + field}, len(made))
        shows(bench, items, made, f"ordering={sign}{field}")
        in_order(bench, items, expected, f"ordering={sign}{field}")


@clauses(
    ENUMS,
    id=lambda field: f"models.list.ordering.{field.replace('_', '-')}",
    sentence=lambda field: (
        f"ordering={field} keeps equal values together, and ordering=-{field} turns them round."
    ),
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def by_enum(bench: Bench, field: str) -> None:
    """Sort by an enum; whether its values sort as text or as the contract lists them is left open."""
    made = lay(bench, [{field: value} for value in ENUMS[field] * 2])
    grouped(bench, made, confined(bench, made), field, lambda item: item[field])


@clause(
    "models.list.ordering.id",
    "ordering=-id lists the models in the opposite order of ordering=id.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def by_id(bench: Bench) -> None:
    """Sort by id both ways."""
    made = lay(bench, [{} for _ in range(6)])
    grouped(bench, made, confined(bench, made), "id", lambda item: item["id"])


@clauses(
    REFERENCES,
    id=lambda field: f"models.list.ordering.{field.replace('_', '-')}",
    sentence=lambda field: f"ordering={field} lists every model once, those of the same {field} together.",
    operation="list_models",
    evidence="decided",
    rests_on=ORDERING,
)
def by_reference(bench: Bench, field: str) -> None:
    """Sort by a reference, over as many projects and owners as there are."""
    rows: list[Json] = [{"owner_id": None}, {}, {"owner_id": None}, {}]
    if field == "project":
        rows = [{"project_id": place} for place in (bench.project_id, bench.other_project()) * 2]
    made = lay(bench, rows)
    query = {"filter": {"condition": "AND", "rules": [_own(made)]}}
    if not bench.call("list_models", query={**query, "ordering": field, "limit": 1}).ok:
        raise NotVerified(f"the target does not order by {field}")
    grouped(bench, made, query, field, lambda item: item[field] and item[field]["id"])


@clause(
    "models.list.ordering.project.by-name",
    "ordering=project sorts by the project's name.",
    operation="list_models",
    evidence="decided",
    rests_on=ORDERING,
)
def by_project_name(bench: Bench) -> None:
    """Sort models of several projects, where their names sort alike under every collation."""
    places = [bench.project_id, bench.other_project()]
    if bench.provision.makes_projects:
        places += [bench.other_project() for _ in range(4)]
    made = lay(bench, [{"project_id": place} for place in places])
    names = {str(model["project"]["name"]) for model in made}
    if len({re.sub(r"\d", "0", name) for name in names}) > 1 or len(names) < len(made):
        raise NotVerified("the projects have names that may sort in more than one way")
    query = {"filter": {"condition": "AND", "rules": [_own(made)]}}
    if not bench.call("list_models", query={**query, "ordering": "project", "limit": 1}).ok:
        raise NotVerified("the target does not order by project")
    for sign in ("", "-"):
        items = walk(bench, 100, {**query, "ordering": f"{sign}project"}, len(made))
        expected = sorted(made, key=lambda model: str(model["project"]["name"]), reverse=sign == "-")
        in_order(bench, items, expected, f"ordering={sign}project")


def _own(made: Sequence[Json]) -> Json:
    return {"field": "name", "operator": "in", "value": [model["name"] for model in made]}


def grouped(
    bench: Bench, made: Sequence[Json], query: Json, field: str, value: Callable[[Json], Any]
) -> None:
    """Equal values stand together, and the other direction shows the groups the other way round."""
    runs: list[list[Any]] = []
    for sign in ("", "-"):
        items = walk(bench, 100, {**query, "ordering": sign + field}, len(made))
        shows(bench, items, made, f"ordering={sign}{field}")
        runs.append([key for key, _ in groupby(items, key=value)])
        bench.require(
            len(runs[-1]) == len({value(item) for item in items}),
            f"ordering={sign}{field} to keep equal values together",
            str([value(item) for item in items]),
        )
    up, down = ([key for key in run if key is not None] for run in runs)
    bench.require(up == down[::-1], f"ordering=-{field} as {up[::-1]}", str(down))


@clauses(
    NULLABLE,
    id=lambda field: f"models.list.ordering.nulls.{field.replace('_', '-')}",
    sentence=lambda field: f"In an order by {field}, models without one stand together at one end.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def nulls(bench: Bench, field: str) -> None:
    """Mix nulls among values; which end they go to is left open."""
    _beside_nulls(bench, DATES[:4] if field in INSTANTS else WORDS[:4], field)


@clause(
    "models.list.ordering.nulls.far-dates",
    "Models without a deployment_date stand together at one end, however early or late the other dates are.",
    operation="list_models",
    evidence="guide",
    rests_on=ORDERING,
)
def far_dates(bench: Bench) -> None:
    """Mix nulls among dates on both sides of those that servers take for none: 1900, 1970, 2000."""
    _beside_nulls(bench, FAR_DATES, "deployment_date")


def _beside_nulls(bench: Bench, values: Sequence[str], field: str) -> None:
    """Hold both orders of the values, which are given in ascending order, and of nulls among them."""
    made = lay(bench, [{field: value} for value in (None, *values, None, None)])
    valued, query = made[1:-2], confined(bench, made)
    for sign, expected in (("", valued), ("-", valued[::-1])):
        items = walk(bench, 100, {**query, "ordering": sign + field}, len(made))
        shows(bench, items, made, f"ordering={sign}{field}")
        nulls_apart(bench, items, expected, field, f"ordering={sign}{field}")


def nulls_apart(bench: Bench, items: Sequence[Json], expected: Sequence[Json], field: str, what: str) -> None:
    """Require that the items with a value stand in order, and those without together at one end."""
    in_order(bench, [item for item in items if item[field] is not None], expected, what)
    ends = [key for key, _ in groupby(item[field] is None for item in items)]
    bench.require(len(ends) <= 2, f"{what} with the nulls at one end", labels(items))


UNKNOWN = {
    "unknown": "nonsense",
    "unknown-descending": "-nonsense",
    "unknown-second": "name,nonsense",
    "unknown-first": "nonsense,-name",
    "no-list": "name desc",
}


@clauses(
    UNKNOWN,
    id=lambda key: f"models.list.ordering.refuses.{key}",
    sentence=lambda key: f"ordering={UNKNOWN[key]} is refused with 400, as it names no field.",
    operation="list_models",
    evidence="decided",
    rests_on=ORDERING,
    writes=False,
)
def refuses(bench: Bench, key: str) -> None:
    """Order by what is no field."""
    bench.expect(bench.page(ordering=UNKNOWN[key]), 400, why=f"for ordering={UNKNOWN[key]}")
