"""Plans: everything that is wrong with a request, in one answer, and what `--strict` refuses besides."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from mock_server import MockServer
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import FILE, MODEL, UNKNOWN, messages, new_model

_JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def strict_mock() -> Iterator[MockServer]:
    """A mock that refuses what the contract does not name."""
    with MockServer(strict=True, check_responses=True) as mock:
        yield mock


@pytest.fixture
def strict(strict_mock: MockServer) -> Iterator[httpx.Client]:
    """A client of the strict mock."""
    strict_mock.reset()
    with client_of(strict_mock) as client:
        yield client


def _places(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [message.partition(": ")[0] for message in messages(answer.json())]


def test_all_query_violations_together(client: httpx.Client) -> None:
    """Each bad query value is named."""
    query = "latest_only=foo&project_id=x&filter=%7B&ordering=nope&limit=0&offset=-1"
    assert _places(client.get(f"/v3/models?{query}")) == [
        "latest_only",
        "project_id",
        "filter",
        "ordering",
        "limit",
        "offset",
    ]


def test_parameters_and_body_together(client: httpx.Client) -> None:
    """Path, query and body violations come in one answer."""
    answer = client.put(
        "/v3/models/x/deploy-artifact", params={"deployment_params": '{"replicas":0}'}, json={"file_id": 3}
    )
    assert _places(answer) == ["model_id", "deployment_params/replicas", "/file_id"]


@pytest.mark.parametrize("model_id", ["x", "123", f"{MODEL}0", f"{{{MODEL}}}", "%00", "%ff"])
def test_malformed_id(client: httpx.Client, model_id: str) -> None:
    """An id that is no UUID is answered 400 and named."""
    assert _places(client.get(f"/v3/models/{model_id}")) == ["model_id"]


def test_ids_are_found_in_any_case(client: httpx.Client) -> None:
    """A UUID in upper case is the same UUID; an unknown one is 404."""
    assert client.get(f"/v3/models/{MODEL.upper()}").json()["data"]["id"] == MODEL
    assert client.get(f"/v3/models/{UNKNOWN}").status_code == 404


def test_query_that_is_not_utf8(client: httpx.Client) -> None:
    """A value that is not UTF-8 is named."""
    assert _places(client.get("/v3/models?search=%ff")) == ["search"]


@pytest.mark.parametrize(
    ("path", "headers", "content"),
    [
        ("/v3/models?" + "&".join(f"%ff{number}=1" for number in range(5000)), {}, b""),
        ("/v3/models", {"Content-Type": "x" * 50_000}, b"{}"),
        ("/v3/" + "x" * 50_000, {}, b""),
        ("/v3/models", _JSON, orjson.dumps(new_model(task="x" * 50_000))),
        (f"/v3/models/{'x' * 50_000}/deploy-artifact", {}, b""),
    ],
)
def test_complaints_are_bounded(
    client: httpx.Client, path: str, headers: dict[str, str], content: bytes
) -> None:
    """An error answer does not grow with what was sent."""
    answer = client.post(path, headers=headers, content=content)
    assert 400 <= answer.status_code < 500
    assert len(answer.content) < 30_000
    assert len(messages(answer.json())) <= 100


def test_strict_compares_few_parameters(strict: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name that was meant is searched for a query parameter that will not be reported."""
    compared: list[str] = []

    def propose(name: str, _known: object) -> str:
        compared.append(name)
        return ""

    monkeypatch.setattr("mock_server.openapi.parameters.did_you_mean", propose)
    query = "&".join(f"limi{number}=1" for number in range(5000))
    answer = strict.get(f"/v3/models?{query}")
    assert (answer.status_code, len(messages(answer.json())), len(compared)) == (400, 100, 100)


def test_strict_complaints_are_bounded(strict: httpx.Client) -> None:
    """A name that is not known is not repeated at any length."""
    answer = strict.post("/v3/models", json=new_model(**{"x" * 50_000: 1}))
    assert answer.status_code == 400
    assert len(answer.content) < 5000


