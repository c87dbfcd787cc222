"""The contract: the operations of a document."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mock_server.openapi.contract import Contract
from mock_server.openapi.document import bundled, read_document
from mock_server.settings import ConfigurationError

_OK = {"200": {"description": "ok"}}


def _contract(folder: Path, paths: Any, name: str = "contract", **members: Any) -> Contract:
    data = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, **members}
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return Contract(read_document(path), name)


def test_the_kits_own_document() -> None:
    """The contract has twelve operations, all of which need a token."""
    contract = Contract(read_document(bundled("openapi.yaml")), "contract")
    assert len(contract.operations) == 12
    assert all(operation.secured for operation in contract.operations)


@pytest.mark.parametrize(
    ("servers", "base"),
    [
        (None, ""),
        ([{"url": "/"}], ""),
        ([{"url": "https://example.org/api/"}], "/api"),
        ([{"url": "https://{h}/{v}", "variables": {"h": {"default": "x"}, "v": {"default": "v9"}}}], "/v9"),
    ],
)
def test_base_path(tmp_path: Path, servers: Any, base: str) -> None:
    """Operations lie under the path of the first server's URL."""
    members = {"servers": servers} if servers else {}
    contract = _contract(tmp_path, {"/a": {"get": {"responses": _OK}}}, **members)
    assert contract.operations[0].path == f"{base}/a"


@pytest.mark.parametrize(
    ("overall", "own", "secured"),
    [
        ([{"b": []}], None, True),
        ([{"b": []}], [], False),
        ([], [{"b": []}], True),
        ([], [{}, {"b": []}], False),
    ],
)
def test_security(tmp_path: Path, overall: Any, own: Any, secured: bool) -> None:  # noqa: FBT001  a parameter of the test
    """An operation's own security replaces the document's, and an empty alternative makes it optional."""
    operation = {"responses": _OK, **({} if own is None else {"security": own})}
    contract = _contract(tmp_path, {"/a": {"get": operation}}, security=overall)
    assert contract.operations[0].secured is secured


def _operation(**members: Any) -> dict[str, Any]:
    return {"/a": {"get": {"responses": _OK}}, "/b": {"post": {"responses": _OK, **members}}}


@pytest.mark.parametrize("schema", [{"pattern": r"\uD83D"}, {"type": "integer", "minimum": "x"}])
def test_a_schema_that_cannot_be_compiled(tmp_path: Path, schema: Any) -> None:
    """What makes no validator is found at the start, with the operation that needs it, not by a request."""
    body = {"content": {"application/json": {"schema": {"properties": {"a": schema}}}}}
    reason = r"contract\.yaml:\d+: /paths/~1b/post cannot be served: .*(uD83D|x)"
    with pytest.raises(ConfigurationError, match=reason):
        _contract(tmp_path, _operation(requestBody=body))
    with pytest.raises(ConfigurationError, match=reason):
        _contract(tmp_path, _operation(responses={"200": {"description": "ok", **body}}))


def test_validators_are_shared(tmp_path: Path) -> None:
    """All schemas of a document are judged by one validator in each direction, and equal ones are one."""
    error = {"description": "e", "content": {"application/json": {"schema": {"type": "object"}}}}
    paths = {f"/{n}": {"get": {"responses": {"200": error, "4XX": error}}} for n in range(10)}
    contract = _contract(tmp_path, paths)
    found = {
        judge
        for operation in contract.operations
        for response in operation.responses.values()
        for judge in response.validators.values()
    }
    assert len(found) == 1


def test_members_of_a_circle(tmp_path: Path) -> None:
    """A schema that is a part of itself has the members that it has besides."""
    circle = {"allOf": [{"$ref": "#/components/schemas/C"}, {"properties": {"n": {"type": "integer"}}}]}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/C"}}}}
    paths = {"/a": {"post": {"requestBody": body, "responses": _OK}}}
    found = _contract(tmp_path, paths, components={"schemas": {"C": circle}}).operations[0].body
    assert found is not None
    assert found.schema("application/json")["properties"] == {"n": {"type": "integer"}}
