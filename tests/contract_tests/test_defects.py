"""Illegal bodies, judged by the contract itself."""

import pytest

from contract_tests import defects, specimens
from contract_tests.document import Document
from contract_tests.subjects import rich

DOCUMENT = Document.load()
BODY = rich(specimens.full_model("m", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021"))
SCHEMA = DOCUMENT.operations["create_model"].request_schema or {}


def test_the_specimen_is_legal() -> None:
    """Otherwise a defect would not be the only one."""
    assert not DOCUMENT.problems(SCHEMA, BODY)


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("kind", sorted(set(defects.KINDS) - {"range"}))
def test_every_defect_breaks_the_schema(kind: str, every: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """A legal body among the defects would accuse a correct server."""
    found = list(defects.defects(DOCUMENT, SCHEMA, BODY, kind, every=every))
    assert found
    assert [str(defect) for defect in found if not DOCUMENT.problems(SCHEMA, defect.body)] == []


def test_ranges_are_left_on_both_sides() -> None:
    """Numbers just outside of a range are among the defects."""
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1, "maximum": 10}}}
    values = {one.body["n"] for one in defects.defects(DOCUMENT, schema, {"n": 2}, "range")}
    assert {0, 11} <= values
    assert not any(1 <= value <= 10 for value in values)


def test_the_id_of_a_column_is_free() -> None:
    """The contract ignores it, so nothing that is sent there is wrong."""
    found = defects.defects(DOCUMENT, SCHEMA, BODY, "type", every=True)
    assert not [defect for defect in found if defect.pointer.endswith("/id")]
