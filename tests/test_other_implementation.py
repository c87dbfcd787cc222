"""The second implementation: every operation answers as the contract says, and every planted fault shows."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from tests.guide import ROOT
from tests.other_implementation import FAULTS, OtherImplementation

Json = dict[str, Any]

COLUMNS: list[Json] = [
    {"name": "Age", "data_type": "int", "min": 0, "max": 100, "categories": None},
    {"name": "age", "data_type": "int"},
    {"name": "Region", "data_type": "category", "categories": ["north", 7, True]},
]


class Api:
    """A client of a running server, with shorthands for what most tests need."""

    def __init__(self, server: OtherImplementation) -> None:
        self.server = server
        self.http = httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.token}"})

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def create(self, name: str = "fire", **fields: Any) -> httpx.Response:
        """Create a model."""
        body = {
            "name": name,
            "project_id": self.server.project_id,
            "input_type": "structured",
            "task": "regression",
            "schema": {"columns": COLUMNS},
            "spec": {"inputs": ["Age"]},
            **fields,
        }
        return self.http.post("/v3/models", json=body)

    def path(self, name: str = "fire", **fields: Any) -> str:
        """Create a model and give its path."""
        return f"/v3/models/{self.create(name, **fields).raise_for_status().json()['data']['id']}"

    def names(self, **query: Any) -> list[str]:
        """List the models' names."""
        page = self.http.get("/v3/models", params=query).raise_for_status().json()
        return [item["name"] for item in page["data"]["items"]]

    def filtered(self, operator: str, value: Any) -> list[str]:
        """List the names that a rule about names finds."""
        rule = {"field": "name", "operator": operator, "value": value}
        return self.names(filter=json.dumps({"condition": "AND", "rules": [rule]}), ordering="name")


@pytest.fixture(scope="module")
def document() -> Json:
    """The contract."""
    loaded: Json = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def api() -> Iterator[Api]:
    """A client of a fresh server whose jobs take effect at once."""
    with OtherImplementation(delay=0) as server, closing(Api(server)) as connected:
        yield connected


HAPPY: dict[str, Callable[[Api], httpx.Response]] = {
    "list_models": lambda api: api.http.get(api.path().rpartition("/")[0]),
    "create_model": lambda api: api.create(
        owner_id=None,
        deployment_date="0001-01-01T00:00:00+02:00",
        xai_params=None,
        task_params={"top_k": None},
    ),
    "get_model": lambda api: api.http.get(api.path()),
    "delete_model": lambda api: api.http.delete(api.path()),
    "update_model": lambda api: api.http.patch(api.path(), json={"status": "DRAFT", "version": "v2"}),
    "generate_model": lambda api: api.http.post("/v3/model-factory", json={"file_id": api.server.file_id}),
    "deploy_artifact": lambda api: api.http.post(f"{api.path()}/deploy-artifact"),
    "update_artifact": lambda api: api.http.put(
        f"{api.path()}/deploy-artifact", json={"file_id": api.server.file_id, "deployment_params": {}}
    ),
    "deploy_surrogate": lambda api: api.http.post(
        f"{api.path()}/deploy-surrogate", json={"env_id": api.server.env_id}
    ),
    "update_surrogate": lambda api: api.http.put(f"{api.path()}/deploy-surrogate"),
    "list_columns": lambda api: api.http.get(f"{api.path()}/columns"),
    "get_column": lambda api: api.http.get(f"{api.path()}/columns/age-no2"),
}


def described(document: Json, operation_id: str) -> Json:
    """Find the responses of an operation."""
    operations = (node for item in document["paths"].values() for node in item.values())
    (found,) = [node for node in operations if isinstance(node, dict) and node["operationId"] == operation_id]
    responses: Json = found["responses"]
    return responses


def faultless(document: Json, schema: Json, answer: Any) -> bool:
    """Tell whether an answer is valid; `schema` refers to the document's components."""
    whole = {**schema, "components": document["components"]}
    return bool(OAS30Validator(whole, format_checker=oas30_format_checker).is_valid(answer))


@pytest.mark.parametrize("operation_id", HAPPY)
def test_operation_answers_as_documented(api: Api, document: Json, operation_id: str) -> None:
    """Each of the twelve operations has a success whose status and body the contract documents."""
    answer = HAPPY[operation_id](api)
    response = described(document, operation_id)[str(answer.status_code)]
    assert answer.is_success
    assert faultless(document, response["content"]["application/json"]["schema"], answer.json())
    assert "content-length" not in answer.headers


def test_every_operation_has_a_happy_path(document: Json) -> None:
    """The table above names the contract's operations, all of them."""
    nodes = (node for item in document["paths"].values() for node in item.values())
    assert {node["operationId"] for node in nodes if isinstance(node, dict)} == HAPPY.keys()


@pytest.mark.parametrize(
    ("status", "send"),
    [
        (400, lambda api: api.create(version="")),
        (
            400,
            lambda api: api.http.post(
                "/v3/models", content=b"\xff", headers={"Content-Type": "application/json"}
            ),
        ),
        (400, lambda api: api.http.get("/v3/models", params={"filter": "[" * 9_000 + "]" * 9_000})),
        (401, lambda api: api.http.get("/v3/models", headers={"Authorization": "Bearer wrong"})),
        (403, lambda api: api.create(project_id=api.server.second_project_id)),
        (404, lambda api: api.http.get("/v3/models/malformed")),
        (405, lambda api: api.http.put("/v3/models")),
        (406, lambda api: api.http.get("/v3/models", headers={"Accept": "text/html, application/json;q=0"})),
        (409, lambda api: [api.create(), api.create()][1]),
        (415, lambda api: api.http.post("/v3/models", content="{}", headers={"Content-Type": "text/plain"})),
    ],
)
def test_refusal_is_an_error_envelope(
    api: Api, document: Json, status: int, send: Callable[[Api], httpx.Response]
) -> None:
    """What is refused is answered with the right status in a valid error envelope."""
    answer = send(api)
    envelope = {"$ref": "#/components/schemas/ErrorEnvelope"}
    assert answer.status_code == answer.json()["error"]["code"] == status
    assert faultless(document, envelope, answer.json())


