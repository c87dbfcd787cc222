"""Mutants of group F: schemas, specs and parameters that are not shown as they were sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.mutants.fidelity import stored
from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Reply, Request, around, on_columns

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]


def columns_stored(change: Callable[[Json], Json]) -> Patch:
    """Return the fault that stores columns altered."""
    return rule("known_column", lambda original: lambda column: change(original(column)))


def features_stored(change: Callable[[Json], Json]) -> Patch:
    """Return the fault that stores custom features altered."""
    return rule("custom_feature", lambda original: lambda sent: change(original(sent)))


def _dropped(*names: str) -> Any:
    return lambda part: {key: value for key, value in part.items() if key not in names}


def _params(change: Callable[[Json], Any]) -> Patch:
    return rule("task_params", lambda original: lambda sent: _altered(original(sent), change))


def _altered(value: Json, change: Callable[[Json], Any]) -> Json:
    copy = dict(value)
    change(copy)
    return copy


def _rounded(params: Json) -> None:
    name = "binary_classification_threshold"
    params[name] = None if params[name] is None else round(params[name], 2)


def _single(value: Any) -> Any:
    return float(f"{value:.7g}") if isinstance(value, float) else value


def _bounds(change: Callable[[Any], Any]) -> Any:
    return lambda column: {
        key: change(value) if key in {"min", "max"} else value for key, value in column.items()
    }


def _normalised_weights(params: Json) -> None:
    weights = params["class_weights"]
    params["class_weights"] = (
        [weight / sum(weights) for weight in weights] if weights and sum(weights) else weights
    )


def _as_texts(params: Json) -> None:
    classes = params["target_class_order"]
    params["target_class_order"] = [str(item) for item in classes] if classes else classes


def _ordered(value: Any) -> Any:
    return sorted(value, key=str)


def _roles(change: Callable[[list[Any]], list[Any]], *names: str) -> tuple[Patch, ...]:
    return stored(
        spec=lambda spec: {key: change(value) if key in names else value for key, value in spec.items()}
    )


def _unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


async def _first_columns(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if request.operation == "list_columns" and reply.status == 200:
        reply.body = request.memory.setdefault(request.path, reply.body)
    return reply


def _ten_edges(_: Any) -> Any:
    return lambda low, high: [low + (high - low) * step / 9 for step in range(10)] if low <= high else None


def _derived_always(original: Any) -> Any:
    return lambda column: original({key: value for key, value in column.items() if key != "bins"})


def _ids_by_position(original: Any) -> Any:
    def normalised(sent: Any, before: Any = ()) -> list[Json]:
        named = original(sent)
        kept = [column["id"] for column in before]
        return [
            {**column, "id": kept[at] if at < len(kept) else column["id"]} for at, column in enumerate(named)
        ]

    return normalised


def _whole_edges(original: Any) -> Any:
    def with_bins(column: Json) -> Json:
        after: Json = original(column)
        derived = column["data_type"] == "int" and column.get("bins") is None and after.get("bins")
        return {**after, "bins": [round(edge) for edge in derived]} if derived else after

    return with_bins


def _without_falsy(feature: Json) -> Json:
    if feature["type"] != "ENRICHMENT":
        return feature
    return {**feature, "config": {key: value for key, value in feature["config"].items() if value}}


def _any_ranking(_: Any) -> Any:
    return lambda row: row["task"] == "ranking"


MUTANTS = (
    mutant(
        "F11", "The list of columns is not refreshed after a PATCH of the schema.", around(_first_columns)
    ),
    mutant("F12", "The threshold is rounded to two decimals.", _params(_rounded)),
    mutant(
        "F13",
        "Whole numbers of top_k are kept as 16 bits.",
        _params(lambda params: params.update(top_k=params["top_k"] and params["top_k"] % 65536)),
    ),
    mutant("F14", "Bounds of columns keep seven digits.", columns_stored(_bounds(_single))),
    mutant("F16", "`spec.inputs` is kept in alphabetical order.", *_roles(_ordered, "inputs")),
    mutant(
        "F21",
        "Custom features are kept in reverse order.",
        *_roles(lambda items: items[::-1], "custom_features"),
    ),
    mutant(
        "F23",
        "`xai_params` are not kept.",
        rule("xai_params", lambda original: lambda _: original(None)),
    ),
    mutant(
        "F25",
        "GET of a column always shows the first one.",
        rule(
            "column_named", lambda original: lambda columns, wanted: original(columns, wanted) and columns[0]
        ),
    ),
    mutant(
        "F27",
        "Categories are kept as texts.",
        columns_stored(
            lambda column: (
                {**column, "categories": [str(item) for item in column["categories"]]}
                if column.get("categories")
                else column
            )
        ),
    ),
    mutant(
        "F28",
        "Categories are kept in alphabetical order.",
        columns_stored(
            lambda column: (
                {**column, "categories": _ordered(column["categories"])}
                if column.get("categories")
                else column
            )
        ),
    ),
    mutant(
        "F29",
        "The `config` of an enrichment is not kept.",
        features_stored(
            lambda feature: {**feature, "config": {}} if feature["type"] == "ENRICHMENT" else feature
        ),
    ),
    mutant(
        "F30",
        "Centroids are not kept.",
        features_stored(
            lambda feature: {**feature, "centroids": None} if "centroids" in feature else feature
        ),
    ),
    mutant("F31", "Class weights are normalised to a sum of 1.", _params(_normalised_weights)),
    mutant(
        "F34",
        "Columns are kept in alphabetical order.",
        *stored(
            schema=lambda schema: {
                **schema,
                "columns": sorted(schema["columns"], key=lambda column: column["name"]),
            }
        ),
    ),
    mutant(
        "F35",
        "The list of columns shows no bins.",
        on_columns(lambda column: column.update(bins=None), "list_columns"),
    ),
    mutant(
        "F37",
        "Bounds of columns are kept as whole numbers.",
        columns_stored(_bounds(lambda value: int(value) if value is not None else None)),
    ),
    mutant("F40", "Target classes are kept as texts.", _params(_as_texts)),
    mutant("F42", "`replace_with_nulls` is not kept.", columns_stored(_dropped("replace_with_nulls"))),
    mutant(
        "F43",
        "A column named twice in a role is kept once.",
        *_roles(_unique, "inputs", "outputs", "targets", "metadata"),
    ),
    mutant("F44", "Derived bins have ten edges.", rule("equal_bins", _ten_edges)),
    mutant("F45", "Bins that were sent are replaced by derived ones.", rule("with_bins", _derived_always)),
    mutant("F46", "`n_dimensions` is not kept.", columns_stored(_dropped("n_dimensions"))),
    mutant(
        "F47",
        "`monitor_components` is always false.",
        features_stored(
            lambda feature: (
                {**feature, "monitor_components": False} if feature["type"] == "FROM_COLUMNS" else feature
            )
        ),
    ),
    mutant(
        "F48",
        "`n_clusters` is always 5.",
        features_stored(lambda feature: {**feature, "n_clusters": 5} if "n_clusters" in feature else feature),
    ),
    mutant("F50", "Every ranking counts as a binary ranking model.", rule("is_binary_ranking", _any_ranking)),
    mutant(
        "F51",
        "A column's id belongs to its position, not to its name.",
        rule("normalised_columns", _ids_by_position),
    ),
    mutant("F52", "`schema_version` is always 1.", rule("version_of", lambda _: lambda _: 1)),
    mutant(
        "F54",
        "Roles `targets` and `decisions` are swapped.",
        *stored(spec=lambda spec: {**spec, "targets": spec["decisions"], "decisions": spec["targets"]}),
    ),
    mutant(
        "F56",
        "GET of a column rounds its bounds.",
        on_columns(
            lambda column: column.update(
                {name: int(column[name]) for name in ("min", "max") if column.get(name) is not None}
            ),
            "get_column",
        ),
    ),
    mutant(
        "F57",
        "Trailing zeros: a bin edge of 0 is dropped.",
        columns_stored(
            lambda column: (
                {**column, "bins": [edge for edge in column["bins"] if edge]}
                if column.get("bins")
                else column
            )
        ),
    ),
    mutant("F83", "Derived bins of int columns are whole numbers.", rule("with_bins", _whole_edges)),
    mutant(
        "F84",
        "Members of an enrichment's config that are empty, 0, false or null are dropped.",
        features_stored(_without_falsy),
    ),
)
