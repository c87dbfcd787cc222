"""Schema, spec and parameters as they are stored."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.openapi.document import bundled, read_document
from mock_server.world import World, spec
from mock_server.world.rules import Rules
from tests.mock_server.world import build

EMPTY_SPEC = {
    "schema_version": 1,
    "inputs": [],
    "outputs": [],
    "targets": [],
    "decisions": [],
    "metadata": [],
    "custom_features": [],
}


@pytest.mark.parametrize("sent", [None, {}, dict.fromkeys(EMPTY_SPEC)])
def test_an_empty_spec_is_whole(sent: Any) -> None:
    """Absent and null members become their defaults."""
    assert spec.spec(Rules(), sent) == EMPTY_SPEC


def test_a_spec_keeps_order_and_duplicates() -> None:
    """Roles come back as sent, unknown members do not."""
    sent = {**EMPTY_SPEC, "schema_version": 2, "inputs": ["b", "a", "b"], "x": 1}
    assert spec.spec(Rules(), sent) == {**EMPTY_SPEC, "schema_version": 2, "inputs": ["b", "a", "b"]}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (
            {"type": "FROM_COLUMNS", "name": "f", "columns": ["a", "b"]},
            {"n_clusters": 5, "centroids": None, "monitor_components": False},
        ),
        (
            {"type": "FROM_VECTOR", "name": "f", "column": "v", "n_clusters": None},
            {"n_clusters": 5, "centroids": None},
        ),
        (
            {
                "type": "FROM_TEXT_EMBEDDING",
                "name": "f",
                "column": "v",
                "source_column": "s",
                "n_clusters": 3,
            },
            {"n_clusters": 3, "n_tags": 5, "centroids": None, "tf_idf": None},
        ),
        (
            {
                "type": "FROM_IMAGE_EMBEDDING",
                "name": "f",
                "column": "v",
                "source_column": "s",
                "centroids": [[1]],
            },
            {"n_clusters": 5, "centroids": [[1]]},
        ),
        ({"type": "ENRICHMENT", "name": "f", "columns": ["a"], "enrichment": "e"}, {"config": {}}),
        (
            {"type": "ENRICHMENT", "name": "f", "columns": [], "enrichment": "e", "config": {"k": [1]}},
            {"config": {"k": [1]}},
        ),
        (
            {"type": "FROM_COLUMNS", "name": "f", "columns": ["a"], "tf_idf": [{}], "n_clusters": 1},
            {"tf_idf": [{}], "n_clusters": 1, "centroids": None, "monitor_components": False},
        ),
    ],
)
def test_custom_features(sent: dict[str, Any], stored: dict[str, Any]) -> None:
    """Each type gets its defaults; what was sent stays; unknown members go."""
    assert spec.custom_feature({**sent, "unknown": 1}) == {**sent, **stored}


FOREIGN = {"n_clusters": None, "n_tags": None, "tf_idf": "x", "columns": 5, "column": 5, "config": 5, "x": 1}


@pytest.mark.parametrize("kind", spec.FEATURE_KEYS)
def test_members_of_other_types_are_unknown(kind: str) -> None:
    """A feature has the members that the contract gives its type, whatever else was sent."""
    components = read_document(bundled("openapi.yaml")).data["components"]["schemas"]
    reference = components["CustomFeature"]["discriminator"]["mapping"][kind]
    members = components[reference.rsplit("/", 1)[1]]["properties"]
    assert {"type", "name", *spec.FEATURE_KEYS[kind]} == set(members)
    stored = spec.custom_feature({"type": kind, "name": "f", **FOREIGN})
    assert stored.keys() <= set(members)
    assert stored.get("n_clusters", 5) == 5


def test_features_keep_their_order(world: World, project_id: str) -> None:
    """Custom features come back in the order sent."""
    sent = [{"type": "FROM_VECTOR", "name": name, "column": "v"} for name in "zay"]
    made = build.model(world, project_id, spec={"custom_features": sent})
    assert [feature["name"] for feature in made["spec"]["custom_features"]] == ["z", "a", "y"]


def test_task_params_are_whole_and_exact(world: World, project_id: str) -> None:
    """Numbers keep every digit, members that were not sent are null."""
    sent = {
        "binary_classification_threshold": 0.123456789012345,
        "class_weights": [0.1, 1e-300],
        "unknown": 1,
    }
    made = build.model(world, project_id, task_params=sent)
    assert made["task_params"] == {
        "binary_classification_threshold": 0.123456789012345,
        "target_class_order": None,
        "group_by": None,
        "top_k": None,
        "class_weights": [0.1, 1e-300],
        "weighted_ref_histograms": None,
    }


@pytest.mark.parametrize("sent", [None, {}, {"custom_explain_methods": None}])
def test_xai_params_default(sent: Any) -> None:
    """Null is the same as {}."""
    assert spec.xai_params(sent) == {"custom_explain_methods": [], "default_explain_method": None}


@pytest.mark.parametrize(
    ("task", "classes", "expected"),
    [
        ("ranking", ["no", "yes"], True),
        ("ranking", [0, 1, 2], False),
        ("ranking", [], False),
        ("ranking", None, False),
        ("binary_classification", ["no", "yes"], False),
    ],
)
def test_is_binary_ranking_model(
    world: World, project_id: str, task: str, classes: Any, expected: Any
) -> None:
    """True only for a ranking with exactly two target classes."""
    made = build.model(world, project_id, task=task, task_params={"target_class_order": classes})
    assert made["is_binary_ranking_model"] is expected


def test_the_schema_version_defaults_to_1() -> None:
    """Absent and null are 1, anything else stays."""
    assert [
        spec.schema(Rules(), sent)["schema_version"]
        for sent in ({}, {"schema_version": None}, {"schema_version": 3})
    ] == [
        1,
        1,
        3,
    ]
