"""How a model's schema, spec and parameters are stored: known members only, defaults filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mock_server.world.rules import Rules

    Json = dict[str, Any]

ROLES = ("inputs", "outputs", "targets", "decisions", "metadata")

TASK_PARAMS = (
    "binary_classification_threshold",
    "target_class_order",
    "group_by",
    "top_k",
    "class_weights",
    "weighted_ref_histograms",
)

_CLUSTERS = ("n_clusters", "centroids")

FEATURE_KEYS: Mapping[str, Sequence[str]] = {
    "FROM_COLUMNS": ("columns", *_CLUSTERS, "tf_idf", "monitor_components"),
    "FROM_VECTOR": ("column", *_CLUSTERS),
    "FROM_TEXT_EMBEDDING": ("column", "source_column", *_CLUSTERS, "n_tags", "tf_idf"),
    "FROM_IMAGE_EMBEDDING": ("column", "source_column", *_CLUSTERS),
    "ENRICHMENT": ("columns", "enrichment", "config"),
}
"""What a custom feature of each type has beside `type` and `name` (client, tf_idf of columns guide)."""

FEATURE_DEFAULTS: Mapping[str, Json] = {
    "FROM_COLUMNS": {"n_clusters": 5, "centroids": None, "monitor_components": False},
    "FROM_VECTOR": {"n_clusters": 5, "centroids": None},
    "FROM_TEXT_EMBEDDING": {"n_clusters": 5, "n_tags": 5, "centroids": None, "tf_idf": None},
    "FROM_IMAGE_EMBEDDING": {"n_clusters": 5, "centroids": None},
    "ENRICHMENT": {"config": {}},
}
"""What a custom feature of each type gets when the member is absent or null (client)."""


def schema(rules: Rules, sent: Json, before: Sequence[Json] = ()) -> Json:
    """Return the schema to store; `before` are the columns it replaces."""
    return {
        "schema_version": rules.version_of(sent),
        "columns": rules.normalised_columns(sent.get("columns") or [], before),
    }


def spec(rules: Rules, sent: Json | None) -> Json:
    """Return the spec to store: role arrays that were not sent are [] (vendor)."""
    sent = sent or {}
    roles = {role: list(sent.get(role) or []) for role in ROLES}
    features = [rules.custom_feature(feature) for feature in sent.get("custom_features") or []]
    return {"schema_version": rules.version_of(sent), **roles, "custom_features": features}


def custom_feature(sent: Json) -> Json:
    """Return the custom feature to store: members of its own type only, as the others are unknown to it.

    Null in place of a default counts as absent (client).
    """
    kind = str(sent.get("type"))
    own = ("type", "name", *FEATURE_KEYS.get(kind, ()))
    given = {key: sent[key] for key in own if key in sent}
    missing = {key: value for key, value in FEATURE_DEFAULTS.get(kind, {}).items() if given.get(key) is None}
    return {**given, **missing}


def task_params(sent: Json | None) -> Json:
    """Return the task parameters to store: every member, null where unset (client)."""
    sent = sent or {}
    return {key: sent.get(key) for key in TASK_PARAMS}


def xai_params(sent: Json | None) -> Json:
    """Return the explanation parameters to store; null is the same as {} (decided)."""
    sent = sent or {}
    return {
        "custom_explain_methods": list(sent.get("custom_explain_methods") or []),
        "default_explain_method": sent.get("default_explain_method"),
    }


def version_of(sent: Json) -> Any:
    """Return the schema_version of a schema or spec, 1 by default (client)."""
    version = sent.get("schema_version")
    return 1 if version is None else version


def is_binary_ranking(row: Json) -> bool:
    """Tell whether the model ranks and has exactly two target classes (vendor)."""
    if row["task"] != "ranking":
        return False
    classes = row["task_params"]["target_class_order"]
    return classes is not None and len(classes) == 2
