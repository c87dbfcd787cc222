"""Routing: where there is something, for which methods, and how a document's paths are told apart."""

from pathlib import Path

import httpx
import pytest
import yaml

from mock_server import MockServer
from mock_server.http.call import Call
from mock_server.http.plan import Plan
from mock_server.http.responses import Answer, normal
from mock_server.http.routing import RouteTable, allowed_methods
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import read_document
from tests.mock_server.samples import MODEL
from tests.mock_server.second import OK, answering, document_of, served_document


async def _nothing(_call: Call) -> Answer:
    return normal({})


def _plans(folder: Path, *paths: str, method: str = "get") -> list[Plan]:
    """Return the plans of a document with one method at each path."""
    file = folder / "routes.yaml"
    document = document_of({path: {method: {"responses": OK}} for path in paths})
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    contract = Contract(read_document(file), "routes")
    return [Plan(operation, _nothing, strict=False) for operation in contract.operations]


def _found(table: RouteTable, path: str) -> tuple[str, dict[str, str]] | None:
    """Return the path in the document and the parameters of a request's path, if there are any."""
    found = table.find(path)
    return None if found is None else (next(iter(found[0].values())).operation.path, found[1])


@pytest.mark.parametrize("path", ["/v3", "/v3/nothing", "/v3/models/", f"/v3/models/{MODEL}/", "/V3/models"])
def test_unknown_path(client: httpx.Client, path: str) -> None:
    """Where there is nothing the answer is 404, without redirects for a slash at the end."""
    answer = client.get(path)
    body = answer.json()
    assert (answer.status_code, body["kind"], body["error"]["code"]) == (404, "ERROR", 404)
    assert body["error"]["errors"][0]["reason"] == "ObjectNotFound"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/v3/models", "GET, HEAD, OPTIONS, POST"),
        ("POST", f"/v3/models/{MODEL}", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("GET", "/v3/model-factory", "OPTIONS, POST"),
        ("HEAD", "/v3/model-factory", "OPTIONS, POST"),
        ("TRACE", "/v3/models", "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "/docs", "GET, HEAD, OPTIONS"),
    ],
)
def test_wrong_method(client: httpx.Client, method: str, path: str, allow: str) -> None:
    """405 names every method of the path, not only one operation's, and comes before authentication."""
    answer = client.request(method, path, headers={"Authorization": ""})
    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


def test_options_needs_no_token(mock: MockServer) -> None:
    """OPTIONS tells what is allowed to anybody, without a body."""
    answer = httpx.options(f"{mock.url}/v3/models")
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (
        204,
        "GET, HEAD, OPTIONS, POST",
        b"",
    )
    assert httpx.options(f"{mock.url}/v3/nothing").status_code == 404


def test_method_override_is_not_honoured(client: httpx.Client) -> None:
    """A header does not turn a GET into something else."""
    headers = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE", "X-Method-Override": "DELETE"}
    assert client.get(f"/v3/models/{MODEL}", headers=headers).status_code == 200
    assert client.get(f"/v3/models/{MODEL}").status_code == 200


def test_paths_are_told_apart(tmp_path: Path) -> None:
    """What is written out goes before a parameter, the fewer parameters first, and each name has its text."""
    table = RouteTable()
    table.add(_plans(tmp_path, "/{a}/{b}", "/{a}/x", "/y/x", "/y/{c}.{d}", "/{a}/{b}/z{e}"))
    assert _found(table, "/y/x") == ("/y/x", {})
    assert _found(table, "/q/x") == ("/{a}/x", {"a": "q"})
    assert _found(table, "/q/r") == ("/{a}/{b}", {"a": "q", "b": "r"})
    assert _found(table, "/q/r/z1") == ("/{a}/{b}/z{e}", {"a": "q", "b": "r", "e": "1"})
    for path in ("/", "/q", "/q/", "//x", "/q/r/z", "/y/x/", "/q/r/z1/"):
        assert _found(table, path) is None


def test_signs_that_mean_something_in_patterns(tmp_path: Path) -> None:
    """The text of a path is taken as it is."""
    table = RouteTable()
    table.add(_plans(tmp_path, "/a.b/{x}", "/c+(d)/{x}", "/e|f/{x}"))
    assert _found(table, "/a.b/1") == ("/a.b/{x}", {"x": "1"})
    assert _found(table, "/c+(d)/1") == ("/c+(d)/{x}", {"x": "1"})
    assert _found(table, "/e|f/1") == ("/e|f/{x}", {"x": "1"})
    for path in ("/aXb/1", "/cc(d)/1", "/e", "/f/1"):
        assert _found(table, path) is None


def test_many_paths(tmp_path: Path) -> None:
    """Each of several hundred is found with its own parameters."""
    table = RouteTable()
    table.add(_plans(tmp_path, *(f"/p{number}/{{x{number}}}/{{y}}" for number in range(300))))
    for number in (0, 1, 150, 299):
        assert _found(table, f"/p{number}/1/2") == (
            f"/p{number}/{{x{number}}}/{{y}}",
            {f"x{number}": "1", "y": "2"},
        )
    assert len(table.plans) == 300


def test_the_first_document_owns_a_path(tmp_path: Path) -> None:
    """The same path of a later document is hidden with all of its methods, whatever its parameters' names."""
    table = RouteTable()
    table.add(_plans(tmp_path, "/p/{x}"))
    table.add(_plans(tmp_path, "/p/{y}", "/q", method="put"))
    assert {(plan.operation.method, plan.operation.path) for plan in table.plans} == {
        ("GET", "/p/{x}"),
        ("PUT", "/q"),
    }
    found = table.find("/q")
    assert found is not None
    assert allowed_methods(found[0]) == "OPTIONS, PUT"


@pytest.mark.parametrize("base", ["", "/", "/v3", "/api"])
def test_the_document_under_test_goes_before_the_mocks_own(tmp_path: Path, base: str) -> None:
    """Where it has a path that clients need besides, its operation answers, whatever its base path is."""
    prefix = base.rstrip("/")
    path = "/v3/projects".removeprefix(prefix) if "/v3/projects".startswith(f"{prefix}/") else "/v3/projects"
    document = document_of({path: {"get": {"responses": answering(example={"whose": "the document's"})}}})
    if base:
        document["servers"] = [{"url": base}]
    with served_document(tmp_path, document) as client:
        assert client.get(f"{prefix}{path}").json() == {"whose": "the document's"}
        assert client.get("/v3/server-info").json()["kind"] == "NORMAL"
