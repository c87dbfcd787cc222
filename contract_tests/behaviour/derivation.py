"""What the server adds to a model: defaults, bins, and what follows from other members."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.behaviour.artifacts import deployed
from contract_tests.clauses import NotVerified, clause
from contract_tests.views import columns_of, known, note_answered

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json


SCHEMAS = "/components/schemas"
PARAMS: dict[str, Json] = {
    "task_params": {"$ref": "#/components/schemas/TaskParams"},
    "xai_params": {"$ref": "#/components/schemas/XaiParams"},
}
ROLES = ("inputs", "outputs", "targets", "decisions", "metadata", "custom_features")


@clause(
    "models.create.defaults",
    "What a create leaves out has its default: version v1, status LIVE, empty roles, nulls, no artifact.",
    operation="create_model",
    evidence="guide",
    rests_on=f"{SCHEMAS}/ModelCreate",
)
def defaults(bench: Bench) -> None:
    """Create a minimal model and look at every default."""
    _note_defaults(bench, bench.data(bench.call("create_model", json=bench.body(spec={}))))


@clause(
    "models.create.further-version",
    "A version is a model of its own: what its create leaves out has its default, not another's value.",
    operation="create_model",
    evidence="client",
    rests_on="/info/description",
)
def further_version(bench: Bench) -> None:
    """Create a minimal version after a full one that has an artifact, where it can be given one."""
    full = bench.prepared(bench.call("create_model", json=bench.full_body()))
    without: NotVerified | None = None
    try:
        deployed(bench, "deploy_artifact", full["id"])
    except NotVerified as reason:
        without = reason
    body = bench.body(name=full["name"], spec={})
    created = bench.prepared(bench.call("create_model", json=body))
    note_answered(bench, created, body, "the version")
    _note_defaults(bench, created)
    if without is not None:
        raise without


def _note_defaults(bench: Bench, created: Json) -> None:
    """Note where the answer to a minimal create, or GET, shows anything but the defaults."""
    fixed: Json = {"version": "v1", "status": "LIVE", "artifact_status": "no_model", "deleted_at": None}
    fixed |= dict.fromkeys([*specimens.NULLABLE_TEXT, "deployment_date"])
    fixed |= {"artifact_files": [], "is_binary_ranking_model": False}
    for view, model in (("the answer", created), ("GET", bench.read(created["id"]))):
        for name, value in fixed.items():
            bench.note(model[name] == value, f"{name} {value!r} by default", f"{view}: {model[name]!r}")
        for role in ROLES:
            bench.note(model["spec"][role] == [], f"spec.{role} []", f"{view}: {model['spec'][role]!r}")
        for part in ("schema", "spec"):
            version = model[part]["schema_version"]
            bench.note(version == 1, f"{part}.schema_version 1", f"{view}: {version!r}")
        for part, schema in PARAMS.items():
            named = known(bench.document, schema, model[part] or {})
            found = {name: value for name, value in named.items() if value not in (None, [])}
            bench.note(not found, f"nothing set in {part}", f"{view}: {found!r}")


@clause(
    "models.create.feature-defaults",
    "A custom feature that does not say has 5 clusters, 5 tags, unmonitored components, an empty config.",
    operation="create_model",
    evidence="client",
    rests_on=f"{SCHEMAS}/CustomFeature",
)
def feature_defaults(bench: Bench) -> None:
    """Create a model whose custom features have only what is required."""
    optional = {"n_clusters", "n_tags", "centroids", "tf_idf", "monitor_components", "config"}
    features = [
        {name: value for name, value in feature.items() if name not in optional}
        for feature in specimens.custom_features()
    ]
    spec = {**specimens.full_spec(), "custom_features": features}
    created = bench.data(bench.call("create_model", json=bench.full_body(spec=spec)))
    wanted = {"n_clusters": 5, "n_tags": 5, "monitor_components": False, "config": {}}
    for feature in bench.read(created["id"])["spec"]["custom_features"]:
        for name in _MEMBERS[feature["type"]]:
            actual = feature.get(name)
            absent = name != "n_clusters" and actual is None
            right = absent or (actual == wanted[name] and type(actual) is type(wanted[name]))
            bench.note(right, f"{name} {wanted[name]!r} in {feature['type']}", repr(actual))


_MEMBERS = {
    "FROM_COLUMNS": ("n_clusters", "monitor_components"),
    "FROM_VECTOR": ("n_clusters",),
    "FROM_TEXT_EMBEDDING": ("n_clusters", "n_tags"),
    "FROM_IMAGE_EMBEDDING": ("n_clusters",),
    "ENRICHMENT": ("config",),
}


@clause(
    "models.create.bins",
    "A numeric column with min and max but no bins gets 11 equally spaced edges; bins that are sent stay.",
    operation="create_model",
    evidence="client",
    rests_on=f"{SCHEMAS}/ColumnInput/properties/bins",
)
def bins(bench: Bench) -> None:
    """Create columns of several ranges, with bins null, absent and sent."""
    ranges = [(0, 10), (300, 850), (-5, 5), (0.5, 3), (-2.5, -0.25), (0, 1e12), (0, 1), (0, 5), (1, 1000)]
    columns = [
        specimens.column(
            f"c{number}{kind}{null}", kind, min=low, max=high, **({"bins": None} if null else {})
        )
        for number, (low, high) in enumerate(ranges)
        for kind in ("int", "float")
        for null in (True, False)
        if kind == "float" or isinstance(low, int)
    ]
    sent = specimens.column("kept", "float", min=0, max=10, bins=[0, 1, 4, 10])
    few = specimens.column("few", "int", min=0, max=10, bins=[0, 10])
    words = [specimens.column(kind, kind, min=0, max=10) for kind in ("str", "category")]
    schema = {"columns": [*columns, sent, few, *words]}
    created = bench.create(schema=schema, spec={"inputs": ["kept"]})
    for view, shown in (
        ("the answer", created["schema"]["columns"]),
        ("list_columns", columns_of(bench, created["id"])),
    ):
        numeric = [column for column in shown if column["data_type"] in {"int", "float"}]
        _note_bins(bench, numeric, view)
        for column in (column for column in shown if column not in numeric):
            none = not column.get("bins")
            bench.note(none, f"no bins in a {column['data_type']} column", f"{view}: {column.get('bins')!r}")


def _note_bins(bench: Bench, columns: list[Json], view: str) -> None:
    for column in columns:
        kept = {"kept": [0, 1, 4, 10], "few": [0, 10]}.get(column["name"])
        low, high, actual = column["min"], column["max"], column.get("bins")
        wanted = kept or [low + (high - low) * step / 10 for step in range(11)]
        right = isinstance(actual, list) and len(actual) == len(wanted)
        close = right and all(
            math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9 * abs(high - low))
            for one, other in zip(actual or [], wanted, strict=True)
        )
        integers = column["data_type"] == "int" and high - low > 10 and (high - low) % 10
        if integers and right and not close:
            # Whole edges for whole numbers are as equal as they can be; in a narrow range two would be one.
            close = all(abs(one - other) < 1 for one, other in zip(actual or [], wanted, strict=True))
            close = close and len(set(actual or [])) == len(wanted)
        bench.note(close, f"bins {wanted} of {low} to {high}", f"{view}: {actual!r}")


@clause(
    "models.create.binary-ranking",
    "is_binary_ranking_model is true exactly when the task is ranking and there are two target classes.",
    operation="create_model",
    evidence="vendor",
    rests_on=f"{SCHEMAS}/ModelDetailMembers/properties/is_binary_ranking_model",
)
def binary_ranking(bench: Bench) -> None:
    """Create models of every task with several numbers of classes; change them too."""
    lots: list[Any] = [None, [], ["a"], ["a", "b"], [0, 1], ["a", "b", "c"]]
    cases = [(task, ["no", "yes"]) for task in specimens.TASKS] + [("ranking", classes) for classes in lots]
    for task, classes in cases:
        model = bench.create(task=task, task_params={"target_class_order": classes})
        _note_ranking(bench, model, task, classes)
        _note_ranking(bench, bench.read(model["id"]), task, classes)
    model = bench.create(task="regression", task_params={"target_class_order": ["a", "b"]})
    for change, task, classes in (
        ({"task": "ranking"}, "ranking", ["a", "b"]),
        ({"task_params": {"target_class_order": ["a", "b", "c"]}}, "ranking", ["a", "b", "c"]),
        ({"task_params": {"target_class_order": [True, False]}}, "ranking", [True, False]),
        ({"task_params": {}}, "ranking", None),
    ):
        bench.prepared(bench.call("update_model", model_id=model["id"], json=change))
        _note_ranking(bench, bench.read(model["id"]), task, classes)


def _note_ranking(bench: Bench, model: Json, task: str, classes: Any) -> None:
    wanted = task == "ranking" and len(classes or []) == 2
    actual = model["is_binary_ranking_model"]
    bench.note(actual is wanted, f"{wanted} for {task} with classes {classes!r}", repr(actual))
