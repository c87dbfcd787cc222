"""The values that sequences are made of: few, so that they collide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from contract_tests.specimens import INPUT_TYPES, STATUSES, TASKS, column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.document import Json

NAMES = ("a", "ab", "b")
"""What the names of one example end with; one begins another."""
VERSIONS = ("v1", "v2", "v3")
CALLER = "the caller"
"""Stands for the caller's own id as an owner."""

SCHEMAS: Mapping[str, Json] = {
    "narrow": {"columns": [column("amount", "float", min=0, max=10), column("kind", "str")]},
    "swapped": {"schema_version": 1, "columns": [column("kind", "str"), column("amount", "float", max=5.5)]},
    "wide": {
        "columns": [
            column("amount", "int", min=0, max=100, bins=[0, 50, 100], replace_with_nulls=[-1, "n/a"]),
            column("kind", "category", categories=["b", "a"]),
            column("Seen at", "timestamp"),
            column("Shape", "vector", n_dimensions=3),
        ]
    },
}
SPECS: Mapping[str, Json] = {
    "plain": {"inputs": ["amount"], "outputs": ["kind"]},
    "rich": {
        "inputs": ["kind", "amount"],
        "targets": ["kind"],
        "decisions": ["kind"],
        "metadata": ["kind", "amount"],
        "custom_features": [
            {"type": "FROM_COLUMNS", "name": "pair", "columns": ["kind", "amount"], "n_clusters": 7},
            {"type": "ENRICHMENT", "name": "mood", "columns": ["kind"], "enrichment": "sentiment"},
        ],
    },
    "inputs only": {"inputs": ["amount", "kind"]},
}
TASK_PARAMS: Mapping[str, Json] = {
    "empty": {},
    "full": {
        "binary_classification_threshold": 0.123456789,
        "target_class_order": ["no", "yes"],
        "group_by": "kind",
        "top_k": 7,
        "class_weights": [0.25, 0.75],
        "weighted_ref_histograms": True,
    },
    "three classes": {"target_class_order": ["x", "y", "z"], "top_k": None},
}
XAI_PARAMS: Mapping[str, Json] = {
    "empty": {},
    "full": {"custom_explain_methods": ["shap", "lime"], "default_explain_method": "shap"},
    "no default": {"custom_explain_methods": ["lime"], "default_explain_method": None},
}
NESTED: Mapping[str, Mapping[str, Json]] = {
    "schema": SCHEMAS,
    "spec": SPECS,
    "task_params": TASK_PARAMS,
    "xai_params": XAI_PARAMS,
}
DESCRIPTIONS = ("zeta one", None, "zeta two", "", "Grüße, 数据 🚀", " padded ", "100% [_x]")
SCALARS: Mapping[str, tuple[Any, ...]] = {
    "status": STATUSES,
    "input_type": INPUT_TYPES,
    "task": TASKS,
    "description": DESCRIPTIONS,
    "algorithm": ("trees", None, "linear"),
    "framework": ("xgboost", None),
    "event_id_col": ("kind", None),
    "event_ts_col": ("amount", None),
    "event_ts_format": ("ISO8601", None),
    "deployment_date": ("2025-03-04T05:06:07Z", None, "2024-12-31T23:30:00.250-02:00"),
}
_DECIDED: Mapping[str, tuple[Any, ...]] = {"name": ("renamed",), "owner_id": (CALLER, None)}
"""What PATCH makes of these is the kit's own decision."""

RULES: Mapping[str, tuple[Any, ...]] = {
    "name": NAMES,
    "version": VERSIONS,
    "status": STATUSES,
    "task": TASKS,
    "description": tuple(text for text in DESCRIPTIONS if text),
    "algorithm": ("trees", "linear"),
    "artifact_status": ("no_model", "surrogate", "user_uploaded"),
}
ORDERABLE = ("name", "version", "created_at", "description", "algorithm", "status")
_OF_ONE = ("equal", "not_equal", "contains", "not_contains", "begins_with", "not_begins_with", "ends_with")
_OF_MANY = ("in", "not_in")
_OF_NONE = ("is_null", "is_not_null", "is_empty", "is_not_empty")
_RANGES = ("less", "less_or_equal", "greater", "greater_or_equal")


def changes(*, decided: bool, version: bool) -> st.SearchStrategy[Json]:
    """Any subset of the members that PATCH, or POST beside the required ones, may set.

    Nested values are given by their names in NESTED, the caller as CALLER.

    Args:
        decided: with members whose meaning only the kit decides.
        version: with the version.
    """
    pools = {**SCALARS, **{name: tuple(values) for name, values in NESTED.items()}}
    pools |= {"version": VERSIONS} if version else {}
    pools |= _DECIDED if decided else {}
    members = {name: st.sampled_from(pool) for name, pool in pools.items()}
    one = st.sampled_from(sorted(members)).flatmap(lambda name: st.fixed_dictionaries({name: members[name]}))
    return st.one_of(one, st.fixed_dictionaries({}, optional=members))


def body_of(change: Json, caller: str | None) -> Json:
    """The JSON members that `changes` stands for."""
    body = {name: NESTED[name][value] if name in NESTED else value for name, value in change.items()}
    if body.get("owner_id") == CALLER:
        body["owner_id"] = caller
    return body


def wording(change: Json) -> str:
    """A change in words."""
    parts = [f"{name} {value if name in NESTED else _text(value)}" for name, value in change.items()]
    return ", ".join(parts) or "nothing"


def conditions() -> st.SearchStrategy[Json]:
    """Filters: a rule or two, possibly nested. Values of `name` are endings, to be completed."""
    joined = st.builds(
        lambda word, rules: {"condition": word, "rules": rules},
        st.sampled_from(("AND", "OR")),
        st.lists(_rules(), min_size=1, max_size=2),
    )
    return st.one_of(
        _rules().map(lambda rule: {"condition": "AND", "rules": [rule]}),
        st.builds(
            lambda word, outer, inner: {"condition": word, "rules": [outer, inner]},
            st.sampled_from(("AND", "OR")),
            _rules(),
            st.one_of(_rules(), joined),
        ),
    )


def _rules() -> st.SearchStrategy[Json]:
    return st.sampled_from(sorted(RULES)).flatmap(_rules_on)


def _rules_on(field: str) -> st.SearchStrategy[Json]:
    value = st.sampled_from(RULES[field])
    enum = field in {"status", "task", "artifact_status"}
    kinds = [
        _rule(field, _OF_ONE[:2] if enum else _OF_ONE, value),
        _rule(field, _OF_MANY, st.lists(value, min_size=1, max_size=2, unique=True)),
    ]
    if field == "version":
        kinds += [
            _rule(field, _RANGES, value),
            _rule(field, ("between",), st.sampled_from((["v1", "v2"], ["v2", "v3"]))),
        ]
    if field in {"description", "algorithm"}:
        kinds.append(st.builds(lambda name: {"field": field, "operator": name}, st.sampled_from(_OF_NONE)))
    return st.one_of(kinds)


def _rule(field: str, operators: tuple[str, ...], value: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda name, operand: {"field": field, "operator": name, "value": operand},
        st.sampled_from(operators),
        value,
    )


def completed(condition: Json, prefix: str) -> Json:
    """The condition with full names in place of their endings."""
    if "rules" in condition:
        return {**condition, "rules": [completed(rule, prefix) for rule in condition["rules"]]}
    if condition["field"] != "name" or condition["operator"] == "ends_with":
        return condition
    value = condition["value"]
    full = [prefix + name for name in value] if isinstance(value, list) else prefix + value
    return {**condition, "value": full}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
