"""Whether an answer of the target agrees with the reference; only where the contract's sources settle it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from contract_tests.bench import covers, same
from contract_tests.instants import same_instant
from contract_tests.lockstep.reference import UNKNOWN

if TYPE_CHECKING:
    from contract_tests.document import Json
    from contract_tests.lockstep.reference import Model


def difference(model: Model, shown: Json, *, whole: bool, decided: bool) -> str | None:
    """Where the target shows the model other than the reference has it, as a JSON Pointer with both values.

    Args:
        model: the reference's.
        shown: a ModelDetail or ModelSummary of the target.
        whole: whether it is a ModelDetail.
        decided: whether the kit's own decisions count.
    """
    place = covers(shown, model.detail() if whole else model.summary()) or _deployment(model, shown)
    if place is None and decided and model.owner is not UNKNOWN:
        place = _owner(model, shown.get("owner"))
    if place is None and whole:
        place = _xai(model, shown) or _columns(model, shown["schema"]["columns"]) or _returned(model, shown)
    return place


def creation(model: Model, shown: Json) -> str | None:
    """Where created_at is not what the target first showed; learns it from the first answer."""
    model.created_at = model.created_at or shown["created_at"]
    if same_instant(shown["created_at"], model.created_at):
        return None
    return f"/created_at: {shown['created_at']}, not {model.created_at} as first shown"


def columns(model: Model, shown: list[Json]) -> str | None:
    """Where the columns as listed are not those of the schema, in its order."""
    return covers(shown, model.columns) or _columns(model, shown)


def _xai(model: Model, shown: Json) -> str | None:
    place = covers(shown.get("xai_params") or {}, model.values["xai_params"])
    return None if place is None else f"/xai_params{place}"


def _owner(model: Model, owner: Json | None) -> str | None:
    found = owner and owner.get("id")
    return None if found == model.owner else f"/owner/id: {found!r}, not {model.owner!r}"


def _deployment(model: Model, shown: Json) -> str | None:
    sent, found = model.values["deployment_date"], shown.get("deployment_date")
    if same_instant(sent, found):
        return None
    return f"/deployment_date: {found!r}, not {sent!r}"


def _columns(model: Model, shown: list[Json]) -> str | None:
    """Ids stay with their names and are unique; edges that were not sent are derived."""
    names = {column["name"] for column in model.columns}
    model.column_ids = {name: known for name, known in model.column_ids.items() if name in names}
    for index, (column, found) in enumerate(zip(model.columns, shown, strict=True)):
        known = model.column_ids.setdefault(column["name"], found["id"])
        if known != found["id"]:
            return f"/schema/columns/{index}/id: {found['id']!r}, not {known!r} as before"
        if (place := _edges(column, found.get("bins"))) is not None:
            return f"/schema/columns/{index}/bins: {place}"
    if len(set(model.column_ids.values())) < len(model.column_ids):
        return f"/schema/columns: the ids {sorted(model.column_ids.values())}, not all different"
    return None


def _edges(column: Json, found: Any) -> str | None:
    low, high = column.get("min"), column.get("max")
    if column["data_type"] not in {"int", "float"} or column.get("bins") is not None:
        return None
    if low is None or high is None:
        return None
    edges = [low + (high - low) * step / 10 for step in range(11)]
    close = isinstance(found, list) and len(found) == 11
    if close and all(math.isclose(*pair, abs_tol=1e-9) for pair in zip(found, edges, strict=True)):
        return None
    return f"{found!r}, not {edges}"


def _returned(model: Model, shown: Json) -> str | None:
    """What a replacement has left out must not be there again."""
    for name, left in model.removed.items():
        here = dict(shown.get(name) or {})
        if "columns" in left:
            here["columns"] = {column["name"]: column for column in here["columns"]}
        if (place := _revenant(left, here)) is not None:
            return f"/{name}{place}"
    return None


def _revenant(left: Json, here: Json) -> str | None:
    for name, value in left.items():
        if isinstance(value, dict):
            place = _revenant(value, here.get(name) or {})
            if place is not None:
                return f"/{name}{place}"
        elif value and not isinstance(value, bool) and same(here.get(name), value):
            return f"/{name}: still {value!r}, which the replacement left out"
    return None
