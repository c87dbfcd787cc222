"""Places of a body."""

from contract_tests import specimens
from contract_tests.document import Document
from contract_tests.places import places, removed, replaced

DOCUMENT = Document.load()
BODY = specimens.full_model("m", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021")
SCHEMA = DOCUMENT.operations["create_model"].request_schema or {}
PLACES = {place.pointer: place for place in places(DOCUMENT, SCHEMA, BODY)}


def test_every_depth_is_entered() -> None:
    """Members of members, first items of arrays and every kind of custom feature are there."""
    wanted = {"", "/name", "/schema/columns/0/data_type", "/spec/custom_features/4/config", "/spec/inputs/0"}
    assert wanted <= PLACES.keys()


def test_required_and_absent_members_are_told_apart() -> None:
    """The object around a member says whether it is required, the specimen whether it is there."""
    assert PLACES["/name"].required
    assert not PLACES["/description"].required
    assert not PLACES["/owner_id"].present


def test_nullable_members_allow_null() -> None:
    """OpenAPI's nullable is a type like the others, behind references and unions too."""
    assert PLACES["/description"].types == {"string", "null"}
    assert PLACES["/xai_params"].types == {"object", "null"}
    assert PLACES["/schema/columns/0/replace_with_nulls/0"].types == {"string", "number", "boolean"}


def test_copies_leave_the_specimen_alone() -> None:
    """What is replaced or removed is so in a copy."""
    path = ("schema", "columns", 0, "name")
    assert replaced(BODY, path, 5)["schema"]["columns"][0]["name"] == 5
    assert "name" not in removed(BODY, path)["schema"]["columns"][0]
    assert BODY["schema"]["columns"][0]["name"] == "Score"
