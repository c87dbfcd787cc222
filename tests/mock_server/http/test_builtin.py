"""Built-ins: which operations of another document the kit's functions answer, and which the fallback."""

from pathlib import Path
from typing import Any

import pytest

from mock_server.openapi.document import bundled, read_document
from tests.mock_server.samples import MODEL
from tests.mock_server.second import OK, answering, document_of, served, served_document


@pytest.fixture
def own() -> Any:
    """The kit's own document, to be edited."""
    return read_document(bundled("openapi.yaml")).data


@pytest.mark.parametrize(
    ("operation_id", "method", "path"),
    [
        ("list_projects", "get", "/projects"),
        ("create_project", "post", "/projects"),
        ("get_project", "get", "/projects/{key}"),
        ("delete_project", "delete", "/projects/{key}"),
        ("get_job", "get", "/jobs/{key}"),
        ("get_model", "put", "/v3/models/{model_id}"),
        ("list_models", "get", "/v3/jobs/{model_id}"),
    ],
)
def test_same_name_elsewhere(tmp_path: Path, operation_id: str, method: str, path: str) -> None:
    """An operation that shares only its operationId with one of ours is answered from its document."""
    operation = {"operationId": operation_id, "responses": OK}
    with served(tmp_path, {path: {method: operation}}) as client:
        answer = client.request(method, path.format(key="1", model_id="1"))
        assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_renamed_path_parameter(tmp_path: Path, own: Any) -> None:
    """A path whose parameter has another name is not the one a function was written for."""
    item = own["paths"].pop("/v3/models/{model_id}")
    operation = {"operationId": "get_model", "responses": item["get"]["responses"]}
    own["paths"]["/v3/models/{id}"] = {"get": operation}
    with served_document(tmp_path, own, world="demo") as client:
        assert client.get("/v3/models/anything").status_code == 200


def test_further_query_parameters(tmp_path: Path, own: Any) -> None:
    """Parameters that a document adds are validated, and kept from the function, which still answers."""
    own["paths"]["/v3/models"]["get"]["parameters"] += [
        {"name": "depth", "in": "query", "schema": {"type": "integer"}},
        {"name": "include", "in": "query", "schema": {"type": "string", "default": "all"}},
    ]
    with served_document(tmp_path, own, world="demo") as client:
        assert client.get("/v3/models?depth=1").json()["data"]["total"] == 6
        assert client.get("/v3/models?depth=x").status_code == 400


def test_looser_request(tmp_path: Path, own: Any) -> None:
    """A request that only the other document allows is answered from that; what both allow has its effect."""
    own["components"]["schemas"]["ModelCreate"]["required"] = ["name"]
    own["paths"]["/v3/models"]["post"]["requestBody"]["required"] = False
    with served_document(tmp_path, own, world="demo") as client:
        assert client.post("/v3/models", json={"name": "x"}).status_code == 200
        assert client.post("/v3/models").status_code == 200
        assert client.post("/v3/models", json={}).status_code == 400
        assert client.get("/v3/models").json()["data"]["total"] == 6
        assert client.patch(f"/v3/models/{MODEL}", json={"description": "new"}).status_code == 200
        assert client.get(f"/v3/models/{MODEL}").json()["data"]["description"] == "new"


def test_same_place_and_name(tmp_path: Path) -> None:
    """A small document with an operation of ours gets the function, over the demo world."""
    parameter = {"name": "model_id", "in": "path", "required": True, "schema": {"type": "string"}}
    operation = {"operationId": "get_model", "parameters": [parameter], "responses": answering({})}
    with served(tmp_path, {"/v3/models/{model_id}": {"get": operation}}, world="demo") as client:
        assert client.get(f"/v3/models/{MODEL}").json()["data"]["id"] == MODEL


@pytest.mark.parametrize("base", ["", "/api"])
@pytest.mark.parametrize(
    ("operation_id", "path"),
    [("get_server_info", "/v3/server-info"), ("list_environments", "/v3/environments")],
)
def test_same_place_as_what_clients_need_besides(
    tmp_path: Path, operation_id: str, path: str, base: str
) -> None:
    """A document may have an operation of the mock's support document, and it is answered by its function."""
    document = document_of({path: {"get": {"operationId": operation_id, "responses": answering({})}}})
    if base:
        document["servers"] = [{"url": base}]
    with served_document(tmp_path, document, world="demo") as client:
        assert client.get(f"{base}{path}").json()["kind"] in {"NORMAL", "PAGINATED"}
