"""Comparing the views of a model."""

from contract_tests.document import Document
from contract_tests.views import COLUMN, SUMMARY, difference, expected, known

DOCUMENT = Document.load()


def test_further_members_and_nested_nulls_do_not_count() -> None:
    """A server may show more than the contract names, and nulls or nothing."""
    column = {"name": "a", "data_type": "int", "id": "a", "min": None, "position": 3}
    assert known(DOCUMENT, COLUMN, column, top=False) == {"name": "a", "data_type": "int", "id": "a"}


def test_a_difference_names_its_member() -> None:
    """What differs is named, but not what may differ, and not another spelling of a moment."""
    left = {"name": "a", "status": "LIVE", "created_at": "2025-01-01T00:00:00Z"}
    right = {"name": "b", "status": "LIVE", "created_at": "2025-01-01T00:00:00.000000+00:00"}
    assert difference(DOCUMENT, SUMMARY, left, right).startswith("name is 'a'")
    assert not difference(DOCUMENT, SUMMARY, left, right, but=("name",))


def test_null_in_place_of_an_empty_text_is_a_difference() -> None:
    """Null and the empty text are two values."""
    assert difference(DOCUMENT, SUMMARY, {"description": ""}, {"description": None})


def test_what_is_expected_of_a_body() -> None:
    """The project is shown as a reference; owner and date are compared in their own ways."""
    body = {"name": "a", "project_id": "p", "owner_id": None, "deployment_date": None, "xai_params": None}
    assert expected(body) == {"name": "a", "project": {"id": "p"}}
