"""What a list shows: the models that there are, as they are now, of the project that is asked for."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from contract_tests.bench import covers, same
from contract_tests.clauses import clause, clauses
from contract_tests.criteria import INSTANTS, both, same_as
from contract_tests.instants import moment
from contract_tests.shelf import confined, ids, label, labels, lay, shows, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Document, Json

LIST = "/paths/~1v3~1models/get"
SUMMARY = "/components/schemas/ModelSummary"
PROJECT = "/components/parameters/ProjectId"

CHANGES: tuple[Json, ...] = (
    {"description": "changed"},
    {"description": None},
    {"version": "v7-changed"},
    {"status": "DRAFT"},
    {"input_type": "mixed", "task": "llm"},
    {"algorithm": "other", "framework": "another"},
    {"algorithm": None, "framework": None},
    {"deployment_date": "2027-08-09T10:11:12Z"},
    {"deployment_date": None},
    {"owner_id": None},
)


SENT_AS_SHOWN = ("description", "version", "status", "input_type", "task", "algorithm", "framework")


def summary_fields(document: Document) -> list[str]:
    """Every member of a list item."""
    return list(document.raw["components"]["schemas"]["ModelSummary"]["properties"])


def _views(bench: Bench, made: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    place, name = {"project_id": bench.project_id}, str(made[0]["name"])
    stem = name[:-4]
    yield "within its project", confined(bench, made)
    yield "under a filter on its name", {"filter": both(same_as("name", name))}
    yield "under a filter on its id", {**place, "filter": both(same_as("id", made[0]["id"]))}
    yield "under a search for its name", {**place, "search": stem}
    yield "in an order", {**confined(bench, made), "ordering": "-version,name"}
    yield "with latest_only", {**confined(bench, made), "latest_only": True}


@clause(
    "models.list.items.agree",
    "A list item says of a model what reading it does, in every field, however the list is asked for.",
    operation="list_models",
    evidence="guide",
    rests_on=SUMMARY,
)
def agree(bench: Bench) -> None:
    """Compare the items of many lists with the models, and with what was sent."""
    full = bench.full_body()
    del full["project_id"]
    bare = dict.fromkeys(("description", "algorithm", "framework", "deployment_date", "owner_id"))
    empty = {"description": "", "algorithm": " ", "framework": "  x "}
    rows = [full, {}, bare, empty]
    made = lay(bench, rows)
    read = {str(model["id"]): bench.read(model["id"]) for model in made}
    for model, row in zip(made, rows, strict=True):
        for words, query in _views(bench, [model]):
            items = walk(bench, 50, query, 50)
            item = next((item for item in items if item["id"] == model["id"]), None)
            bench.require(item is not None, f"{label(model)} in a list {words}", labels(items))
            _agrees(bench, item or {}, read[str(model["id"])], words)
            sent = {key: value for key, value in row.items() if key in (item or {}) and key not in INSTANTS}
            place = covers(item, sent)
            bench.require(place is None, f"an item {words} with what was sent", f"it has {place}")


def _agrees(bench: Bench, item: Json, model: Json, words: str) -> None:
    for field in summary_fields(bench.document):
        shown, known = item.get(field), model.get(field)
        alike = same(shown, known) or (
            field in INSTANTS and shown and known and moment(shown) == moment(known)
        )
        bench.require(
            alike, f"{field} {known!r} in a list {words}, as the model itself has it", f"{field} {shown!r}"
        )


@clause(
    "models.list.items.created",
    "A created model is in the next list, also when the list was asked for before.",
    operation="list_models",
    evidence="guide",
    rests_on=LIST,
)
def created(bench: Bench) -> None:
    """List before and after each of several creations."""
    name = bench.name()
    made: list[Json] = []
    query = {"project_id": bench.project_id, "filter": both(same_as("name", name))}
    plain = {"project_id": bench.project_id}
    for number in range(4):
        for asked in (query, {**query, "limit": 2}, {**query, "latest_only": True}):
            total = bench.data(bench.call("list_models", query=asked))["total"]
            expected = min(number, 1) if "latest_only" in asked else number
            bench.require(
                total == expected, f"total {expected} of {number} versions with {asked}", f"total {total}"
            )
        shows(bench, bench.items(), made, f"the list {plain} after {number} creations")
        made.append(bench.create(name=name, version=f"v{number}"))
    shows(bench, bench.items(), made, "the list after 4 creations")


@clause(
    "models.list.items.changed",
    "A changed model is shown as it is now, also when the list was asked for before.",
    operation="list_models",
    evidence="guide",
    rests_on=LIST,
)
def changed(bench: Bench) -> None:
    """List after each of many changes."""
    made = lay(bench, [{"description": "as it was", "algorithm": "old"}, {"description": "a neighbour"}])
    target, neighbour = made
    query = confined(bench, made)
    before = {item["id"]: item for item in walk(bench, 50, query, 2)}
    for change in CHANGES:
        model = bench.prepared(bench.call("update_model", model_id=target["id"], json=change))
        now = {item["id"]: item for item in walk(bench, 50, query, 2)}
        sent = {key: value for key, value in change.items() if key in SENT_AS_SHOWN or value is None}
        place = covers(now[target["id"]], sent)
        bench.require(place is None, f"an item that shows the change {change}", f"it has {place}")
        _agrees(bench, now[target["id"]], bench.read(model["id"]), f"after {change}")
        fields, other = summary_fields(bench.document), neighbour["id"]
        bench.same(_only(fields, now[other]), _only(fields, before[other]), "the other model unchanged:")
    one = bench.data(bench.page(search=target["name"]))["items"]
    _agrees(bench, one[0], bench.read(target["id"]), "under a search after all changes")


@clause(
    "models.list.items.deleted",
    "A deleted model is in no list any more, and every other model still is.",
    operation="list_models",
    evidence="vendor",
    rests_on=LIST,
)
def deleted(bench: Bench) -> None:
    """Delete models one by one: a version, a name that begins another's, the last of a name."""
    stem = bench.name()
    rows = [(stem, "v1"), (stem, "v2"), (stem + "x", "v1"), (stem + "xy", "v1"), (bench.name(), "v1")]
    made = lay(bench, [{"name": name, "version": version} for name, version in rows])
    left = list(made)
    shows(bench, bench.items(), left, "the list before")
    for victim in (made[0], made[2], made[1], made[4]):
        bench.delete(victim["id"])
        left.remove(victim)
        gone = str(victim["id"])
        bench.settled(lambda gone=gone: gone not in ids(bench.items()))  # type: ignore[misc]  # the default binds the loop's value
        shows(bench, bench.items(), left, f"the list after {label(victim)} was deleted")
        for words, query in _views(bench, [victim]):
            found = [item for item in walk(bench, 50, query, 50) if item["id"] == victim["id"]]
            bench.require(not found, f"the deleted {label(victim)} not in a list {words}", "it is there")
        named = bench.page(filter=both(same_as("name", victim["name"])))
        count = len([model for model in left if model["name"] == victim["name"]])
        total = bench.data(named)["total"]
        bench.require(total == count, f"total {count} of the name {victim['name']}", f"total {total}")