def test_deletion_under_way_keeps_the_model_and_its_version() -> None:
    """Until the job takes effect the model is readable, marked, and its version is taken."""
    with OtherImplementation(delay=3600) as server, closing(Api(server)) as api:
        path = api.path()
        api.http.delete(path)
        assert api.http.get(path).json()["data"]["deleted_at"]
        assert api.create().status_code == 409
        assert api.http.delete(path).status_code == 404


def test_other_organization_sees_nothing(api: Api) -> None:
    """The second token neither lists nor reads a model of the first."""
    path, second = api.path(), {"Authorization": f"Bearer {api.server.second_token}"}
    assert api.http.get("/v3/models", headers=second).json()["data"]["total"] == 0
    assert api.http.get(path, headers=second).status_code == 404


def page_count_is_right(api: Api) -> bool:
    """Two models on pages of one are two pages."""
    api.path("a"), api.path("b")
    return bool(api.http.get("/v3/models", params={"limit": 1}).json()["data"]["page_count"] == 2)


def patched_schema_replaces(api: Api) -> bool:
    """After a PATCH with one column there is one column."""
    path = api.path()
    api.http.patch(path, json={"schema": {"columns": COLUMNS[:1]}})
    return len(api.http.get(f"{path}/columns").json()["data"]["items"]) == 1


def ranking_of_three_is_not_binary(api: Api) -> bool:
    """A ranking with three classes is not binary."""
    path = api.path(task="ranking", task_params={"target_class_order": ["low", "mid", "high"]})
    return api.http.get(path).json()["data"]["is_binary_ranking_model"] is False


def between_is_inclusive(api: Api) -> bool:
    """A filter from a to b finds both."""
    api.path("a"), api.path("b")
    return api.filtered("between", ["a", "b"]) == ["a", "b"]


def not_in_excludes(api: Api) -> bool:
    """A filter for all but a finds b."""
    api.path("a"), api.path("b")
    return api.filtered("not_in", ["a"]) == ["b"]


def second_key_sorts(api: Api) -> bool:
    """Models of one status come in the order of their names, in either direction."""
    created = [api.path(name) for name in "bdac"]
    rising, falling = api.names(ordering="status,name"), api.names(ordering="status,-name")
    return len(created) == 4 and rising == list("abcd") and falling == list("dcba")


def columns_go_with_the_model(api: Api) -> bool:
    """The columns of a deleted model are not found."""
    path = api.path()
    api.http.delete(path)
    return api.http.get(f"{path}/columns").status_code == 404


def version_is_free_elsewhere(api: Api) -> bool:
    """A name and version may be taken once in each project."""
    api.path()
    return api.create(project_id=api.server.further_project_id).status_code == 200


def null_clears_deployment_date(api: Api) -> bool:
    """After a PATCH with null the date is null."""
    path = api.path(deployment_date="2026-02-03T04:05:06Z")
    return api.http.patch(path, json={"deployment_date": None}).json()["data"]["deployment_date"] is None


def three_regions_are_a_category(api: Api) -> bool:
    """A column of three distinct texts is a category when three are allowed."""
    body = {"file_id": api.server.file_id, "max_cardinality": 3}
    columns = api.http.post("/v3/model-factory", json=body).json()["data"]["schema"]["columns"]
    return ("region", "category") in {(column["name"], column["data_type"]) for column in columns}


PROBES: dict[str, Callable[[Api], bool]] = {
    "page-count-on-exact-multiple": page_count_is_right,
    "patch-keeps-removed-columns": patched_schema_replaces,
    "every-ranking-is-binary": ranking_of_three_is_not_binary,
    "between-excludes-bounds": between_is_inclusive,
    "not-in-single-value": not_in_excludes,
    "second-ordering-key-ignored": second_key_sorts,
    "columns-outlive-model": columns_go_with_the_model,
    "version-unique-across-projects": version_is_free_elsewhere,
    "null-deployment-date-ignored": null_clears_deployment_date,
    "max-cardinality-off-by-one": three_regions_are_a_category,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_shows(api: Api, fault: str) -> None:
    """What a probe finds right without the fault it finds wrong with it."""
    with OtherImplementation(delay=0, fault=fault) as server, closing(Api(server)) as faulty:
        assert [PROBES[fault](api), PROBES[fault](faulty)] == [True, False]


def test_unknown_fault_is_refused() -> None:
    """A fault that does not exist is named in the error."""
    with pytest.raises(ValueError, match="no fault 'nonsense'"):
        OtherImplementation(fault="nonsense")


def test_command_announces_itself_and_serves(tmp_path: Path) -> None:
    """The command writes the same values to its ready file and to standard output, and serves at its url."""
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "tests.other_implementation", "--ready-file", str(ready), "--delay", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = [process.stdout.readline().strip() for _ in range(9)]
        announced = json.loads(ready.read_text(encoding="utf-8"))
        bearer = {"Authorization": f"Bearer {announced['token']}"}
        assert httpx.get(f"{announced['url']}/v3/models", headers=bearer).status_code == 200
        process.terminate()
    assert [f"{name}={value}" for name, value in announced.items()] == lines
