"""What the guide leaves open and is known otherwise: enumerations, nulls, required members, bounds."""

import pytest

from tests.contract.document import (
    Json,
    contract,
    descend,
    flatten,
    operation,
    operations,
    resolve,
)
from tests.contract.validation import violations

REQUEST, RESPONSE = "request", "response"

STATUS = {"LIVE", "DRAFT"}
INPUT_TYPE = {"structured", "text", "mixed"}
TASK = {"binary_classification", "multiclass_classification", "regression", "ranking", "llm", "not_set"}
DATA_TYPE = {"int", "float", "str", "bool", "category", "timestamp", "vector"}
ARTIFACT_STATUS = {"no_model", "surrogate", "user_uploaded"}
ARTIFACT_TYPE = {"SURROGATE", "PYTHON_PACKAGE"}
DEPLOYMENT_TYPE = {"BASE_CONTAINER", "MANUAL"}
ENUMERATIONS = [
    ("create_model", REQUEST, "status", STATUS),
    ("create_model", REQUEST, "input_type", INPUT_TYPE),
    ("create_model", REQUEST, "task", TASK),
    ("create_model", REQUEST, "schema/columns/*/data_type", DATA_TYPE),
    ("update_model", REQUEST, "status", STATUS),
    ("update_model", REQUEST, "input_type", INPUT_TYPE),
    ("update_model", REQUEST, "task", TASK),
    ("update_model", REQUEST, "schema/columns/*/data_type", DATA_TYPE),
    ("get_model", RESPONSE, "api_version", {"2.0", "3.0"}),
    ("get_model", RESPONSE, "kind", {"NORMAL"}),
    ("get_model", RESPONSE, "data/status", STATUS),
    ("get_model", RESPONSE, "data/input_type", INPUT_TYPE),
    ("get_model", RESPONSE, "data/task", TASK),
    ("get_model", RESPONSE, "data/artifact_status", ARTIFACT_STATUS),
    ("get_model", RESPONSE, "data/schema/columns/*/data_type", DATA_TYPE),
    ("list_models", RESPONSE, "kind", {"PAGINATED"}),
    ("list_models", RESPONSE, "data/items/*/status", STATUS),
    ("list_models", RESPONSE, "data/items/*/task", TASK),
    ("list_columns", RESPONSE, "kind", {"PAGINATED"}),
    ("list_columns", RESPONSE, "data/items/*/data_type", DATA_TYPE),
    ("get_column", RESPONSE, "data/data_type", DATA_TYPE),
    ("generate_model", RESPONSE, "data/schema/columns/*/data_type", DATA_TYPE),
    ("deploy_artifact", REQUEST, "deployment_params/artifact_type", ARTIFACT_TYPE),
    ("deploy_artifact", REQUEST, "deployment_params/deployment_type", DEPLOYMENT_TYPE),
    ("deploy_surrogate", REQUEST, "deployment_params/artifact_type", ARTIFACT_TYPE),
    ("deploy_surrogate", REQUEST, "deployment_params/deployment_type", DEPLOYMENT_TYPE),
]
FEATURES = {"FROM_COLUMNS", "FROM_VECTOR", "FROM_TEXT_EMBEDDING", "FROM_IMAGE_EMBEDDING", "ENRICHMENT"}
OPERATORS = {
    *("any", "equal", "not_equal", "in", "not_in", "less", "less_or_equal", "greater", "greater_or_equal"),
    *("between", "not_between", "begins_with", "not_begins_with", "contains", "not_contains"),
    *("ends_with", "not_ends_with", "is_empty", "is_not_empty", "is_null", "is_not_null"),
}

