"""The values that sequences are made of: few, so that they collide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests.specimens import INPUT_TYPES, STATUSES, TASKS, column

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from contract_tests.document import Json

NAMES = ("a", "ab", "b")
"""What the names of one example end with; one begins another."""
VERSIONS = ("v1", "v2", "v3")
CALLER = "the caller"
"""Stands for the caller's own id as an owner."""

SCHEMAS: Mapping[str, Json] = {
    "narrow": {
        "columns": [column("amount", "float", min=0, max=10), column("kind", "str"), column("Note", "str")]
    },
    "swapped": {"schema_version": 2, "columns": [column("kind", "str"), column("amount", "float", max=5.5)]},
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
        "decisions": ["amount"],
        "metadata": ["kind", "amount"],
        "custom_features": [
            {
                "type": "ENRICHMENT",
                "name": "pair",
                "columns": ["kind", "amount"],
                "enrichment": "joint",
                "config": {"depth": 7, "mark": ""},
            },
            {"type": "ENRICHMENT", "name": "mood", "columns": ["kind"], "enrichment": "sentiment"},
        ],
    },
    "inputs only": {"inputs": ["amount", "kind"]},
    "empty roles": {"inputs": [], "outputs": ["kind"], "decisions": [], "custom_features": []},
}
TASK_PARAMS: Mapping[str, Json] = {
    "empty": {},
    "full": {
        "binary_classification_threshold": 0.123456789,
        "target_class_order": ["no", "yes"],
        "group_by": "kind",
        "top_k": 7,
        "class_weights": [1.5, 0.75],
        "weighted_ref_histograms": True,
    },
    "three classes": {"target_class_order": ["x", 3, True], "top_k": None},
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
_OF_MANY = ("in", "not_in")
_OF_NONE = ("is_null", "is_not_null", "is_empty", "is_not_empty")
_RANGES = ("between", "not_between")
_EXACT = ("equal", "not_equal", *_OF_MANY)
_PARTS = ("contains", "not_contains", "begins_with", "not_begins_with", "ends_with", "not_ends_with")
_ORDERS = ("less", "less_or_equal", "greater", "greater_or_equal", *_RANGES)
_OPERATORS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("status", "task", "artifact_status"), _EXACT),
    **dict.fromkeys(("description", "algorithm"), _EXACT + _PARTS + _OF_NONE),
    "name": _EXACT + _PARTS,
    "version": _EXACT + _ORDERS,
}


def change(random: Random, *, decided: bool, version: bool) -> Json:
    """Up to eight of the members that PATCH, or POST beside the required ones, may set; often just one.

    Nested values are given by their names in NESTED, the caller as CALLER.

    Args:
        random: what to choose by.
        decided: with members whose meaning only the kit decides.
        version: with the version.
    """
    pools = {**SCALARS, **{name: tuple(values) for name, values in NESTED.items()}}
    pools |= {"version": VERSIONS} if version else {}
    pools |= _DECIDED if decided else {}
    count = random.choice((1, 1, 2, 4, 8))
    return {name: random.choice(pools[name]) for name in random.sample(sorted(pools), count)}


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


def condition(random: Random, depth: int = 2) -> Json:
    """A filter: one or two rules, possibly nested. Values of `name` are endings, to be completed."""
    rules = [_rule(random)]
    if random.random() < 0.5:
        rules.append(condition(random, depth - 1) if depth and random.random() < 0.5 else _rule(random))
    return {"condition": random.choice(("AND", "OR")), "rules": rules}


def _rule(random: Random) -> Json:
    field = random.choice(sorted(RULES))
    operator = random.choice(_OPERATORS[field])
    if operator in _OF_NONE:
        return {"field": field, "operator": operator}
    values = random.sample(RULES[field], random.choice((1, 2)))
    if operator in _RANGES:
        return {"field": field, "operator": operator, "value": sorted(random.choices(VERSIONS, k=2))}
    return {"field": field, "operator": operator, "value": values if operator in _OF_MANY else values[0]}


def completed(condition: Json, prefix: str) -> Json:
    """The condition with full names in place of their endings."""
    if "rules" in condition:
        return {**condition, "rules": [completed(rule, prefix) for rule in condition["rules"]]}
    if condition["field"] != "name" or condition["operator"].endswith("ends_with"):
        return condition
    value = condition["value"]
    full = [prefix + name for name in value] if isinstance(value, list) else prefix + value
    return {**condition, "value": full}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
