"""Mutants of group K: what becomes of null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import DETAILS, on_columns, on_models

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
TEXTS = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")


def _omitted(model: Json) -> None:
    for name in [name for name, value in model.items() if value is None]:
        del model[name]


def _instead(value: Any, *names: str) -> Callable[[Json], None]:
    """Show a value in place of null."""

    def change(part: Json) -> None:
        for name in names:
            if name in part and part[name] is None:
                part[name] = value

    return change


def _params(value: Any, *names: str) -> Any:
    return on_models(lambda model: _instead(value, *names)(model["task_params"]), *DETAILS)


def _null_when_unset(model: Json) -> None:
    if not any(model["task_params"].values()):
        model["task_params"] = None


def _nobody_as_nulls(model: Json) -> None:
    if model["owner"] is None:
        model["owner"] = {"id": None, "full_name": None, "email": None}


def _null_if_empty(*names: str) -> Callable[[Json], None]:
    def change(part: Json) -> None:
        for name in names:
            part[name] = part[name] or None

    return change


def _owned_anyway(original: Any) -> Any:
    return lambda unit, body: original(
        unit, {key: value for key, value in body.items() if key != "owner_id" or value}
    )


def _stored_nulls(change: Callable[[Json], Json]) -> Patch:
    return rule("known_column", lambda original: lambda column: change(original(column)))


def _centroids(model: Json) -> None:
    for feature in model["spec"]["custom_features"]:
        _instead([], "centroids")(feature)


def _without_null_owner(model: Json) -> None:
    if model["owner"] is None:
        del model["owner"]


MUTANTS = (
    mutant("K01", "Members that are null are left out.", on_models(_omitted)),
    mutant("K02", 'Texts that are null are shown as "".', on_models(_instead("", *TEXTS))),
    mutant("K03", "A null threshold is shown as 0.", _params(0, "binary_classification_threshold")),
    mutant(
        "K04",
        "Null arrays of task_params are shown as [].",
        _params([], "target_class_order", "class_weights"),
    ),
    mutant("K05", "Nobody as owner is shown as {}.", on_models(_instead({}, "owner"))),
    mutant(
        "K06", 'Texts that are null are shown as "null".', on_models(_instead("null", *TEXTS), "get_model")
    ),
    mutant(
        "K07",
        "A null deployment_date is shown as 1970.",
        on_models(_instead("1970-01-01T00:00:00Z", "deployment_date")),
    ),
    mutant("K08", 'A null deleted_at is shown as "".', on_models(_instead("", "deleted_at"))),
    mutant("K09", "task_params without any value are null.", on_models(_null_when_unset, *DETAILS)),
    mutant("K10", "Empty artifact_files are null.", on_models(_null_if_empty("artifact_files"), *DETAILS)),
    mutant("K11", "`owner_id: null` in a create is taken as the caller.", rule("new_model", _owned_anyway)),
    mutant(
        "K12", 'Lists show null descriptions as "".', on_models(_instead("", "description"), "list_models")
    ),
    mutant(
        "K13", "A null weighted_ref_histograms is shown as false.", _params(False, "weighted_ref_histograms")
    ),
    mutant("K14", "Null bins are shown as [].", on_columns(_instead([], "bins", "categories"))),
    mutant("K15", "Nobody as owner is shown as an object of nulls.", on_models(_nobody_as_nulls)),
    mutant(
        "K16",
        "Null bounds of columns are kept as 0.",
        _stored_nulls(
            lambda column: {
                key: 0 if key in {"min", "max"} and value is None else value for key, value in column.items()
            }
        ),
    ),
    mutant(
        "K17",
        'A null default_explain_method is shown as "".',
        on_models(lambda model: _instead("", "default_explain_method")(model["xai_params"]), *DETAILS),
    ),
    mutant("K18", "Lists leave out an owner that is null.", on_models(_without_null_owner, "list_models")),
    mutant("K19", "Null centroids are shown as [].", on_models(_centroids, *DETAILS)),
    mutant("K20", "A null top_k is shown as 10.", _params(10, "top_k")),
    mutant(
        "K21",
        "Empty roles of a spec are shown as null.",
        on_models(
            lambda model: _null_if_empty("inputs", "outputs", "targets", "decisions", "metadata")(
                model["spec"]
            ),
            *DETAILS,
        ),
    ),
    mutant("K22", 'A null group_by is shown as "".', _params("", "group_by")),
)