TEXTS = [
    *("description", "deployment_date", "algorithm", "framework"),
    *("event_id_col", "event_ts_col", "event_ts_format"),
]
TASK_PARAMS = [
    *("binary_classification_threshold", "target_class_order", "group_by", "top_k"),
    *("class_weights", "weighted_ref_histograms"),
]
COLUMN = ["min", "max", "categories", "bins", "replace_with_nulls", "n_dimensions"]
NULLS = [
    *TEXTS,
    *(f"task_params/{member}" for member in TASK_PARAMS),
    "xai_params/default_explain_method",
    *(f"schema/columns/*/{member}" for member in COLUMN),
]
# A summary has these, and the official client cannot read a null in them.
SUMMARY = [
    *("id", "name", "version", "input_type", "task", "organization", "project", "artifact_status"),
    *("created_by", "updated_by", "created_at", "updated_at"),
]
DETAIL = [*SUMMARY, "task_params", "schema", "spec", "artifact_files", "is_binary_ranking_model"]
PAGE = ["page_size", "total", "item_count", "page_count", "page_index", "offset", "items"]


def side(operation_id: str, which: str) -> Json:
    """Give the schema of an operation's request or successful response."""
    found = operation(operation_id)
    return found.request_schema() if which == REQUEST else found.response_schema()


@pytest.mark.parametrize(("operation_id", "which", "path", "values"), ENUMERATIONS)
def test_enumerations(operation_id: str, which: str, path: str, values: set[str]) -> None:
    """An enumeration has exactly the known values."""
    listed = flatten(descend(side(operation_id, which), path))["enum"]
    assert len(listed) == len(set(listed))
    assert set(listed) == values


@pytest.mark.parametrize(
    ("operation_id", "which", "path"),
    [
        ("create_model", REQUEST, "spec"),
        ("get_model", RESPONSE, "data/spec"),
        ("generate_model", REQUEST, "spec"),
    ],
)
def test_custom_feature_types(operation_id: str, which: str, path: str) -> None:
    """A custom feature is told by its `type`, and each type has one schema that admits it alone."""
    schema = resolve(descend(side(operation_id, which), f"{path}/custom_features/*"))
    mapping = schema["discriminator"]["mapping"]
    assert schema["discriminator"]["propertyName"] == "type"
    assert set(mapping) == FEATURES
    assert {branch["$ref"] for branch in schema["oneOf"]} == set(mapping.values())
    for value, reference in mapping.items():
        assert flatten({"$ref": reference})["properties"]["type"]["enum"] == [value]


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("FROM_COLUMNS", "centroids"),
        ("FROM_COLUMNS", "tf_idf"),
        ("FROM_VECTOR", "centroids"),
        ("FROM_TEXT_EMBEDDING", "centroids"),
        ("FROM_TEXT_EMBEDDING", "tf_idf"),
        ("FROM_IMAGE_EMBEDDING", "centroids"),
    ],
)
def test_custom_features_take_null(name: str, member: str) -> None:
    """What the service computes of a custom feature may be null."""
    features = resolve(descend(side("create_model", REQUEST), "spec/custom_features/*"))
    schema = flatten({"$ref": features["discriminator"]["mapping"][name]})["properties"]
    assert violations(schema[member], None) == set()


def test_tf_idf_takes_both_shapes() -> None:
    """The array of objects that the guide prints and the object of arrays that the client reads are valid."""
    features = resolve(descend(side("create_model", REQUEST), "spec/custom_features/*"))
    schema = flatten({"$ref": features["discriminator"]["mapping"]["FROM_TEXT_EMBEDDING"]})["properties"]
    assert violations(schema["tf_idf"], [{}]) == set()
    assert violations(schema["tf_idf"], {"0": ["loan", "home"]}) == set()


def test_cluster_counts_default_to_five() -> None:
    """`n_clusters` and `n_tags` are 5 unless sent, and never null."""
    features = resolve(descend(side("create_model", REQUEST), "spec/custom_features/*"))
    schema = flatten({"$ref": features["discriminator"]["mapping"]["FROM_TEXT_EMBEDDING"]})["properties"]
    for member in ("n_clusters", "n_tags"):
        assert flatten(schema[member])["default"] == 5
        assert violations(schema[member], None)


@pytest.mark.parametrize("path", [*NULLS, "owner_id", "xai_params"])
@pytest.mark.parametrize("operation_id", ["create_model", "update_model"])
def test_requests_take_null(operation_id: str, path: str) -> None:
    """What the official client sends as null is accepted."""
    assert violations(descend(side(operation_id, REQUEST), path), None) == set()


