"""The models that a clause about lists lays out, and the ways to look at just these."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from contract_tests.criteria import among, both
from contract_tests.instants import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json

WORDS = ("bravo", "delta", "fern", "golf", "kilo", "mike", "papa", "romeo", "sierra", "tango")
"""In this order under every collation."""


def lay(bench: Bench, rows: Sequence[Json]) -> list[Json]:
    """Create a model for each row, in an order that tells nothing; return them in the rows' order."""
    order = list(range(len(rows)))
    bench.random.shuffle(order)
    made = {number: bench.create(**rows[number]) for number in order}
    return [made[number] for number in range(len(rows))]


def lay_versions(bench: Bench, count: int, **fields: Any) -> list[Json]:
    """Create `count` versions of one model, oldest first."""
    name = bench.name()
    return [bench.create(name=name, version=f"v{number + 1:03d}", **fields) for number in range(count)]


def lay_apart(bench: Bench, rows: Iterable[Json]) -> list[Json]:
    """Create a model for each row in turn, at instants that the target can tell apart."""
    made: list[Json] = []
    for row in rows:
        if made:
            wait_a_tick(made[-1])
        made.append(bench.create(**row))
    return made


def lay_generations(bench: Bench, generations: Iterable[Sequence[Json]]) -> list[Json]:
    """Create the models of one generation after the other, apart in time; return them in order."""
    made: list[Json] = []
    for rows in generations:
        if made:
            wait_a_tick(made[-1])
        made += [bench.create(**row) for row in rows]
    return made


def wait_a_tick(model: Json, member: str = "created_at") -> None:
    """Wait until the target's clock must show a later instant than the model's.

    Its resolution is read off the instant itself: whole seconds, milliseconds or finer.
    """
    micro = moment(model[member]).microsecond
    if micro == 0:
        time.sleep(1.05)
    elif micro % 1000 == 0:
        time.sleep(0.003)


def ids(models: Iterable[Json]) -> list[str]:
    """The ids of models or items, in order."""
    return [str(model["id"]) for model in models]


def label(model: Json) -> str:
    """Name and version, for messages."""
    return f"{model.get('name')} {model.get('version')}"


def labels(models: Iterable[Json]) -> str:
    """Name and version of each, for messages."""
    return "[" + ", ".join(label(model) for model in models) + "]"


def confined(bench: Bench, models: Iterable[Json], condition: Json | None = None) -> Json:
    """Query parameters under which a list of the clause's project shows the clause's own models alone.

    Where the clause has the project for itself, that takes none; elsewhere a filter on the models' names.

    Args:
        bench: the clause's bench.
        models: its models.
        condition: a further condition to filter by.
    """
    place = {"project_id": bench.project_id}
    if bench.provision.makes_projects:
        return {**place, "filter": both(condition)} if condition else place
    own = among("name", sorted({str(model["name"]) for model in models}))
    return {**place, "filter": both(own, condition) if condition else both(own)}


def walk(bench: Bench, limit: int, query: Json, longest: int) -> list[Json]:
    """Every item, page after page by `limit`.

    Raises:
        Violated: the pages do not come to an end after about `longest` items.
    """
    found: list[Json] = []
    for page in pages(bench, limit, query):
        found += page["items"]
        bench.require(
            len(found) <= longest + limit,
            f"pages of {limit} that end after {longest} models",
            f"{len(found)} items so far, and total {page['total']}",
        )
    return found


def pages(bench: Bench, limit: int, query: Json) -> Iterator[Json]:
    """The `data` of one page after the other, until one is the last by its own `total`."""
    offset = 0
    while True:
        page = bench.data(bench.call("list_models", query={**query, "limit": limit, "offset": offset}))
        yield page
        offset += limit
        if not page["items"] or offset >= page["total"]:
            return


def shows(bench: Bench, items: Sequence[Json], expected: Sequence[Json], what: str) -> None:
    """Raise Violated unless the items are the expected models, each once, in any order."""
    bench.require(
        sorted(ids(items)) == sorted(ids(expected)),
        f"{what}: the {len(expected)} models {labels(sorted(expected, key=label))}",
        f"{len(items)}: {labels(sorted(items, key=label))}",
    )


def in_order(bench: Bench, items: Sequence[Json], expected: Sequence[Json], what: str) -> None:
    """Raise Violated unless the items are the expected models in this order."""
    bench.require(ids(items) == ids(expected), f"{what}: {labels(expected)}", labels(items))