@clause(
    "models.list.items.read-only",
    "Listing changes nothing: the models are afterwards what they were before.",
    operation="list_models",
    evidence="guide",
    rests_on=LIST,
)
def read_only(bench: Bench) -> None:
    """Read models before and after many lists."""
    made = lay(bench, [{"description": "left alone"}, {}, {}])
    before = [bench.read(model["id"]) for model in made]
    for _ in range(2):
        for _, query in _views(bench, made):
            walk(bench, 2, query, 50)
    for known in before:
        now, fields = bench.read(known["id"]), [*summary_fields(bench.document), "schema", "spec"]
        bench.same(_only(fields, now), _only(fields, known), "the model as before the lists:")


@clause(
    "models.list.items.once",
    "Two lists with nothing in between are the same.",
    operation="list_models",
    evidence="guide",
    rests_on=LIST,
)
def once(bench: Bench) -> None:
    """Ask for the same lists twice."""
    made = lay(bench, [{}, {"description": "one"}, {"owner_id": None}])
    for words, query in _views(bench, made):
        first, second = (
            [_only(summary_fields(bench.document), item) for item in walk(bench, 50, query, 50)]
            for _ in range(2)
        )
        bench.same(second, first, f"a list {words} the second time:")


def _only(fields: Sequence[str], model: Json) -> Json:
    return {field: model.get(field) for field in fields}