@pytest.mark.parametrize("path", [*NULLS, "owner", "deleted_at"])
@pytest.mark.parametrize("operation_id", ["create_model", "get_model", "update_model"])
def test_responses_take_null(operation_id: str, path: str) -> None:
    """What was accepted as null may be answered as null."""
    assert violations(descend(side(operation_id, RESPONSE), f"data/{path}"), None) == set()


@pytest.mark.parametrize("member", DETAIL)
@pytest.mark.parametrize("operation_id", ["create_model", "get_model", "update_model"])
def test_details_are_complete(operation_id: str, member: str) -> None:
    """What the client needs of a model is required and not null."""
    schema = flatten(descend(side(operation_id, RESPONSE), "data"))
    assert member in schema["required"]
    assert violations(schema["properties"][member], None)


@pytest.mark.parametrize("member", SUMMARY)
def test_summaries_are_complete(member: str) -> None:
    """What the client needs of a list item is required and not null."""
    schema = flatten(descend(side("list_models", RESPONSE), "data/items/*"))
    assert member in schema["required"]
    assert violations(schema["properties"][member], None)


def test_summaries_leave_out_the_details() -> None:
    """A list item has every member of a model but the nine that only a whole model shows."""
    summary = flatten(descend(side("list_models", RESPONSE), "data/items/*"))["properties"]
    detail = flatten(descend(side("get_model", RESPONSE), "data"))["properties"]
    details = {"task_params", "schema", "spec", "xai_params", "artifact_files", "is_binary_ranking_model"}
    assert detail.keys() - summary.keys() == details | {"event_id_col", "event_ts_col", "event_ts_format"}
    assert summary.keys() <= detail.keys()


@pytest.mark.parametrize("member", PAGE)
@pytest.mark.parametrize("operation_id", ["list_models", "list_columns"])
def test_pages_are_complete(operation_id: str, member: str) -> None:
    """All seven members of a page are required and not null."""
    schema = flatten(descend(side(operation_id, RESPONSE), "data"))
    assert member in schema["required"]
    assert violations(schema["properties"][member], None)


def test_page_index_is_one_based() -> None:
    """There is no page 0."""
    schema = descend(side("list_models", RESPONSE), "data/page_index")
    assert violations(schema, 0)
    assert not violations(schema, 1)


@pytest.mark.parametrize("path", ["error/errors/*/reason", "error/errors/*/message", "error/errors/*/help"])
def test_error_items_are_complete(path: str) -> None:
    """An error item has three strings, all required, any of which may be empty."""
    envelope = {"$ref": "#/components/schemas/ErrorEnvelope"}
    item = flatten(descend(envelope, path.rpartition("/")[0]))
    assert path.rpartition("/")[2] in item["required"]
    assert violations(descend(envelope, path), None)
    assert not violations(descend(envelope, path), "")


def test_errors_may_be_without_items() -> None:
    """The list of an error's items is required and may be empty."""
    body = {"api_version": "3.0", "kind": "ERROR", "error": {"code": 500, "message": "No.", "errors": []}}
    schema = {"$ref": "#/components/schemas/ErrorEnvelope"}
    assert violations(schema, body) == set()
    del body["error"]["errors"]  # type: ignore[attr-defined]
    assert violations(schema, body) == {("/error/errors", "required")}


def test_create_requires_the_nested_objects() -> None:
    """Create requires six members; the guide's list leaves out the two that are objects."""
    required = flatten(side("create_model", REQUEST))["required"]
    assert sorted(required) == ["input_type", "name", "project_id", "schema", "spec", "task"]


@pytest.mark.parametrize("place", ["categories", "replace_with_nulls"])
@pytest.mark.parametrize("value", ["repaid", 1, 0.5, True])
def test_column_values_are_scalars(place: str, value: object) -> None:
    """A column's values are strings, numbers or truth values, and nothing else."""
    schema = descend(side("create_model", REQUEST), f"schema/columns/*/{place}")
    assert violations(schema, [value]) == set()
    assert violations(schema, [[]])
    assert violations(schema, [None])


