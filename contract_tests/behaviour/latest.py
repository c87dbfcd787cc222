"""latest_only: of each model the version that was created last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests import shelf
from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.criteria import among, both, same_as
from contract_tests.shelf import confined, ids, in_order, lay_apart, shows, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json

LATEST = "/components/parameters/LatestOnly"


def _newest(bench: Bench, made: Sequence[Json], expected: Sequence[Json], what: str, **query: object) -> None:
    found = walk(bench, 100, {**confined(bench, made), "latest_only": True, **query}, len(made))
    shows(bench, found, expected, what)


@clauses(
    {
        "v10-after-v9": ("v9", "v10"),
        "v2-after-v10": ("v9", "v10", "v2"),
        "v9-after-v10": ("v10", "v9"),
        "letters": ("delta", "bravo", "golf", "alpha"),
        "dotted": ("1.10.0", "1.9.0", "1.2"),
        "dates": ("2025-01-31", "2024-12-31"),
    }.items(),
    id=lambda case: f"models.list.latest.by-creation.{case[0]}",
    sentence=lambda case: (
        f"latest_only shows the version created last, whatever it is called ({case[0].replace('-', ' ')})."
    ),
    operation="list_models",
    evidence="decided",
    rests_on=LATEST,
)
def by_creation(bench: Bench, case: tuple[str, tuple[str, ...]]) -> None:
    """Create versions in an order that their text does not tell, and look after each."""
    name = bench.name()
    made: list[Json] = []
    for version in case[1]:
        if made:
            shelf.wait_a_tick(made[-1])
        made.append(bench.create(name=name, version=version))
        _newest(bench, made, made[-1:], f"latest_only after {version} was created")


@clause(
    "models.list.latest.each-model",
    "latest_only shows every model once, also one whose name begins like another's.",
    operation="list_models",
    evidence="guide",
    rests_on=LATEST,
)
def each_model(bench: Bench) -> None:
    """Interleave the versions of several models."""
    stem = bench.name()
    long = stem + "-a-name-of-which-the-first-hundred-and-more-letters-are-the-same-as-of-the-other-name" * 3
    names = (stem, stem + "-a", long + "b", long + "d")
    order = (0, 1, 2, 0, 3, 1, 0)
    made = lay_apart(bench, [{"name": names[n], "version": f"v{k}"} for k, n in enumerate(order)])
    _newest(bench, made, [made[2], made[4], made[5], made[6]], "latest_only")
    everything = walk(bench, 100, confined(bench, made), len(made))
    shows(bench, everything, made, "the list without latest_only")


@clause(
    "models.list.latest.case",
    "latest_only keeps models apart whose names differ in case only.",
    operation="list_models",
    evidence="decided",
    rests_on=LATEST,
)
def case(bench: Bench) -> None:
    """Create versions of names in upper, lower and mixed case."""
    stem = bench.name()
    names = (stem + "-model", stem + "-Model", stem + "-MODEL", stem + "-model")
    made = lay_apart(bench, [{"name": name, "version": f"v{n}"} for n, name in enumerate(names)])
    if len(bench.items(filter=both(among("name", [names[2]])))) == len(made):
        raise NotVerified("the target compares no name by case")
    _newest(bench, made, made[1:], "latest_only")


@clause(
    "models.list.latest.per-project",
    "latest_only keeps models of the same name in different projects apart.",
    operation="list_models",
    evidence="guide",
    rests_on=LATEST,
)
def per_project(bench: Bench) -> None:
    """Create versions of the same names in two projects."""
    one, other = bench.project_id, bench.other_project()
    name, second = bench.name(), bench.name()
    rows = [(name, "v1", one), (name, "v1", other), (name, "v2", one), (second, "v1", other)]
    made = lay_apart(bench, [{"name": n, "version": v, "project_id": p} for n, v, p in rows])
    query = {"latest_only": True, "filter": both(among("name", [name, second]))}
    shows(bench, walk(bench, 100, query, 4), made[1:], "latest_only over all projects")
    for place, expected in ((one, [made[2]]), (other, [made[1], made[3]])):
        found = walk(bench, 100, {**query, "project_id": place}, 4)
        shows(bench, found, expected, f"latest_only in project {place}")


@clause(
    "models.list.latest.after-deletion",
    "latest_only shows the version before when the newest is deleted, and the newest when an older one is.",
    operation="list_models",
    evidence="decided",
    rests_on=LATEST,
)
def after_deletion(bench: Bench) -> None:
    """Delete versions from the middle and from the end."""
    name = bench.name()
    made = lay_apart(bench, [{"name": name, "version": version} for version in ("v3", "v1", "v4", "v2")])
    left = list(made)
    for victim in (made[1], made[3], made[2], made[0]):
        bench.delete(victim["id"])
        left.remove(victim)
        gone = str(victim["id"])
        bench.settled(lambda gone=gone: gone not in ids(bench.items(latest_only=True)))  # type: ignore[misc]  # the default binds the loop's value
        _newest(bench, made, left[-1:], f"latest_only after {victim['version']} was deleted")


@clause(
    "models.list.latest.after-change",
    "A change makes no version the latest: not an update, not a higher version or a later deployment date.",
    operation="list_models",
    evidence="decided",
    rests_on=LATEST,
)
def after_change(bench: Bench) -> None:
    """Change the older of two versions."""
    name = bench.name()
    made = lay_apart(bench, [{"name": name, "version": version} for version in ("v1", "v2")])
    shelf.wait_a_tick(made[1])
    for change in (
        {"description": "changed last"},
        {"deployment_date": "2031-01-01T00:00:00Z"},
        {"status": "DRAFT"},
        {"version": "v99"},
    ):
        bench.prepared(bench.call("update_model", model_id=made[0]["id"], json=change))
        _newest(bench, made, made[1:], f"latest_only after the older was changed by {change}")


@clause(
    "models.list.latest.deployment-date",
    "The latest version is the one created last, not the one deployed last.",
    operation="list_models",
    evidence="decided",
    rests_on=LATEST,
)
def deployment_date(bench: Bench) -> None:
    """Create versions whose deployment dates run the other way."""
    name = bench.name()
    dates = ("2031-01-01T00:00:00Z", "2025-01-01T00:00:00Z", None)
    made = lay_apart(
        bench,
        [{"name": name, "version": f"v{9 - n}", "deployment_date": date} for n, date in enumerate(dates)],
    )
    _newest(bench, made, made[2:], "latest_only")


@clause(
    "models.list.latest.only-newest",
    "latest_only never shows an older version, also when the newest does not match the filter or search.",
    operation="list_models",
    evidence="decided",
    rests_on=LATEST,
)
def only_newest(bench: Bench) -> None:
    """Filter and search for what only an older version has."""
    name, word = bench.name(), bench.name("bongo")
    rows = [
        {"name": name, "version": "v1", "description": word, "status": "LIVE"},
        {"name": name, "version": "v2", "description": "other", "status": "DRAFT"},
    ]
    made = lay_apart(bench, rows)
    place = {"project_id": bench.project_id, "latest_only": True}
    for query, expected in (
        ({"filter": both(same_as("name", name), same_as("version", "v1"))}, []),
        ({"filter": both(same_as("name", name), same_as("version", "v2"))}, made[1:]),
        ({"filter": both(same_as("name", name), same_as("status", "LIVE"))}, []),
        ({"search": word}, []),
        ({"search": name}, made[1:]),
    ):
        shows(bench, walk(bench, 100, {**place, **query}, 2), expected, f"latest_only and {query}")


@clause(
    "models.list.latest.before-paging",
    "latest_only counts before the list is cut: totals and pages are of the latest versions alone.",
    operation="list_models",
    evidence="guide",
    rests_on=LATEST,
)
def before_paging(bench: Bench) -> None:
    """Page through the latest versions of five models in order."""
    names = [bench.name() for _ in range(5)]
    rounds = [[{"name": name, "version": version} for name in names] for version in ("v9", "v10")]
    made = shelf.lay_generations(bench, rounds)
    query = {**confined(bench, made), "latest_only": True}
    for ordering, expected in (("name", made[5:]), ("-name", made[:4:-1]), ("version,-name", made[:4:-1])):
        for limit in (1, 2, 5, 50):
            items = walk(bench, limit, {**query, "ordering": ordering}, len(made))
            in_order(bench, items, expected, f"latest_only, ordering={ordering}, pages of {limit}")
            page = bench.data(bench.call("list_models", query={**query, "limit": limit, "offset": 3}))
            bench.require(page["total"] == 5, "total 5", f"total {page['total']}")


@clause(
    "models.list.latest.default",
    "latest_only=false is the same as no latest_only: every version is shown.",
    operation="list_models",
    evidence="guide",
    rests_on=LATEST,
)
def default(bench: Bench) -> None:
    """Ask for all versions in both ways."""
    name = bench.name()
    made = lay_apart(bench, [{"name": name, "version": f"v{n}"} for n in range(4)])
    for query in ({}, {"latest_only": False}):
        for limit in (3, 50):
            items = walk(bench, limit, {**confined(bench, made), **query}, len(made))
            shows(bench, items, made, f"a list with {query or 'no latest_only'}")
