"""Fidelity of what holds other things: arrays keep their items and order, features all their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.behaviour.fidelity import rewritten, written
from contract_tests.clauses import clause
from contract_tests.specimens import column
from contract_tests.views import note_shown

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json


@clause(
    "models.fidelity.order",
    "Arrays keep their items and the order of them: columns, roles, features, categories, classes, weights.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelSpec",
)
def order(bench: Bench) -> None:
    """Shuffle every array, several times."""
    plain = bench.create()["id"]
    for _ in range(3):
        body = _shuffled(bench)
        written(bench, body, "the order")
        rewritten(bench, plain, {key: body[key] for key in _ARRAYED}, "the order")


_ARRAYED = ("schema", "spec", "task_params", "xai_params")


def _shuffled(bench: Bench) -> Json:
    names = [f"{letter}{case}" for letter in "qwBertyA" for case in ("", "1", "10", "2")]
    bench.random.shuffle(names)
    mixed: list[Any] = ["b", "a", "10", "9", "B", 3, 1, 2.5, True, False]
    numbers = [3, 1, 2, 10, 9, 0.5, 4, 0.25, 5, 7]
    for array in (mixed, numbers):
        bench.random.shuffle(array)
    markers = {"replace_with_nulls": mixed[::-1]}
    columns = [column(name, "float", **markers) for name in names[:12]]
    columns += [column(name, "category", categories=mixed, **markers) for name in names[12:]]
    bench.random.shuffle(columns)
    roles = {
        role: names[start::5] for start, role in enumerate(("inputs", "outputs", "targets", "decisions"))
    }
    features = [
        {
            "type": "FROM_COLUMNS",
            "name": name,
            "columns": [name, names[0], names[1]],
            "centroids": [numbers[at : at + 3] for at in range(5)],
        }
        for name in names[5:11]
    ] + specimens.custom_features()[-1:]
    features[-1] = {**features[-1], "columns": names[2:6]}
    bench.random.shuffle(features)
    return bench.body(
        schema={"columns": columns},
        spec={**roles, "metadata": names[4::5], "custom_features": features},
        task_params={"target_class_order": mixed, "class_weights": numbers},
        xai_params={"custom_explain_methods": names[:6], "default_explain_method": names[0]},
    )


@clause(
    "models.fidelity.repeated",
    "What an array holds twice is kept twice, unless the request is refused.",
    operation="create_model",
    evidence="decided",
    rests_on="/components/schemas/ColumnNames",
)
def repeated(bench: Bench) -> None:
    """Repeat items in every array that may well hold them."""
    plain = bench.create()["id"]
    for change in (
        {
            "spec": {
                role: ["amount", "kind", "amount"] for role in ("inputs", "outputs", "targets", "metadata")
            }
        },
        {"schema": {"columns": [column("c", "category", categories=["b", "a", "b"])]}},
        {"schema": {"columns": [column("c", "category", replace_with_nulls=[-1, "x", -1])]}},
        {"task_params": {"target_class_order": ["b", "a", "b"], "class_weights": [0.5, 0.5, 0.5]}},
        {"xai_params": {"custom_explain_methods": ["b", "a", "b"]}},
    ):
        answer = bench.call("create_model", json=bench.body(**change))
        if answer.status != 400:
            note_shown(bench, bench.data(answer)["id"], change, what="repeated items")
            rewritten(bench, plain, change, "repeated items")


@clause(
    "models.fidelity.schema-version",
    "schema_version is kept as sent, unless the request is refused.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelSchema/properties/schema_version",
)
def schema_version(bench: Bench) -> None:
    """Send versions other than 1, which a server need not know."""
    plain = bench.create()["id"]
    for number in (2, 3):
        columns = specimens.minimal_model("", "")["schema"]["columns"]
        change = {
            "schema": {"schema_version": number, "columns": columns},
            "spec": {"schema_version": number + 1, "inputs": ["amount"]},
        }
        answer = bench.call("create_model", json=bench.body(**change))
        if answer.status != 400:
            note_shown(bench, bench.data(answer)["id"], change, answer=answer.data, what="schema_version")
            rewritten(bench, plain, change, "schema_version")


@clause(
    "models.fidelity.feature",
    "Every custom feature keeps all its members, tf_idf in both of its forms.",
    operation="create_model",
    evidence="client",
    rests_on="/components/schemas/CustomFeature",
)
def feature(bench: Bench) -> None:
    """Write features of every type with unusual but legal values."""
    centroids: list[Any] = [[[1, 2.5], [3, 4]], [[0.1]], [], [{"x": 1}, "y", None, 4]]
    forms: list[Any] = [[{"home": 0.5, "car": 0.25}, {}], {"0": ["home", "car"], "1": []}, [], {}]
    plain = bench.create()["id"]
    for number, (centres, words) in enumerate(zip(centroids, forms, strict=True)):
        features = [
            {
                **one,
                **({"centroids": centres} if "centroids" in one else {}),
                **({"tf_idf": words} if "tf_idf" in one or one["type"] == "FROM_COLUMNS" else {}),
                **({"n_clusters": 2 + number} if "n_clusters" in one else {}),
            }
            for one in specimens.custom_features()
        ]
        features[-1]["config"] = _CONFIGS[number]
        body = bench.full_body(spec={**specimens.full_spec(), "custom_features": features})
        written(bench, body, "custom features")
        rewritten(bench, plain, {"schema": body["schema"], "spec": body["spec"]}, "custom features")


_CONFIGS: tuple[Json, ...] = (
    {"lang": "de", "depth": {"max": 2, "list": [1, "a", False, [], {}]}},
    {"": "empty name", "a.b": 1, "$ref": "x", "Ünï": 0.1},
    {
        "type": "FROM_VECTOR",
        "name": "x",
        "id": 7,
        "items": [],
        "more": {},
        "mark": "",
        "from": 0,
        "on": False,
    },
    {},
)


@clause(
    "models.fidelity.many-columns",
    "A model of 200 columns keeps all of them.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelSchema",
)
def many_columns(bench: Bench) -> None:
    """Create a model of 200 columns, all inputs."""
    names = [f"column_{number * 37 % 200}" for number in range(200)]
    kinds = specimens.DATA_TYPES
    columns = [column(name, kinds[place % len(kinds)]) for place, name in enumerate(names)]
    body = bench.body(schema={"columns": columns}, spec={"inputs": names})
    written(bench, body, "200 columns")
    rewritten(bench, bench.create()["id"], {"schema": body["schema"], "spec": body["spec"]}, "200 columns")
