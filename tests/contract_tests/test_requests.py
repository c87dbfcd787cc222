"""Valid requests of each operation, and what tells whether one took effect."""

from __future__ import annotations

from contract_tests.behaviour.requests import ABOUT_A_MODEL, MEMBERS, POINTERS, WITH_BODY, differences
from contract_tests.document import Document

DOCUMENT = Document.load()


def test_the_pointers_are_those_of_the_contract() -> None:
    """Every operation of the contract is there, at its place."""
    assert {name: operation.pointer for name, operation in DOCUMENT.operations.items()} == POINTERS


def test_the_operations_about_a_model_are_those_with_a_model_id() -> None:
    """What is derived from the pointers agrees with the parameters."""
    with_id = {name for name, operation in DOCUMENT.operations.items() if "model_id" in operation.parameters}
    assert set(ABOUT_A_MODEL) == with_id


def test_the_operations_with_a_body_are_those_of_the_contract() -> None:
    """Nothing is sent to an operation that takes no body."""
    assert set(WITH_BODY) == {name for name, one in DOCUMENT.operations.items() if one.request_schema}


def test_the_members_are_those_of_a_model() -> None:
    """The comparison of two models looks at every member of the contract."""
    schemas = DOCUMENT.raw["components"]["schemas"]
    names = [*schemas["ModelSummary"]["properties"], *schemas["ModelDetailMembers"]["properties"]]
    assert sorted(MEMBERS) == sorted(names)


def test_differences_name_the_members_with_both_values() -> None:
    """A reader sees what changed from what to what."""
    assert differences({"name": "a", "version": "v1"}, {"name": "b", "version": "v1"}) == "name 'a' -> 'b'"


def test_differences_leave_out_what_was_said_to_be_ignored() -> None:
    """A deployment may change artifact_status and nothing else."""
    assert not differences({"artifact_status": "x"}, {"artifact_status": "y"}, ("artifact_status",))


def test_members_that_the_contract_does_not_name_may_change() -> None:
    """Additional members are the server's own affair."""
    assert not differences({"revision": 1}, {"revision": 2})
