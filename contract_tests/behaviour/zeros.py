"""Zeros: values that a careless program takes for none: 0, false, and empty texts inside arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import NotVerified, clause
from contract_tests.specimens import column
from contract_tests.views import note_shown

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

PARAMS = {
    "binary_classification_threshold": 0,
    "target_class_order": [0, False, ""],
    "group_by": "",
    "top_k": 0,
    "class_weights": [0, 0.0],
    "weighted_ref_histograms": False,
}


@clause(
    "models.fidelity.zero",
    "Zero, false and empty texts are kept as such at every depth: none is taken for null or for a default.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelCreate",
)
def zero(bench: Bench) -> None:
    """Create one model of nothing but zeros, and give another all of them by PATCH.

    What makes no sense together, no clusters for one, may be refused: then each part is tried by itself.
    """
    whole = zeros()
    if _kept(bench, whole):
        return
    parts: list[Json] = [{name: whole[name] for name in ("schema", "spec")}]
    parts += [{name: value} for name, value in whole.items() if name not in {"schema", "spec", "task_params"}]
    parts += [{"task_params": {name: value}} for name, value in PARAMS.items()]
    kept = [_kept(bench, part) for part in parts]
    if not any(kept):
        raise NotVerified("the target refuses zeros wherever they are")


def _kept(bench: Bench, body: Json) -> bool:
    """Note where a create and a PATCH do not keep the body; False where one of them refuses it."""
    made = bench.call("create_model", json=bench.body(**body))
    model_id = bench.prepared(bench.call("create_model", json=bench.full_body()))["id"]
    patched = bench.call("update_model", model_id=model_id, json=body)
    if 400 in {made.status, patched.status}:
        return False
    created = bench.data(made)
    note_shown(bench, created["id"], body, answer=created, what="zeros")
    note_shown(bench, model_id, body, answer=bench.data(patched), what="after a PATCH, zeros")
    return True


def zeros() -> Json:
    """What both a create and a PATCH take, zero wherever that is legal."""
    columns = [
        column("a", "float", min=0, max=0.0, bins=[0, 0.0]),
        column("b", "category", categories=["", 0, False], replace_with_nulls=[0, False, ""]),
        column("v", "vector", n_dimensions=0),
    ]
    text = {"type": "FROM_TEXT_EMBEDDING", "name": "t", "column": "v", "source_column": "b", "n_clusters": 0}
    features = [
        {
            "type": "FROM_COLUMNS",
            "name": "",
            "columns": ["a", "b"],
            "n_clusters": 0,
            "monitor_components": False,
        },
        {**text, "n_tags": 0, "centroids": [[0, 0.0]]},
        {
            "type": "ENRICHMENT",
            "name": "e",
            "columns": ["b"],
            "enrichment": "x",
            "config": {"": 0, "x": False},
        },
    ]
    return {
        "schema": {"columns": columns},
        "spec": {"inputs": ["a", "b"], "metadata": ["v"], "custom_features": features},
        "task_params": PARAMS,
        "xai_params": {"custom_explain_methods": [""], "default_explain_method": ""},
        "description": "",
        "algorithm": "",
        "event_ts_format": "",
    }


@clause(
    "create_model.accepts.nothing",
    "A schema without columns and a spec without roles are legal, in a create and in a PATCH.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelSchemaInput/properties/columns",
)
def nothing(bench: Bench) -> None:
    """Send what is empty by itself, and take away from a full model all that it has."""
    full = bench.prepared(bench.call("create_model", json=bench.full_body()))
    parts: tuple[Json, ...] = (
        {"schema": {"columns": []}, "spec": {}},
        {"spec": {"inputs": [], "custom_features": []}},
    )
    for part in parts:
        made = bench.call("create_model", json=bench.body(**part))
        bench.note(made.ok, f"200 for a create with {part}", made.summary(160))
        patched = bench.call("update_model", model_id=full["id"], json=part)
        bench.note(patched.ok, f"200 for a PATCH with {part}", patched.summary(160))
