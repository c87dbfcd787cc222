"""Operations: each of the contract and of the support document, once through HTTP, every answer checked."""

import sys
from typing import Any

import httpx
import pytest

from mock_server import MockServer
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import bundled, read_document
from mock_server.operations import FUNCTIONS
from mock_server.world import samples, tar_members
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import ENVIRONMENT, FILE, MODEL, ORGANIZATION, PROJECT, UNKNOWN, new_model


def _data(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()["data"]


def test_every_operation_has_a_function() -> None:
    """No operation of either document is left to the fallback, and no function is left over."""
    support = bundled("mock_server", "openapi", "support.yaml")
    contracts = [Contract(read_document(path), "x") for path in (bundled("openapi.yaml"), support)]
    assert {operation.id for contract in contracts for operation in contract.operations} == set(FUNCTIONS)


def test_models(client: httpx.Client) -> None:
    """A model is created, read, changed, listed and deleted."""
    model_id = _data(client.post("/v3/models", json=new_model()))["id"]
    assert _data(client.get(f"/v3/models/{model_id}"))["name"] == "churn"
    assert _data(client.patch(f"/v3/models/{model_id}", json={"description": "d"}))["description"] == "d"
    page = _data(client.get("/v3/models", params={"search": "churn", "limit": 1, "project_id": PROJECT}))
    assert (page["total"], page["page_size"], page["page_index"], page["page_count"]) == (1, 1, 1, 1)
    job = _data(client.delete(f"/v3/models/{model_id}"), 202)["job"]
    assert _data(client.get(f"/v3/jobs/{job['id']}"))["status"] == "SUCCESS"
    assert client.get(f"/v3/models/{model_id}").status_code == 404


def test_page_arithmetic(client: httpx.Client) -> None:
    """The seven members of a page agree with each other."""
    page = _data(client.get("/v3/models?limit=4&offset=4"))
    members = {name: value for name, value in page.items() if name != "items"}
    assert members == {
        "page_size": 4,
        "total": 6,
        "item_count": 2,
        "page_count": 2,
        "page_index": 2,
        "offset": 4,
    }
    assert len(page["items"]) == 2


def test_rule_errors_reach_the_envelope(client: httpx.Client) -> None:
    """Conflicts, unknown references and refused deployments have their statuses and places."""
    assert client.post("/v3/models", json=new_model()).status_code == 200
    conflict = client.post("/v3/models", json=new_model())
    assert (conflict.status_code, conflict.json()["error"]["errors"][0]["reason"]) == (409, "Conflict")
    missing = client.post("/v3/models", json=new_model(project_id=UNKNOWN))
    assert missing.status_code == 404
    assert "/project_id" in missing.text
    unknown = client.get(
        "/v3/models",
        params={"filter": '{"condition":"AND","rules":[{"field":"x","operator":"equal","value":1}]}'},
    )
    assert unknown.status_code == 400
    assert "filter" in unknown.text


def test_columns(client: httpx.Client) -> None:
    """Columns are listed and read one by one."""
    page = _data(client.get(f"/v3/models/{MODEL}/columns"))
    assert page["total"] == len(page["items"]) > 1
    column = page["items"][-1]
    assert _data(client.get(f"/v3/models/{MODEL}/columns/{column['id']}")) == column
    assert client.get(f"/v3/models/{MODEL}/columns/nothing").status_code == 404


def test_artifact_and_surrogate(client: httpx.Client) -> None:
    """Both deployments start jobs that change the model's status; the statuses are the guide's."""
    for action, body, status, outcome in (
        ("artifact", {"file_id": FILE}, 200, "user_uploaded"),
        ("surrogate", {"env_id": ENVIRONMENT}, 202, "surrogate"),
    ):
        model_id = _data(client.post("/v3/models", json=new_model(version=action)))["id"]
        path = f"/v3/models/{model_id}/deploy-{action}"
        assert _data(client.post(path, json=body), status)["job"]["name"]
        assert _data(client.get(f"/v3/models/{model_id}"))["artifact_status"] == outcome
        assert client.post(path, json=body).status_code == 400
        assert _data(client.put(path, json=body), status)["job"]["id"]


def test_upload_and_model_factory(client: httpx.Client) -> None:
    """An uploaded sample becomes a schema."""
    content = b"Age,City\n1,Oslo\n2,Bergen\n"
    file = _data(client.post("/v3/files/upload", files={"file": ("people.csv", content)}))
    assert (file["filename"], file["type"], file["status"]) == ("people.csv", "CSV", "SUCCESSFUL")
    made = _data(client.post("/v3/model-factory", json={"file_id": file["id"]}))
    assert [column["name"] for column in made["schema"]["columns"]] == ["Age", "City"]
    assert client.post("/v3/model-factory", json={"file_id": UNKNOWN}).status_code == 404


def test_upload_in_parts(client: httpx.Client) -> None:
    """A file comes in parts and is put together in the order of their numbers."""
    file_id = _data(client.post("/v3/files/multipart-init", json={"filename": "big.csv"}))["id"]
    parts = []
    for number, content in ((2, b"2\n"), (1, b"n\n1\n")):
        form = {"file": ("p", content), "file_id": (None, file_id), "part_number": (None, str(number))}
        part_id = _data(client.post("/v3/files/multipart-upload", files=form))["part_id"]
        parts.append({"number": number, "id": part_id})
    body = {"file_id": file_id, "parts": sorted(parts, key=lambda part: part["number"])}
    assert _data(client.post("/v3/files/multipart-complete", json=body))["status"] == "SUCCESSFUL"
    made = _data(client.post("/v3/model-factory", json={"file_id": file_id}))
    assert [(column["name"], column["max"]) for column in made["schema"]["columns"]] == [("n", 2)]


def test_projects(client: httpx.Client) -> None:
    """A project is created once, read, listed by filter and deleted with its models."""
    project = _data(client.post("/v3/projects", json={"name": "new"}))
    assert client.post("/v3/projects", json={"name": "new"}).status_code == 409
    assert _data(client.get(f"/v3/projects/{project['id']}"))["name"] == "new"
    rules = '{"condition":"AND","rules":[{"field":"name","operator":"equal","value":"new"}]}'
    assert _data(client.get("/v3/projects", params={"filter": rules, "limit": 50, "offset": 0}))["total"] == 1
    model = _data(client.post("/v3/models", json=new_model(project_id=project["id"])))
    assert client.delete(f"/v3/projects/{project['id']}").status_code == 200
    assert client.get(f"/v3/models/{model['id']}").status_code == 404


@pytest.mark.parametrize(
    "source", [{"type": "FILE", "file_id": FILE}, {"type": "EVENTS", "events": [{"Age": 1}, {"Age": 2}]}]
)
def test_events_make_an_environment(client: httpx.Client, source: dict[str, Any]) -> None:
    """Published events appear as an environment of the model, in every list."""
    body = {"source": source, "model_id": MODEL, "env_type": "PRE_PRODUCTION", "env_name": "fresh"}
    assert _data(client.post("/v3/events", json=body))["source_type"] == source["type"]
    path = f"/v3/models/{MODEL}/environments"
    listed = _data(client.get(path, params={"type": "PRE_PRODUCTION"}))["items"]
    environment = next(item for item in listed if item["name"] == "fresh")
    assert _data(client.get(f"/v3/environments/{environment['id']}")) == environment
    assert environment in _data(client.get("/v3/environments"))["items"]


def test_server_info(client: httpx.Client) -> None:
    """The client learns the version and the organization of its token."""
    info = _data(client.get("/v3/server-info"))
    assert info["organization"]["id"] == ORGANIZATION
    assert info["feature_flags"] == {}
    query = {"client_version": "3.14.1", "client_name": "python-sdk"}
    assert client.get("/v3/version-compatibility", params=query).status_code == 200


@pytest.mark.parametrize(
    ("reader", "method", "path", "body"),
    [
        (tar_members.files, "POST", "/v3/models/{model}/deploy-artifact", {"file_id": FILE}),
        (tar_members.files, "PUT", "/v3/models/{model}/deploy-artifact", {"file_id": FILE}),
        (
            samples.row_count,
            "POST",
            "/v3/events",
            {"source": {"type": "FILE", "file_id": FILE}, "model_id": "{model}", "env_type": "PRODUCTION"},
        ),
    ],
)
def test_reading_a_large_file_holds_nobody_up(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, reader: Any, method: str, path: str, body: Any
) -> None:
    """While the mock reads an uploaded file, it answers other requests, those that write included."""
    served = []

    def slowly(*arguments: Any) -> Any:
        with httpx.Client(base_url=client.base_url, headers=client.headers, timeout=5) as other:
            served.append(other.patch(f"/v3/models/{MODEL}", json={"description": "d"}))
        return reader(*arguments)

    model_id = _data(client.post("/v3/models", json=new_model()))["id"]
    monkeypatch.setattr(sys.modules[reader.__module__], reader.__name__, slowly)
    body = {name: model_id if value == "{model}" else value for name, value in body.items()}
    _data(client.request(method, path.replace("{model}", model_id), json=body))
    assert [answer.status_code for answer in served] == [200]


def test_head_moves_no_job() -> None:
    """Under a manual plan only looks at the job itself count."""
    with MockServer(jobs="manual:2") as mock, client_of(mock) as client:
        job_id = _data(client.delete(f"/v3/models/{MODEL}"), 202)["job"]["id"]
        assert [client.head(f"/v3/jobs/{job_id}").status_code for _ in range(5)] == [200] * 5
        seen = [_data(client.get(f"/v3/jobs/{job_id}"))["status"] for _ in range(2)]
    assert (seen[0] == "SUCCESS", seen[1]) == (False, "SUCCESS")