@clause(
    "models.list.project.isolates",
    "project_id shows the models of that project alone, and without it models of all projects are shown.",
    operation="list_models",
    evidence="guide",
    rests_on=PROJECT,
)
def isolates(bench: Bench) -> None:
    """Create models of the same names in two projects."""
    here, there = bench.project_id, bench.other_project()
    one, two = bench.name(), bench.name()
    rows = [(one, here), (two, here), (one, there)]
    made = lay(bench, [{"name": name, "project_id": place} for name, place in rows])
    for place, expected in ((here, made[:2]), (there, made[2:])):
        items = [item for item in walk(bench, 100, {"project_id": place}, 10_000) if item["id"] in ids(made)]
        shows(bench, items, expected, f"the list of project {place}")
        for item in items:
            bench.require(
                item["project"]["id"].lower() == place.lower(),
                f"items of project {place}",
                str(item["project"]),
            )
    everywhere: Json = {"condition": "OR", "rules": [same_as("name", one), same_as("name", two)]}
    shows(bench, walk(bench, 100, {"filter": everywhere}, 3), made, "the list of all projects")
    for query in ({"search": one}, {"search": one, "ordering": "name"}):
        shows(bench, walk(bench, 50, query, 2), [made[0], made[2]], f"{query} over all projects")
        shows(bench, walk(bench, 50, {**query, "project_id": there}, 2), made[2:], f"{query} in one project")


@clause(
    "models.list.project.unknown",
    "A project_id that does not exist gives an empty page.",
    operation="list_models",
    evidence="decided",
    rests_on=PROJECT,
)
def unknown_project(bench: Bench) -> None:
    """List projects that are not there."""
    bench.create()
    fresh = str(uuid.UUID(int=bench.random.getrandbits(128), version=4))
    for place in (fresh, "00000000-0000-4000-8000-000000000000"):
        for query in ({}, {"latest_only": True}, {"search": "ct"}, {"ordering": "-name"}):
            answer = bench.call("list_models", query={"project_id": place, **query})
            if answer.status == 404:
                continue  # as for any other id
            page = bench.data(answer)
            bench.require(
                page["items"] == [] and page["total"] == 0,
                f"no items and total 0 for project_id={place} {query}",
                f"{page['total']}: {labels(page['items'])}",
            )


REFUSED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "limit": ("an integer of at least 1", (0, -1, -50, "abc", "1.5", "1e", "0x10", "ten", "5,5")),
    "offset": ("an integer of at least 0", (-1, -50, "abc", "1.5", "--1", "none")),
    "latest_only": ("true or false", ("foo", "2", "nope", "truefalse", "-1")),
    "project_id": (
        "a UUID",
        ("abc", "123", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be02", "zd6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021", "a b"),
    ),
}


def _slug(case: tuple[str, Any]) -> str:
    index = REFUSED[case[0]][1].index(case[1]) + 1
    text = "".join(letter if letter.isalnum() else "-" for letter in str(case[1])).strip("-")
    return f"{index}-{text[:12].strip('-')}" if text else str(index)


@clauses(
    [(name, value) for name, (_, values) in REFUSED.items() for value in values],
    id=lambda case: f"models.list.refuses.{case[0].replace('_', '-')}.{_slug(case)}",
    sentence=lambda case: f"{case[0]}={case[1]} is refused with 400: it must be {REFUSED[case[0]][0]}.",
    operation="list_models",
    evidence="decided",
    rests_on=lambda case: "/components/parameters/" + case[0].title().replace("_", ""),
    writes=False,
)
def refuses(bench: Bench, case: tuple[str, Any]) -> None:
    """Send a query parameter that does not fit its schema, alone and among good ones."""
    name, value = case
    bench.expect(bench.call("list_models", query={name: value}), 400, why=f"for {name}={value}")
    good = {"project_id": bench.project_id, "limit": 5, "offset": 0, "ordering": "name"}
    bench.expect(bench.call("list_models", query={**good, name: value}), 400, why=f"for {name}={value}")
