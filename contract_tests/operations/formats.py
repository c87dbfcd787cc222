"""Generates the JSON texts that some query parameters carry, which no schema of OpenAPI 3.0 can describe."""

from __future__ import annotations

import json
from typing import Any

import schemathesis
from hypothesis import strategies as st

TEXT_FIELDS = ("name", "version", "description", "algorithm", "framework")
ENUMERATIONS = {
    "status": ["LIVE", "DRAFT"],
    "input_type": ["structured", "text", "mixed"],
    "task": ["binary_classification", "multiclass_classification", "regression", "ranking", "llm", "not_set"],
}
"""Fields that a server may compare with the values of their enumeration only."""
ANY_FIELDS = (
    *TEXT_FIELDS,
    *ENUMERATIONS,
    "id",
    "project_id",
    "artifact_status",
    "created_at",
    "updated_at",
    "deployment_date",
)
_words = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=8)


def _rule(
    fields: tuple[str, ...], operators: tuple[str, ...], value: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"field": st.sampled_from(fields), "operator": st.sampled_from(operators), "value": value}
    )


_rules = st.one_of(
    _rule(TEXT_FIELDS, ("equal", "not_equal", "less", "greater_or_equal", "begins_with", "contains"), _words),
    _rule(TEXT_FIELDS, ("in", "not_in"), st.lists(_words, min_size=1, max_size=3)),
    _rule(TEXT_FIELDS, ("between",), st.tuples(_words, _words).map(sorted)),
    *(
        _rule((field,), ("equal", "not_equal"), st.sampled_from(values))
        for field, values in ENUMERATIONS.items()
    ),
    st.fixed_dictionaries(
        {"field": st.sampled_from(ANY_FIELDS), "operator": st.sampled_from(["is_null", "is_not_null"])}
    ),
)


def _joined(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    rules = st.lists(children, min_size=1, max_size=3)
    return st.fixed_dictionaries({"condition": st.sampled_from(["AND", "OR"]), "rules": rules})


filters = _joined(st.recursive(_rules, _joined, max_leaves=4)).map(json.dumps)
_bounded = {
    # A server may refuse to deploy a surrogate as an artifact.
    "artifact_type": st.just("PYTHON_PACKAGE"),
    "replicas": st.integers(1, 10),
    "cpu": st.integers(1, 4000),
    "memory": st.integers(150, 16384),
}
deployment_params = st.one_of(
    st.fixed_dictionaries({}, optional={**_bounded, "deployment_type": st.just("BASE_CONTAINER")}),
    st.fixed_dictionaries({"deployment_type": st.just("MANUAL"), "image_uri": _words}, optional=_bounded),
).map(json.dumps)


def register() -> None:
    """Make Schemathesis generate these texts wherever the contract names their formats."""
    schemathesis.openapi.format("model-filter", filters)
    schemathesis.openapi.format("deployment-params", deployment_params)