@pytest.mark.parametrize("limit", [2**63, 10**30, 10**3000])
def test_huge_numbers(client: httpx.Client, limit: int) -> None:
    """Limit and offset have no upper bound."""
    data = client.get(f"/v3/models?limit={limit}&offset={limit}").json()["data"]
    assert (data["page_size"], data["offset"], data["items"]) == (limit, limit, [])


def test_truth_values_in_any_case(client: httpx.Client) -> None:
    """The client sends `False`."""
    assert client.get("/v3/models?latest_only=False").status_code == 200
    assert client.get("/v3/models?latest_only=True").json()["data"]["total"] < 6


def test_request_objects_are_open(client: httpx.Client) -> None:
    """Unknown fields and query parameters are ignored and not echoed."""
    body = new_model(nonsense=1)
    body["schema"]["columns"][0]["colour"] = "red"
    answer = client.post("/v3/models?nonsense=1", json=body)
    assert answer.status_code == 200
    assert "nonsense" not in answer.text
    assert "colour" not in answer.text


def test_strict_refuses_unknown_fields(strict: httpx.Client) -> None:
    """Under --strict a typing mistake is found at any depth, with the name that was probably meant."""
    body = new_model(descripton="x")
    body["schema"]["columns"][0]["data_typ"] = "int"
    answer = strict.post("/v3/models", json=body)
    assert sorted(_places(answer)) == ["/descripton", "/schema/columns/0/data_typ"]
    assert "did you mean 'description'?" in answer.text
    assert "did you mean 'data_type'?" in answer.text


def test_strict_refuses_misplaced_fields(strict: httpx.Client) -> None:
    """A field of another object is refused too, beside other mistakes, and is not proposed for itself."""
    answer = strict.post("/v3/models", json=new_model(bins=[1], task="x"))
    assert sorted(_places(answer)) == ["/bins", "/task"]
    assert "/bins: is not a known field" in messages(answer.json())


def test_strict_refuses_unknown_query_parameters(strict: httpx.Client) -> None:
    """Under --strict a query parameter that the contract does not name is refused."""
    answer = strict.get("/v3/models?latest=true&limt=3")
    assert _places(answer) == ["latest", "limt"]
    assert "did you mean 'limit'?" in answer.text


def test_strict_answers_may_say_more(strict: httpx.Client) -> None:
    """Under --strict only requests are closed: the mock's own answers may have what no schema names."""
    answer = strict.post("/v3/projects", json={"name": "p"})
    assert answer.status_code == 200, answer.text


def test_strict_takes_what_the_contract_names(strict: httpx.Client) -> None:
    """A correct request passes under --strict."""
    features = [{"type": "FROM_VECTOR", "name": "v", "column": "Age", "n_clusters": 3}]
    body = new_model(task_params={"top_k": None}, spec={"inputs": ["Age"], "custom_features": features})
    answer = strict.post("/v3/models", json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("params", ["{", '{"replicas":"two"}', "[]", '{"cpu":0}', '{"artifact_type":"X"}'])
def test_bad_deployment_params(client: httpx.Client, params: str) -> None:
    """The query parameter holds a JSON object that is judged like the body's member."""
    answer = client.put(f"/v3/models/{MODEL}/deploy-artifact", params={"deployment_params": params})
    assert all(place.startswith("deployment_params") for place in _places(answer))


def test_good_deployment_params(client: httpx.Client) -> None:
    """Query parameter and body work alone and together."""
    params = {"deployment_params": '{"replicas":2}'}
    body: dict[str, Any] = {"file_id": FILE, "deployment_params": {"cpu": 100}}
    path = f"/v3/models/{MODEL}/deploy-artifact"
    assert client.put(path, params=params).status_code == 200
    assert client.put(path, json=body).status_code == 200
    assert client.put(path, params=params, json=body).status_code == 200


@pytest.mark.parametrize("cookie", ["a/b=1", "x,y=2", "=", ";;", "a=\\777"])
def test_odd_cookies(client: httpx.Client, cookie: str) -> None:
    """A Cookie header that no operation reads, however odd, does not matter."""
    assert client.get(f"/v3/models/{MODEL}", headers={"Cookie": cookie}).status_code == 200
