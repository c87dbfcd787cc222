"""The contract: operations and routes of a document."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mock_server.contract import Contract
from mock_server.documents import bundled, read_document
from mock_server.routes import RouteTable, allowed_methods

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


def test_literal_paths_come_before_templates(tmp_path: Path) -> None:
    """A path that is written out wins over a template that matches it too."""
    table = RouteTable(
        [_contract(tmp_path, {"/a/{x}": {"get": {"responses": _OK}}, "/a/b": {"get": {"responses": _OK}}})]
    )
    found = table.find("/a/b")
    assert found is not None
    assert found[0]["GET"].path == "/a/b"
    other = table.find("/a/c")
    assert other is not None
    assert other[1] == {"x": "c"}
    assert table.find("/a/c/") is None


def test_the_first_contract_owns_a_path(tmp_path: Path) -> None:
    """A path of the document under test hides the same path of the support document, whatever its names."""
    own = _contract(tmp_path, {"/p/{x}": {"get": {"responses": _OK}}})
    support = _contract(
        tmp_path, {"/p/{y}": {"put": {"responses": _OK}}, "/q": {"get": {"responses": _OK}}}, "support"
    )
    operations = RouteTable([own, support]).operations
    assert {(operation.method, operation.path) for operation in operations} == {
        ("GET", "/p/{x}"),
        ("GET", "/q"),
    }


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


def test_allowed_methods(tmp_path: Path) -> None:
    """Allow names the whole path: what the document has, HEAD beside GET, and OPTIONS."""
    contract = _contract(tmp_path, {"/a": {"get": {"responses": _OK}, "put": {"responses": _OK}}})
    found = RouteTable([contract]).find("/a")
    assert found is not None
    assert allowed_methods(found[0]) == "GET, HEAD, OPTIONS, PUT"
