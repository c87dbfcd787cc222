"""The columns of a model, as a list and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests import specimens
from contract_tests.behaviour.requests import unknown_id
from contract_tests.bench import same
from contract_tests.clauses import NotVerified, clause
from contract_tests.specimens import column
from contract_tests.subjects import rich
from contract_tests.views import COLUMN, columns_of, known

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

LIST = "/paths/~1v3~1models~1{model_id}~1columns/get"
ONE = "/paths/~1v3~1models~1{model_id}~1columns~1{column_id}/get"
IDENTITY = "/components/schemas/ColumnIdentity/properties/id"


def _plain(bench: Bench, columns: list[Json]) -> list[Json]:
    return [known(bench.document, COLUMN, one, top=False) for one in columns]


def _note_agreement(bench: Bench, model_id: str, *, singly: bool = True) -> list[Json]:
    """Note where GET, list_columns and get_column do not tell the same; return the columns of GET."""
    kept = _plain(bench, bench.read(model_id)["schema"]["columns"])
    shown = _plain(bench, columns_of(bench, model_id))
    names = ([one["name"] for one in kept], [one["name"] for one in shown])
    bench.note(same(names[0], names[1]), f"the columns {names[0]} of GET", f"list_columns: {names[1]}")
    for left, right in zip(kept, shown, strict=False):
        bench.note(same(left, right), f"the column {left} of GET", f"list_columns: {right}")
    for one in kept if singly else []:
        answer = bench.call("get_column", model_id=model_id, column_id=one["id"])
        alone = known(bench.document, COLUMN, bench.data(answer), top=False)
        bench.note(same(alone, one), f"the column {one} of GET", f"get_column: {alone}")
    return kept


@clause(
    "columns.list.agrees",
    "list_columns shows the columns of the model's schema, whole and in its order.",
    operation="list_columns",
    evidence="guide",
    rests_on=LIST,
)
def listed(bench: Bench) -> None:
    """Compare the columns of several models."""
    for body in (bench.full_body(), rich(bench.full_body()), bench.body()):
        created = bench.prepared(bench.call("create_model", json=body))
        shown = _note_agreement(bench, created["id"], singly=False)
        wanted = [one["name"] for one in body["schema"]["columns"]]
        bench.same([one["name"] for one in shown], wanted, "the columns as sent:")


@clause(
    "columns.get.agrees",
    "Every column can be read by its id, and is shown as in the model's schema.",
    operation="get_column",
    evidence="guide",
    rests_on=ONE,
)
def single(bench: Bench) -> None:
    """Read every column of a model alone, in an order of chance."""
    created = bench.prepared(bench.call("create_model", json=rich(bench.full_body())))
    columns = _note_agreement(bench, created["id"])
    bench.random.shuffle(columns)
    for one in columns:
        answer = bench.data(bench.call("get_column", model_id=created["id"], column_id=one["id"]))
        bench.note(answer["id"] == one["id"], f"the column {one['id']}", repr(answer["id"]))


@clause(
    "columns.get.unknown",
    "A column that the model does not have is answered 404, be it another model's.",
    operation="get_column",
    evidence="client",
    rests_on=f"{ONE}/responses/404",
)
def unknown(bench: Bench) -> None:
    """Ask for columns that are not there."""
    mine = bench.create(schema={"columns": [column("amount", "float")]}, spec={})
    other = bench.create(schema={"columns": [column("kind", "str"), column("size", "int")]}, spec={})
    own = {one["id"] for one in mine["schema"]["columns"]}
    strange = [one["id"] for one in other["schema"]["columns"]]
    strange += [
        "no-such-column",
        "0",
        "null",
        mine["id"],
        "*",
        "é",
        f"{min(own)}x",
        min(own)[:-1] or "y",
    ]
    for column_id in strange:
        if column_id not in own:
            answer = bench.call("get_column", model_id=mine["id"], column_id=column_id)
            bench.note(answer.status == 404, f"404 for the column {column_id!r}", answer.summary(160))


@clause(
    "columns.unknown-model",
    "The columns of a model that does not exist are answered 404, in a list and alone.",
    operation="list_columns",
    evidence="client",
    rests_on=f"{LIST}/responses/404",
)
def unknown_model(bench: Bench) -> None:
    """Ask for columns of no model."""
    column_id = bench.create()["schema"]["columns"][0]["id"]
    for model_id in (unknown_id(bench), "00000000-0000-0000-0000-000000000000", bench.project_id):
        answer = bench.call("list_columns", model_id=model_id)
        bench.note(answer.status == 404, f"404 for the columns of {model_id}", answer.summary(160))
        answer = bench.call("get_column", model_id=model_id, column_id=column_id)
        bench.note(answer.status == 404, f"404 for a column of {model_id}", answer.summary(160))


@clause(
    "columns.list.sizes",
    "A model of no column, of one and of two hundred lists just these.",
    operation="list_columns",
    evidence="guide",
    rests_on=LIST,
)
def sizes(bench: Bench) -> None:
    """Create models of several sizes."""
    for size in (0, 1, 2, 49, 50, 51, 100, 101, 200):
        sent = [column(f"c{number * 37 % size}", "int") for number in range(size)]
        created = bench.prepared(
            bench.call("create_model", json=bench.body(schema={"columns": sent}, spec={}))
        )
        page = bench.data(bench.call("list_columns", model_id=created["id"]))
        names = [one["name"] for one in page["items"]]
        wanted = [one["name"] for one in sent]
        bench.note(names == wanted, f"the {size} columns {wanted[:5]} ...", f"{len(names)}: {names[:5]} ...")
        bench.note(page["total"] == size, f"total {size}", f"total {page['total']}")


@clause(
    "columns.ids.unique",
    "Every column has an id of its own within the model, even where names are nearly the same.",
    operation="create_model",
    evidence="client",
    rests_on=IDENTITY,
)
def unique(bench: Bench) -> None:
    """Create columns whose names have one slug, and names that look like ids."""
    names = ["Credit Score", "credit_score", "Credit-Score", "CREDIT SCORE", "credit.score", "creditscore"]
    names += [
        "credit_score_1",
        "credit_score_2",
        "credit-score-2",
        "é",
        "ü",
        "数",
        "模型",
        "🚀",
        " ",
        "_",
        "-",
        "id",
    ]
    created = bench.create(schema={"columns": [column(name, "int") for name in names]}, spec={})
    columns = _note_agreement(bench, created["id"])
    found = [one["id"] for one in columns]
    bench.note(len(set(found)) == len(names), f"{len(names)} different ids", repr(found))
    folded = bench.create(schema={"columns": [column(name, "int") for name in names[::-1]]}, spec={})
    _note_agreement(bench, folded["id"])


@clause(
    "columns.ids.stable",
    "A column keeps its id when the schema is replaced, wherever it then stands and whatever else changes.",
    operation="update_model",
    evidence="client",
    rests_on="/paths/~1v3~1models~1{model_id}/patch",
)
def stable(bench: Bench) -> None:
    """Replace the schema several times, columns moved, changed, added and removed."""
    first = [column(name, "float", min=0, max=1) for name in ("alpha", "Beta", "gamma x", "delta")]
    created = bench.create(schema={"columns": first}, spec={})
    kept = {one["name"]: one["id"] for one in created["schema"]["columns"]}
    rounds = (
        [column("delta", "int"), *first[:3]],
        [column("new", "str"), column("Beta", "category", categories=["a"]), column("alpha", "str")],
        [column("gamma_x", "int"), column("alpha", "int"), column("Beta", "int")],
    )
    for columns in rounds:
        answer = bench.call("update_model", model_id=created["id"], json={"schema": {"columns": columns}})
        shown = bench.data(answer)["schema"]["columns"]
        now = {one["name"]: one["id"] for one in shown}
        bench.note(len(set(now.values())) == len(columns), "an id for every column", repr(now))
        for name in kept.keys() & now.keys():
            bench.note(now[name] == kept[name], f"the id {kept[name]!r} of {name!r}", repr(now[name]))
        kept = now
        _note_agreement(bench, created["id"])


@clause(
    "columns.refreshed",
    "After the schema is replaced, columns are read as they are then: new ones found, removed ones not.",
    operation="list_columns",
    evidence="vendor",
    rests_on="/paths/~1v3~1models~1{model_id}/patch",
)
def refreshed(bench: Bench) -> None:
    """Read columns, replace the schema, and read them again."""
    created = bench.create(schema=specimens.full_schema(), spec={})
    model_id = created["id"]
    before = {one["name"]: one["id"] for one in _note_agreement(bench, model_id)}
    columns = [column("Income", "float", min=1, max=2), column("Entirely new", "str")]
    bench.prepared(bench.call("update_model", model_id=model_id, json={"schema": {"columns": columns}}))
    now = _note_agreement(bench, model_id)
    names = [one["name"] for one in now]
    bench.note(names == ["Income", "Entirely new"], "the new columns and no other", repr(names))
    bench.note(now[0].get("min") == 1, "the new min 1 of Income", repr(now[0]))
    present = {one["id"] for one in now}
    for name, column_id in before.items():
        answer = bench.call("get_column", model_id=model_id, column_id=column_id)
        if column_id not in present:
            bench.note(answer.status == 404, f"404 for the removed column {name!r}", answer.summary(160))
    bench.prepared(bench.call("update_model", model_id=model_id, json={"schema": {"columns": []}}))
    bench.same(columns_of(bench, model_id), [], "the columns of an empty schema:")


@clause(
    "columns.own",
    "Columns of one name in two models, or in two versions of one, are read each from its own model.",
    operation="get_column",
    evidence="guide",
    rests_on=ONE,
)
def own(bench: Bench) -> None:
    """Give columns of one name other limits in each model and change one of them."""
    name = bench.name()
    models = [
        bench.create(
            name=name,
            version=f"v{number}",
            schema={"columns": [column("amount", "int", min=number)]},
            spec={},
        )
        for number in range(1, 4)
    ]
    change = {"schema": {"columns": [column("amount", "int", min=20)]}}
    bench.prepared(bench.call("update_model", model_id=models[1]["id"], json=change))
    for model, least in zip(models, (1, 20, 3), strict=True):
        shown = _note_agreement(bench, model["id"])
        if not shown:
            raise NotVerified("the model shows no column")
        bench.note(shown[0].get("min") == least, f"min {least} in {model['version']}", repr(shown[0]))
