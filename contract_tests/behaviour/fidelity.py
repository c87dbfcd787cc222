"""What is stored is what was sent: no rounding, no trimming, no sorting, no folding, in any view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests import specimens
from contract_tests.clauses import clause, clauses
from contract_tests.specimens import column
from contract_tests.texts import MOMENTS, NUMBERS, TEXTS
from contract_tests.views import note_shown

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

CREATE = "/components/schemas/ModelCreate"
UPDATE = "/components/schemas/ModelUpdate"


def written(bench: Bench, body: Json, what: str) -> str:
    """Create the model, note every view that differs, and return its id."""
    answer = bench.call("create_model", json=body)
    bench.note(answer.ok, f"200 for {what}", answer.summary())
    if not answer.ok:
        return ""
    created = bench.data(answer)
    note_shown(bench, created["id"], body, answer=created, what=what)
    return str(created["id"])


def rewritten(bench: Bench, model_id: str, body: Json, what: str) -> None:
    """Write the same members by PATCH to another model and note every view that differs."""
    answer = bench.call("update_model", model_id=model_id, json=body)
    bench.note(answer.ok, f"200 for a PATCH with {what}", answer.summary())
    if answer.ok:
        note_shown(bench, model_id, body, answer=bench.data(answer), what=f"after a PATCH, {what}")


def texted(bench: Bench, text: str) -> Json:
    """A body with a text wherever free text goes; columns carry it, so that nothing refers to nowhere."""
    columns = [
        column(text, "category", categories=[text, "other"], replace_with_nulls=[text]),
        column(f"{text}2", "float", min=0, max=1),
        column("vector", "vector", n_dimensions=2),
    ]
    feature = {
        "type": "ENRICHMENT",
        "name": text,
        "columns": [text],
        "enrichment": text,
        "config": {text: text},
    }
    vectors = {"type": "FROM_TEXT_EMBEDDING", "name": f"{text}3", "column": "vector", "source_column": text}
    return bench.body(
        name=f"{text}{bench.name()}{text}",
        version=text[:64],
        schema={"columns": columns},
        spec={"inputs": [text], "metadata": [f"{text}2", "vector"], "custom_features": [feature, vectors]},
        task_params={"target_class_order": [text, "other"], "group_by": text},
        xai_params={"custom_explain_methods": [text], "default_explain_method": text},
        **dict.fromkeys(specimens.NULLABLE_TEXT, text),
    )


@clauses(
    list(TEXTS),
    id=lambda name: f"models.fidelity.text.{name.replace(' ', '-').lower()}",
    sentence=lambda name: f"Text with {name} is kept as sent, in every place where text goes.",
    operation="create_model",
    evidence="guide",
    rests_on=CREATE,
)
def text(bench: Bench, name: str) -> None:
    """Create a model full of the text, and write it over another."""
    body = texted(bench, TEXTS[name])
    written(bench, body, name)
    plain = bench.create()["id"]
    change = {key: value for key, value in body.items() if key not in {"name", "project_id"}}
    rewritten(bench, plain, change, name)


@clause(
    "models.fidelity.text.long",
    "Texts of 10,000 characters are kept whole, names of 300 and versions of 64 too.",
    operation="create_model",
    evidence="guide",
    rests_on=CREATE,
)
def long_text(bench: Bench) -> None:
    """Create a model with long texts, in bytes and in characters."""
    for letter in ("x", "é", "🚀"):
        most = 32 if letter == "🚀" else 64  # some servers count UTF-16 units
        long = (letter + "0123456789") * 909 + letter
        texts = dict.fromkeys(("description", "algorithm", "framework", "event_ts_format"), long)
        name = (bench.name() + letter * 300)[:300]
        columns = [column(letter * 300, "category", categories=[long, "b"])]
        body = bench.body(
            name=name,
            version=letter * most,
            schema={"columns": columns},
            spec={"inputs": [letter * 300]},
            **texts,
        )
        model_id = written(bench, body, f"text of 10,000 {letter!r}")
        if model_id:
            rewritten(
                bench, model_id, {**texts, "version": letter * (most - 1) + "2"}, f"long text of {letter!r}"
            )


@clause(
    "models.fidelity.number",
    "Numbers keep their value: no rounding, no narrowing, no text, from 1e-300 to 1e300.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ColumnInput/properties/min",
)
def number(bench: Bench) -> None:
    """Put every number wherever numbers go."""
    ordered = sorted(NUMBERS)
    columns = [
        column(f"c{place}", "float", min=value, max=2e300, bins=[value, 2e300], categories=[value, "x"])
        for place, value in enumerate(NUMBERS)
    ]
    columns.append(column("wide", "float", min=-2e300, max=2e300, bins=ordered))
    columns.append(column("v", "vector", n_dimensions=len(ordered)))
    columns += [column(f"m{place}", "float", min=-2e300, max=value) for place, value in enumerate(NUMBERS)]
    columns.append(column("r", "category", categories=list(NUMBERS), replace_with_nulls=list(NUMBERS)))
    features = [{"type": "FROM_VECTOR", "name": "f", "column": "v", "n_clusters": 12, "centroids": [ordered]}]
    spec: Json = {"inputs": ["c0", "v"], "custom_features": features}
    params = {"class_weights": [abs(value) for value in NUMBERS], "target_class_order": list(NUMBERS)}
    body = bench.body(schema={"columns": columns}, spec=spec, task_params=params)
    written(bench, body, "numbers")
    plain = bench.create()["id"]
    rewritten(bench, plain, {key: body[key] for key in ("schema", "spec", "task_params")}, "numbers")


@clause(
    "models.fidelity.threshold",
    "binary_classification_threshold and top_k keep their exact value.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/TaskParams/properties/binary_classification_threshold",
)
def threshold(bench: Bench) -> None:
    """Write one threshold after the other."""
    model_id = written(
        bench, bench.body(task_params={"binary_classification_threshold": 0.987654321}), "0.987654321"
    )
    whole = (0, 1, 10, 1000, 70000, 2147483648, 9007199254740991)
    values = (0, 1, 0.5, 0.005, 0.123456789, 0.3333333333333333, 0.9999999999999999, 1e-7)
    for place, value in enumerate(values):
        params = {"binary_classification_threshold": value, "top_k": whole[place % len(whole)]}
        answer = bench.call("update_model", model_id=model_id, json={"task_params": params})
        for view, model in (("the answer", bench.data(answer)), ("GET", bench.read(model_id))):
            actual = {name: model["task_params"].get(name) for name in params}
            bench.note(actual == params, repr(params), f"{view}: {actual!r}")


@clause(
    "models.fidelity.deployment-date",
    "deployment_date keeps its moment, whatever its offset, its fraction of a second and its year.",
    operation="create_model",
    evidence="guide",
    rests_on=f"{CREATE}/properties/deployment_date",
)
def moment(bench: Bench) -> None:
    """Create with each moment, and write each over another."""
    plain = bench.create()["id"]
    for value in MOMENTS:
        if value < "1000":
            answer = bench.call("create_model", json=bench.body(deployment_date=value))
            if answer.status == 400:
                continue  # few databases hold such years
        written(bench, bench.body(deployment_date=value), value)
        rewritten(bench, plain, {"deployment_date": value}, value)


@clause(
    "models.fidelity.empty",
    "Empty arrays, objects and texts stay what they are: neither dropped nor null.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelSpec",
)
def empty(bench: Bench) -> None:
    """Send something empty wherever the contract allows it."""
    columns = [column("c", "category", categories=[], replace_with_nulls=[]), column("v", "vector")]
    features = [
        {"type": "FROM_VECTOR", "name": "f", "column": "v", "centroids": []},
        {"type": "ENRICHMENT", "name": "e", "columns": [], "enrichment": "x", "config": {}},
    ]
    roles = ("inputs", "outputs", "targets", "decisions", "metadata")
    body = bench.body(
        schema={"columns": columns},
        spec={**{role: [] for role in roles}, "custom_features": features},
        task_params={"target_class_order": [], "class_weights": []},
        xai_params={"custom_explain_methods": [], "default_explain_method": ""},
        **dict.fromkeys(("description", "algorithm", "framework"), ""),
    )
    written(bench, body, "what is empty")
    change = {key: value for key, value in body.items() if key not in {"name", "project_id"}}
    rewritten(
        bench,
        bench.prepared(bench.call("create_model", json=bench.full_body()))["id"],
        change,
        "what is empty",
    )
    bare = bench.body(spec={**{role: [] for role in roles}, "custom_features": []})
    written(bench, bare, "empty roles")


@clause(
    "models.fidelity.null",
    "A null that is sent reads as null, never as an empty text, a zero or a false.",
    operation="create_model",
    evidence="client",
    rests_on=CREATE,
)
def null(bench: Bench) -> None:
    """Send null wherever the contract allows it, as the official client does."""
    names = ("categories", "replace_with_nulls", "n_dimensions", "min", "max", "bins")
    columns = [column(kind, kind, **dict.fromkeys(names)) for kind in specimens.DATA_TYPES]
    features = [
        {**feature, **{name: None for name in ("centroids", "tf_idf") if name in feature}}
        for feature in specimens.custom_features()
    ]
    spec = {**specimens.full_spec(), "custom_features": features}
    params = dict.fromkeys(specimens.full_task_params())
    body = bench.full_body(
        schema={"columns": [*columns, *specimens.full_schema()["columns"]]},
        spec=spec,
        task_params=params,
        xai_params={"custom_explain_methods": ["m"], "default_explain_method": None},
        deployment_date=None,
        **dict.fromkeys(specimens.NULLABLE_TEXT),
    )
    written(bench, body, "nulls")
    written(bench, bench.body(xai_params=None), "xai_params null")


@clause(
    "models.fidelity.enum",
    "Every listed status, input type, task and column type is accepted and shown as sent.",
    operation="create_model",
    evidence="client",
    rests_on="/components/schemas/ModelTask",
)
def enumerated(bench: Bench) -> None:
    """Create and change with every value of every enumeration."""
    plain = bench.create()["id"]
    for place, task in enumerate(specimens.TASKS):
        change = {"task": task, "input_type": specimens.INPUT_TYPES[place % 3]}
        change["status"] = specimens.STATUSES[place % 2]
        written(bench, bench.body(**change), repr(change))
        rewritten(bench, plain, change, repr(change))
        for input_type in specimens.INPUT_TYPES:
            answer = bench.call("create_model", json=bench.body(task=task, input_type=input_type))
            bench.note(answer.status == 200, f"200 for {task} with {input_type}", answer.summary())
    for kind in specimens.DATA_TYPES:
        schema = {"columns": [column("amount", kind), column("kind", "str")]}
        written(bench, bench.body(schema=schema), f"a column of type {kind}")
        rewritten(bench, plain, {"schema": schema}, f"a column of type {kind}")


@clause(
    "models.fidelity.scalar",
    "Categories, null markers and class names keep their JSON type: 1, true and the text of each differ.",
    operation="create_model",
    evidence="client",
    rests_on="/components/schemas/Scalar",
)
def scalar(bench: Bench) -> None:
    """Mix scalars of every type that look alike."""
    mixed = ["1", 1, "1.5", 1.5, "true", True, "false", False, "", 0, "null", "None", -1, "-1", 1e20, "1e20"]
    schema = {"columns": [column("c", "category", categories=mixed, replace_with_nulls=mixed[::-1])]}
    change = {"schema": schema, "spec": {"inputs": ["c"]}, "task_params": {"target_class_order": mixed[3:]}}
    written(bench, bench.body(**change), "mixed scalars")
    rewritten(bench, bench.create()["id"], change, "mixed scalars")
