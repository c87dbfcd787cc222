"""The request examples that the guide prints, sent to the mock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from mock_server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parents[2] / "fixtures"
GUIDE_ID = "123e4567-e89b-12d3-a456-426614174000"
OWNER = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be011"
SUCCESS = {
    "create_model": ("POST", "/v3/models", 200),
    "update_model": ("PATCH", f"/v3/models/{GUIDE_ID}", 200),
    "generate_model": ("POST", "/v3/model-factory", 200),
    "deploy_surrogate": ("POST", f"/v3/models/{GUIDE_ID}/deploy-surrogate", 202),
    "update_surrogate": ("PUT", f"/v3/models/{GUIDE_ID}/deploy-surrogate", 202),
}
REQUESTS = sorted(path.name for path in (FIXTURES / "guide").glob("*.request.json"))
# Members that the server gives or turns into others.
GIVEN = {"project_id", "owner_id", "deployment_date"}


@pytest.fixture(scope="module")
def guide_mock() -> Iterator[MockServer]:
    """A mock of a world in which everything exists that the guide's examples name."""
    with MockServer(world=str(FIXTURES / "worlds" / "guide.json"), check_responses=True) as mock:
        yield mock


@pytest.fixture
def client(guide_mock: MockServer) -> Iterator[httpx.Client]:
    """A client of the mock in its starting state."""
    guide_mock.reset()
    headers = {"Authorization": f"Bearer {guide_mock.token}"}
    with httpx.Client(base_url=guide_mock.url, headers=headers) as session:
        yield session


def printed(name: str) -> Any:
    """An example as the guide prints it, but for the owner: no user can have the id "text"."""
    body = json.loads((FIXTURES / "guide" / name).read_text(encoding="utf-8"))
    return {**body, "owner_id": OWNER} if "owner_id" in body else body


def deviations(name: str) -> list[str]:
    """Where an example breaks the contract, as JSON Pointers."""
    table = yaml.safe_load((FIXTURES / "guide" / "deviations.yaml").read_text(encoding="utf-8"))
    return [row["pointer"] for row in table["deviations"] if row["file"] == name]


def corrected(body: Any, pointers: list[str]) -> Any:
    """The example with each deviation mended as its reason says: a second column for the feature."""
    for pointer in pointers:
        *way, last = pointer.strip("/").split("/")
        place = body
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        assert last == "columns"
        place[last] = [*place[last], "another"]
    return body


def send(client: httpx.Client, name: str, body: Any) -> httpx.Response:
    """Send a body to the operation that a file is named after."""
    method, path, _ = SUCCESS[name.split(".", maxsplit=1)[0]]
    return client.request(method, path, json=body)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_legal_example_is_accepted_as_printed(client: httpx.Client, name: str) -> None:
    """What the guide prints is accepted, or refused for exactly the deviations in the table."""
    answer = send(client, name, printed(name))
    if pointers := deviations(name):
        messages = [item["message"] for item in answer.json()["error"]["errors"]]
        assert answer.status_code == 400
        assert len(messages) == len(pointers)
        assert all(message.startswith(pointer) for message, pointer in zip(messages, pointers, strict=True))
    else:
        assert answer.status_code == SUCCESS[name.split(".", maxsplit=1)[0]][2], answer.text


@pytest.mark.parametrize("name", ["create_model.request.json", "update_model.request.json"])
def test_a_model_of_the_guide_round_trips(client: httpx.Client, name: str) -> None:
    """The corrected example comes back member by member, from the write and from a read."""
    body = corrected(printed(name), deviations(name))
    answer = send(client, name, body)
    assert answer.status_code == 200, answer.text
    written = answer.json()["data"]
    read = client.get(f"/v3/models/{written['id']}").json()["data"]
    assert read == written
    for member in set(body) - GIVEN:
        assert carries(written[member], body[member]), member
    assert written["owner"]["id"] == OWNER
    assert written["deployment_date"] == body["deployment_date"]


def test_the_factory_echoes_the_spec_of_the_guide(client: httpx.Client) -> None:
    """The corrected factory example is answered with its own spec."""
    name = "generate_model.request.json"
    body = corrected(printed(name), deviations(name))
    answer = send(client, name, body)
    assert answer.status_code == 200, answer.text
    assert carries(answer.json()["data"]["spec"], body["spec"])


def carries(actual: Any, sent: Any) -> bool:
    """Whether everything sent is there; a column's id is the server's to choose."""
    if isinstance(sent, dict):
        return all(key == "id" or carries(actual.get(key), value) for key, value in sent.items())
    if isinstance(sent, list):
        return len(actual) == len(sent) and all(map(carries, actual, sent))
    return bool(actual == sent)
