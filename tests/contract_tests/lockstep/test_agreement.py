"""Answers agree with the reference where the contract's sources settle it, and only there."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.lockstep import agreement
from contract_tests.lockstep.reference import Model, Reference

if TYPE_CHECKING:
    from contract_tests.document import Json


def model(**fields: Any) -> Model:
    """A reference model with every kind of member."""
    body = {
        "name": "a",
        "project_id": "p",
        "owner_id": "maya",
        "input_type": "text",
        "task": "llm",
        "deployment_date": "2024-12-31T23:30:00-02:00",
        "schema": {"columns": [{"name": "X y", "data_type": "int", "min": 0, "max": 10}]},
        "spec": {"inputs": ["X y"]},
        "task_params": {"top_k": None},
    }
    return Reference().create("id-1", "maya", {**body, **fields})


def shown() -> Json:
    """How a conforming target shows it, with a member of its own and some that may be null or absent."""
    return {
        "id": "id-1",
        "name": "a",
        "version": "v1",
        "status": "LIVE",
        "project": {"id": "p", "name": "claims"},
        "input_type": "text",
        "task": "llm",
        "description": None,
        "owner": {"id": "maya"},
        "deployment_date": "2025-01-01T01:30:00Z",
        "artifact_status": "no_model",
        "deleted_at": None,
        "algorithm": None,
        "framework": None,
        "created_by": {"id": "maya"},
        "created_at": "2025-01-01T00:00:00Z",
        "task_params": {},
        "schema": {
            "schema_version": 1,
            "columns": [
                {"name": "X y", "id": "x_y", "data_type": "int", "min": 0, "max": 10.0, "bins": [*range(11)]}
            ],
        },
        "spec": {
            "inputs": ["X y"],
            **{name: [] for name in ("outputs", "targets", "decisions", "metadata", "custom_features")},
        },
        "event_id_col": None,
        "event_ts_col": None,
        "event_ts_format": None,
        "xai_params": None,
        "is_binary_ranking_model": False,
        "revision": 4,
    }


def changed(path: str, value: Any) -> Json:
    """The same with another value at a path."""
    result = copy.deepcopy(shown())
    *around, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    inner: Any = result
    for part in around:
        inner = inner[part]
    inner[last] = value
    return result


def test_agreeing() -> None:
    """Instants compare in any offset, numbers by value, and undocumented members are fine."""
    assert agreement.difference(model(), shown(), whole=True, decided=True) is None


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("description", "", "/description"),
        ("project/id", "q", "/project/id"),
        ("deployment_date", "2025-01-01T01:30:01Z", "/deployment_date"),
        ("deployment_date", None, "/deployment_date"),
        ("owner", None, "/owner/id"),
        ("task_params", {"top_k": 5}, "/task_params/top_k"),
        ("spec/metadata", ["X y"], "/spec/metadata"),
        ("schema/columns/0/bins", [0, 10], "/schema/columns/0/bins"),
        ("schema/columns", [], "/schema/columns"),
        ("is_binary_ranking_model", True, "/is_binary_ranking_model"),
        ("deleted_at", "2025-01-01T00:00:00Z", "/deleted_at"),
    ],
)
def test_differing(path: str, value: Any, place: str) -> None:
    """Each member that differs is named."""
    found = agreement.difference(model(), changed(path, value), whole=True, decided=True)
    assert found is not None
    assert found.startswith(f"{place}: ")


def test_owner_is_decided() -> None:
    """Who owns a model is the kit's decision and can be left out of account."""
    assert agreement.difference(model(), changed("owner", None), whole=True, decided=False) is None


def test_column_ids_are_stable() -> None:
    """A column keeps the id that it was first shown with."""
    kept = model()
    assert agreement.difference(kept, shown(), whole=True, decided=True) is None
    found = agreement.difference(kept, changed("schema/columns/0/id", "other"), whole=True, decided=True)
    assert found == "/schema/columns/0/id: 'other', not 'x_y' as before"


def test_column_ids_are_unique() -> None:
    """Two columns of one model do not share an id."""
    twins = model(schema={"columns": [{"name": "X", "data_type": "str"}, {"name": "x", "data_type": "str"}]})
    columns = [{"name": name, "data_type": "str", "id": "x"} for name in ("X", "x")]
    found = agreement.columns(twins, columns)
    assert found is not None
    assert "not all different" in found


def test_replaced_members_stay_away() -> None:
    """What a replacement has left out must not be shown again, but a default in its place may."""
    replaced = model(task_params={"top_k": 7, "group_by": "X y"})
    replaced.change({"task_params": {"group_by": "X y"}})
    for top_k, agrees in ((7, False), (None, True), (10, True)):
        answer = changed("task_params", {"group_by": "X y", "top_k": top_k})
        found = agreement.difference(replaced, answer, whole=True, decided=True)
        assert (found is None) is agrees


def test_creation_instant() -> None:
    """created_at is learnt from the first read and compared as an instant from then on."""
    known = model()
    assert agreement.creation(known, {"created_at": "2025-01-01T00:00:00.5Z"}) is None
    assert agreement.creation(known, {"created_at": "2025-01-01T01:00:00.500+01:00"}) is None
    assert agreement.creation(known, {"created_at": "2025-01-01T00:00:00Z"}) is not None
