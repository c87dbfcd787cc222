"""Directions: properties that only requests or only answers have."""

from pathlib import Path
from typing import Any

import pytest

from tests.mock_server.samples import messages
from tests.mock_server.second import answering, served, taking

_ACCOUNT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
    },
}
_SCHEMAS: dict[str, Any] = {
    "Account": _ACCOUNT,
    "Named": {"allOf": [{"$ref": "#/components/schemas/Id"}, {"required": ["id", "name"]}]},
    "Id": {"type": "object", "properties": {"id": {"allOf": [{"type": "integer"}], "readOnly": True}}},
}


@pytest.mark.parametrize("strict", [False, True])
def test_read_only_is_required_of_answers_only(tmp_path: Path, strict: bool) -> None:  # noqa: FBT001  a parameter of the test
    """A request need not have a readOnly property that is required, but its other ones."""
    with served(
        tmp_path,
        {name: {"post": taking({"$ref": f"#/components/schemas{name}"})} for name in ("/Account", "/Named")},
        _SCHEMAS,
        strict=strict,
    ) as client:
        assert client.post("/Account", json={"name": "a", "password": "p"}).status_code == 200
        wrong = client.post("/Account", json={"id": 1, "name": "a"})
        assert messages(wrong.json()) == ["/password: is required"]
        assert messages(client.post("/Named", json={}).json()) == ["/name: is required"]


def test_write_only_is_in_no_answer(tmp_path: Path) -> None:
    """A made answer has no writeOnly property, and the check of answers does not miss it."""
    paths = {"/account": {"get": {"responses": answering({"$ref": "#/components/schemas/Account"})}}}
    with served(tmp_path, paths, _SCHEMAS) as client:
        assert client.get("/account").json() == {"id": 1, "name": "text"}
