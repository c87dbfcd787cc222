"""Replacement: a nested object that PATCH sends takes the place of the old one, members, roles and all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.behaviour.fields import PATCH, STAMPS, UPDATE
from contract_tests.behaviour.requests import differences
from contract_tests.clauses import clause
from contract_tests.specimens import column
from contract_tests.views import DETAIL, columns_of, difference, shortened

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

ROLES = ("inputs", "outputs", "targets", "decisions", "metadata", "custom_features")
OPTIONAL = ("min", "max", "bins", "categories", "replace_with_nulls", "n_dimensions")
"""What a column may lack."""
MEMBERS: dict[str, tuple[str, ...]] = {
    "task_params": tuple(specimens.full_task_params()),
    "xai_params": ("custom_explain_methods", "default_explain_method"),
    "spec": ROLES,
}

_NO_CENTROIDS: Json = {"type": "FROM_VECTOR", "name": "profile", "column": "Embedding", "centroids": None}
EMPTYING: tuple[Json, ...] = (
    {"task_params": {}, "xai_params": {}, "spec": {}},
    {
        "task_params": dict.fromkeys(specimens.full_task_params()),
        "xai_params": {"custom_explain_methods": [], "default_explain_method": None},
        "spec": {role: [] for role in ROLES},
    },
    {"spec": {"custom_features": [_NO_CENTROIDS]}},
)
"""Changes after which nothing of the members is left, though they had everything before."""


@clause(
    "models.update.emptied",
    "An empty nested object empties what was filled, and so does an explicit null or [] in each member.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def emptied(bench: Bench) -> None:
    """Fill the members, empty them, fill them again, empty them in another way."""
    full = bench.full_body()
    model_id = bench.prepared(bench.call("create_model", json=full))["id"]
    for change in EMPTYING:
        filled = {name: full[name] for name in change}
        bench.prepared(bench.call("update_model", model_id=model_id, json=filled))
        answer = bench.data(bench.call("update_model", model_id=model_id, json=change))
        for view, model in (("the answer", answer), ("GET", bench.read(model_id))):
            for name, sent in change.items():
                left = _left(name, sent, model[name] or {})
                bench.note(not left, f"nothing left after {name} {shortened(sent)}", f"{view}: {left}")


def _left(name: str, sent: Json, shown: Json) -> Json:
    """The members of the object that was sent which are neither null nor empty."""
    if sent.get("custom_features"):
        # The feature itself has been sent, and stays.
        centroids = [one.get("centroids") for one in shown["custom_features"]]
        shown = {**shown, "custom_features": [one for one in centroids if one is not None]}
    return {key: shown[key] for key in MEMBERS[name] if _says(shown.get(key))}


def _says(value: Any) -> bool:
    return value is not None and value != []


@clause(
    "models.update.columns.whole",
    "A schema that is sent replaces each column whole: what a column is sent without, it has no longer.",
    operation="update_model",
    evidence="vendor",
    rests_on=f"{UPDATE}/properties/schema",
)
def columns_whole(bench: Bench) -> None:
    """Send columns of every type with nothing but name and type, then with nulls for all else."""
    columns = specimens.full_schema()["columns"]
    model_id = bench.create(schema=specimens.full_schema(), spec={"inputs": ["Score"]})["id"]
    bare = [column(one["name"], one["data_type"]) for one in columns]
    full = specimens.full_schema()
    for what, sent in (("left out", bare), ("null", [{**one, **dict.fromkeys(OPTIONAL)} for one in bare])):
        bench.prepared(bench.call("update_model", model_id=model_id, json={"schema": full}))
        # Whether a vector may do without its dimensions is not said outright.
        answer = bench.prepared(
            bench.call("update_model", model_id=model_id, json={"schema": {"columns": sent}})
        )
        shown = (
            ("the answer", answer["schema"]["columns"]),
            ("GET", bench.read(model_id)["schema"]["columns"]),
            ("list_columns", columns_of(bench, model_id)),
        )
        for view, found in shown:
            left = {one["name"]: {key: one[key] for key in OPTIONAL if _says(one.get(key))} for one in found}
            left = {name: members for name, members in left.items() if members}
            bench.note(not left, f"no member of a column that was {what}", f"{view}: {left}")


@clause(
    "models.update.schema.alone",
    "A schema without a column that the spec names is refused, or leaves the spec and all else as it was.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def schema_alone(bench: Bench) -> None:
    """Send a schema that lacks what every role, feature and event column names."""
    before = bench.read(bench.prepared(bench.call("create_model", json=bench.full_body()))["id"])
    change = {"schema": {"columns": [column("Score", "int")]}}
    answer = bench.call("update_model", model_id=before["id"], json=change)
    bench.note(answer.status in {200, 400}, f"200 or 400 for {shortened(change)}", answer.summary(160))
    ignored = ("schema", *STAMPS) if answer.ok else ()
    after = bench.read(before["id"])
    changed = differences(before, after, ignored)
    bench.note(not changed, f"nothing but the schema changed by {shortened(change)}", changed)
    if answer.ok and isinstance(answer.data, dict):
        differs = difference(bench.document, DETAIL, answer.data, after)
        bench.note(not differs, "GET to tell what the PATCH told", f"in the PATCH against GET, {differs}")
