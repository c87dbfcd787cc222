"""The reference model keeps what the steps have made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.lockstep.reference import UNKNOWN, Model, Reference, removed

if TYPE_CHECKING:
    from contract_tests.document import Json

BODY: Json = {
    "name": "a",
    "project_id": "p",
    "input_type": "structured",
    "task": "ranking",
    "schema": {"columns": [{"name": "x", "data_type": "int", "min": 1}, {"name": "y", "data_type": "str"}]},
    "spec": {"inputs": ["x"], "custom_features": []},
}


def created(**fields: Any) -> tuple[Reference, Model]:
    """A reference with one model."""
    reference = Reference()
    return reference, reference.create("id-1", "maya", {**BODY, **fields})


def test_defaults() -> None:
    """Members that are not sent have the contract's defaults or are null."""
    _, model = created()
    shown = model.detail()
    assert (shown["version"], shown["status"], shown["description"]) == ("v1", "LIVE", None)
    assert model.owner is UNKNOWN, "the caller or nobody"


def test_owner_null_is_nobody() -> None:
    """A null owner is no owner, not the caller."""
    _, model = created(owner_id=None)
    assert model.owner is None


def test_roles_left_out_are_empty() -> None:
    """Every role of the spec is shown, empty when it was not sent."""
    _, model = created()
    assert model.detail()["spec"]["inputs"] == ["x"]
    assert model.detail()["spec"]["metadata"] == []


def test_taken_versions() -> None:
    """A version is taken within its project and name, until it is deleted, and not by the model itself."""
    reference, model = created(version="v2")
    assert reference.taken(("p", "a", "v2"))
    assert not reference.taken(("p", "a", "v2"), but=model)
    assert not reference.taken(("q", "a", "v2"))
    assert not reference.taken(("p", "ab", "v2"))
    reference.delete(model)
    assert not reference.taken(("p", "a", "v2"))
    assert reference.gone == [model]


def test_numbers_are_not_reused() -> None:
    """Models are numbered in the order of creation, deleted ones included."""
    reference, model = created()
    reference.delete(model)
    assert reference.create("id-2", "maya", BODY).number == 2


def test_change_merges_at_the_top() -> None:
    """A sent member replaces the old one whole, one that is not sent stays; name and project stay too."""
    _, model = created(description="old", task_params={"top_k": 3, "group_by": "x"})
    model.change({"task_params": {"top_k": 4}, "name": "new", "project_id": "q", "owner_id": None})
    assert model.values["task_params"] == {"top_k": 4}
    assert model.values["description"] == "old"
    assert model.key == ("p", "a", "v1")
    assert model.owner is None


def test_null_explanation_parameters_are_empty() -> None:
    """Null xai_params are the same as none."""
    _, model = created(xai_params={"default_explain_method": "shap"})
    model.change({"xai_params": None})
    assert model.values["xai_params"] == {}


@pytest.mark.parametrize(
    ("task", "classes", "binary"),
    [
        ("ranking", ["no", "yes"], True),
        ("ranking", ["a", "b", "c"], False),
        ("ranking", None, False),
        ("regression", ["no", "yes"], False),
    ],
)
def test_binary_ranking(task: str, classes: list[str] | None, binary: bool) -> None:  # noqa: FBT001 - a parameter
    """A model ranks binarily when its task is ranking and it has just two classes."""
    _, model = created(task=task, task_params={"target_class_order": classes})
    assert model.is_binary_ranking is binary


def test_removed_members() -> None:
    """What a replacement leaves out is known by member and, for columns, by name; defaults do not count."""
    before = {
        "schema_version": 1,
        "columns": [*BODY["schema"]["columns"]],
        "kept": 1,
        "lost": 2,
        "null": None,
    }
    after = {"columns": [{"name": "x", "data_type": "int"}], "kept": 3}
    assert removed(before, after) == {"lost": 2, "columns": {"x": {"min": 1}}}
