"""Legal bodies, judged by the contract itself."""

import pytest

from contract_tests import legal, specimens
from contract_tests.document import Document
from contract_tests.subjects import SCHEMAS, SUBJECTS, rich

DOCUMENT = Document.load()
BODY = rich(specimens.full_model("m", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021", owner_id=None))
SCHEMA = DOCUMENT.operations["create_model"].request_schema or {}


@pytest.mark.parametrize("kind", sorted(set(legal.KINDS) - {"bounds"}))
def test_every_edge_is_legal(kind: str) -> None:
    """An illegal body among the edges would accuse a correct server."""
    found = list(legal.edges(DOCUMENT, SCHEMA, BODY, kind))
    assert found
    assert [str(edge) for edge in found if DOCUMENT.problems(SCHEMA, edge.body)] == []


def test_bounds_are_met_on_both_sides() -> None:
    """Both ends of a range are among the edges."""
    schema = {"$ref": "#/components/schemas/DeploymentParams"}
    specimen = {"replicas": 2, "cpu": 500, "memory": 512}
    values = [edge.value for edge in legal.edges(DOCUMENT, schema, specimen, "bounds")]
    assert values == [1, 10, 1, 4000, 150, 16384]


def test_every_subject_rests_on_a_schema() -> None:
    """Clauses about a body say where the contract describes it."""
    assert SUBJECTS.keys() == SCHEMAS.keys()
