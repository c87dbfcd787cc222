"""Filters as they are used: by the client, together with the other criteria, and after changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.filtering import FILTER
from contract_tests.clauses import clause
from contract_tests.criteria import among, both, same_as, verdict
from contract_tests.shelf import confined, ids, in_order, lay, lay_apart, lay_generations, shows, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json


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
    evidence="decided",
    rests_on=FILTER,
)
def composes(bench: Bench) -> None:
    """Combine the criteria in pairs and all together."""
    word = bench.name("okapi")
    names = [bench.name() for _ in range(4)]
    rounds = [
        [
            {
                "name": name,
                "version": version,
                "framework": "left" if number != 1 else "right",
                "description": f"an {word}" if number != 2 else "none",
            }
            for number, name in enumerate(names)
        ]
        for version in ("v9", "v10")
    ]
    made = lay_generations(bench, rounds)
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
            items = walk(bench, limit, {**query, **criteria, "ordering": "-name,created_at"}, 8)
            wanted = sorted(expected, key=lambda model: str(model["name"]), reverse=True)
            in_order(bench, items, wanted, f"{criteria} with ordering=-name,created_at by {limit}")


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
