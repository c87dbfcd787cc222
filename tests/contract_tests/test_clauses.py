"""The registry of clauses: every clause is well-formed and rests on a place of the contract that exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import contract_tests.behaviour  # noqa: F401 - registers the clauses
from contract_tests.clauses import EVIDENCE, PROFILES, REGISTRY, Clause, Registry
from contract_tests.document import Document

if TYPE_CHECKING:
    from contract_tests.bench import Bench

CLAUSES = list(REGISTRY)
DOCUMENT = Document.load()


def _nothing(_: Bench) -> None:
    """Check nothing."""


def _clause(clause_id: str, **fields: Any) -> Clause:
    return Clause(clause_id, "It holds.", "get_model", "guide", "/paths", _nothing, **fields)


def _at(pointer: str) -> Any:
    node: Any = DOCUMENT.raw
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = DOCUMENT.resolve(node)
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_rests_on_a_place_of_the_contract(clause: Clause) -> None:
    """A pointer that leads nowhere would send the reader to the wrong line."""
    assert _at(clause.rests_on) is not None


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_is_well_formed(clause: Clause) -> None:
    """Ids, sentences, operations, evidence and profiles are of the known kinds."""
    assert re.fullmatch(r"[a-z][a-z0-9_-]*(\.[A-Za-z0-9_\-\[\]/]+)+", clause.id)
    assert clause.sentence.endswith(".")
    assert "\n" not in clause.sentence
    assert clause.operation in {"*", *DOCUMENT.operations}
    assert clause.evidence in EVIDENCE
    assert clause.profile in PROFILES


def test_every_operation_has_clauses_of_its_own() -> None:
    """No operation is left to the clauses about all of them."""
    assert {clause.operation for clause in CLAUSES} >= set(DOCUMENT.operations) - {"get_column"}


def test_an_id_is_taken_once() -> None:
    """The second clause of one id is an error of the suite."""
    registry = Registry()
    registry.add(_clause("a.b"))
    with pytest.raises(ValueError, match=r"a\.b is registered twice"):
        registry.add(_clause("a.b"))


def test_only_names_clauses_by_their_beginning_up_to_a_dot() -> None:
    """`models.list` chooses `models.list.order` and not `models.lists`."""
    registry = Registry()
    for name in ("models.list.order", "models.lists", "models.list"):
        registry.add(_clause(name))
    assert [clause.id for clause in registry.select("quick", ["models.list"])] == [
        "models.list.order",
        "models.list",
    ]


def test_only_that_names_nothing_is_an_error() -> None:
    """A typing mistake must not pass as a run without failures."""
    registry = Registry()
    registry.add(_clause("a.b"))
    with pytest.raises(LookupError, match=r"--only a\.c"):
        registry.select("full", ["a.c"])


def test_a_smaller_profile_leaves_out_what_belongs_to_a_larger_one() -> None:
    """A quick run checks quick clauses only, a full one those too."""
    registry = Registry()
    registry.add(_clause("a.quick"))
    registry.add(_clause("a.full", profile="full"))
    assert [clause.id for clause in registry.select("quick")] == ["a.quick"]
    assert [clause.id for clause in registry.select("full")] == ["a.quick", "a.full"]
