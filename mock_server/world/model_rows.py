"""The row of a model, made from the body of a create or an update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world.errors import BadRequest, Violation, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.world.rules import Rules
    from mock_server.world.unit import Unit

Json = dict[str, Any]

NULLABLE = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")
PLAIN = ("status", "version", "input_type", "task", *NULLABLE)
"""Members that are stored exactly as sent."""
_PLAIN = frozenset(PLAIN)

DEFAULTS: Mapping[str, str] = {"version": "v1", "status": "LIVE"}
"""What a create that does not say gets (guide)."""


def new(unit: Unit, body: Json) -> Json:
    """Return the row of a new model.

    The caller owns it unless the body says otherwise; null: nobody does (decided).
    """
    made, rules = unit.made("models"), unit.rules
    return {
        **made,
        "project_id": body["project_id"].lower(),
        "name": body["name"],
        "input_type": body["input_type"],
        "task": body["task"],
        **{key: _given(body, key) for key in DEFAULTS},
        **{key: body.get(key) for key in NULLABLE},
        "owner_id": owner(body, made["created_by_id"]),
        "deployment_date": deployment_date(rules, body.get("deployment_date")),
        "schema": rules.shapes.of("schema", body["schema"]),
        "spec": rules.shapes.of("spec", body["spec"]),
        "task_params": rules.shapes.of("task_params", body.get("task_params")),
        "xai_params": rules.shapes.of("xai_params", body.get("xai_params")),
        "artifact_status": "no_model",
        "artifact_files": [],
        "deleted_at": None,
        "deletion_job": None,
    }


def merged(unit: Unit, row: Json, body: Json) -> Json:
    """Return the row after a PATCH.

    What is sent replaces the old value whole, what is not sent stays, no default is applied, and what cannot
    change is ignored (vendor).
    """
    return {**row, **unit.rules.changes(row, body), **unit.edited()}


def changes(rules: Rules, row: Json, body: Json) -> Json:
    """Return the members that a PATCH body sets, as they will be stored."""
    plain = {key: body[key] for key in body.keys() & _PLAIN}
    shaped = {key: SHAPES[key](rules, row, body[key]) for key in body.keys() & SHAPES.keys()}
    return {**plain, **shaped}


def owner(body: Json, default: str | None) -> str | None:
    """Return the owner's id in lower case: the one sent, None for null, the default when absent."""
    sent = body.get("owner_id", default)
    return None if sent is None else str(sent).lower()


def deployment_date(rules: Rules, sent: str | None) -> str | None:
    """Return the deployment date in UTC (decided). Raises BadRequest for one that UTC has no year for."""
    try:
        return None if sent is None else rules.in_utc(sent)
    except ValueError as error:
        raise BadRequest(Violation("/deployment_date", f"{error}, not {shown(sent)}")) from error


SHAPES: Mapping[str, Callable[[Rules, Json, Any], Any]] = {
    "owner_id": lambda _, __, sent: owner({"owner_id": sent}, None),
    "deployment_date": lambda rules, _, sent: deployment_date(rules, sent),
    "schema": lambda rules, row, sent: rules.schema(sent, row["schema"]["columns"]),
    "spec": lambda rules, _, sent: rules.spec(sent),
    "task_params": lambda rules, _, sent: rules.task_params(sent),
    "xai_params": lambda rules, _, sent: rules.xai_params(sent),
}
"""How each remaining member of a PATCH is stored, given the row before."""


def _given(body: Json, key: str) -> Any:
    return DEFAULTS[key] if body.get(key) is None else body[key]