@pytest.mark.parametrize(
    ("path", "least", "most"), [("replicas", 1, 10), ("cpu", 1, 4000), ("memory", 150, 16384)]
)
@pytest.mark.parametrize("operation_id", ["deploy_artifact", "deploy_surrogate", "update_surrogate"])
def test_deployment_bounds(operation_id: str, path: str, least: int, most: int) -> None:
    """The resources of a deployment are bounded on both sides."""
    schema = descend(side(operation_id, REQUEST), f"deployment_params/{path}")
    accepted = [value for value in (least - 1, least, most, most + 1) if not violations(schema, value)]
    assert accepted == [least, most]


@pytest.mark.parametrize(
    ("operation_id", "which", "path"),
    [
        *(("list_models", RESPONSE, f"data/{member}") for member in PAGE if member != "items"),
        ("create_model", REQUEST, "schema/schema_version"),
        ("create_model", REQUEST, "schema/columns/*/n_dimensions"),
        ("create_model", REQUEST, "spec/schema_version"),
        ("create_model", REQUEST, "task_params/top_k"),
        ("get_model", RESPONSE, "data/schema/schema_version"),
        ("get_model", RESPONSE, "data/spec/schema_version"),
        ("get_model", RESPONSE, "data/artifact_files/*/size"),
        ("generate_model", RESPONSE, "data/schema/schema_version"),
        *(
            ("deploy_surrogate", REQUEST, f"deployment_params/{name}")
            for name in ("replicas", "cpu", "memory")
        ),
    ],
)
def test_counts_are_whole(operation_id: str, which: str, path: str) -> None:
    """A count, a size or a version of a format is an integer."""
    schema = descend(side(operation_id, which), path)
    assert ("", "type") not in violations(schema, 200)
    assert ("", "type") in violations(schema, 200.5)


@pytest.mark.parametrize(
    "path", ["task_params/binary_classification_threshold", "schema/columns/*/min", "schema/columns/*/max"]
)
@pytest.mark.parametrize("operation_id", ["create_model", "update_model"])
def test_measures_may_be_fractions(operation_id: str, path: str) -> None:
    """A threshold or a bound of a column is any number, though the guide prints whole ones."""
    assert violations(descend(side(operation_id, REQUEST), path), 0.5) == set()


def test_filter_operators() -> None:
    """A filter knows exactly the client's operators, joined by AND or OR, to any depth."""
    condition = {"$ref": "#/components/schemas/FilterCondition"}
    rule = {"field": "name", "operator": "equal", "value": "loan-default"}
    nested = {"condition": "OR", "rules": [rule, {"condition": "AND", "rules": [rule]}]}
    assert set(descend({"$ref": "#/components/schemas/FilterRule"}, "operator")["enum"]) == OPERATORS
    assert set(descend(condition, "condition")["enum"]) == {"AND", "OR"}
    assert violations(condition, nested) == set()
    assert violations(condition, nested | {"rules": [rule | {"operator": "like"}]})


def test_paging_defaults() -> None:
    """A page holds 50 unless asked otherwise, at least 1, with no upper limit; the offset starts at 0."""
    parameters = operation("list_models").parameters()
    assert parameters["query", "limit"]["schema"] == {"type": "integer", "minimum": 1, "default": 50}
    assert parameters["query", "offset"]["schema"] == {"type": "integer", "minimum": 0, "default": 0}


def test_json_in_the_query_is_declared_as_text() -> None:
    """Parameters that carry JSON are strings with a format: `content` breaks common servers."""
    carriers = {"filter": "model-filter", "deployment_params": "deployment-params"}
    for each in operations():
        for (_, name), node in each.parameters().items():
            assert "content" not in node
            assert name not in carriers or node["schema"]["format"] == carriers[name]
    assert contract()["components"]["schemas"].keys() >= {"FilterCondition", "DeploymentParams"}
