"""State: repeatable answers, and a world that goes back to its start."""

from typing import Any

import httpx
import pytest

from mock_server import MockServer
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import MODEL, new_model

_FROZEN: dict[str, Any] = {"seed": 7, "freeze": "2026-01-31T09:30:00Z"}


def conversation(client: httpx.Client) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Return everything of the answers to a fixed list of requests."""
    created = client.post("/v3/models", json=new_model())
    model_id = created.json()["data"]["id"]
    answers = [
        created,
        client.patch(f"/v3/models/{model_id}", json={"description": "x"}),
        client.post("/v3/projects", json={"name": "p"}),
        client.get("/v3/nothing"),
        client.get("/v3/models", headers={"Authorization": ""}),
        client.delete(f"/v3/models/{model_id}"),
        client.get("/docs"),
    ]
    return [(answer.status_code, answer.headers.raw, answer.content) for answer in answers]


def test_seed_and_freeze_make_two_runs_identical() -> None:
    """Two mocks with the same seed and instant give the same bytes, headers included."""
    with MockServer(**_FROZEN) as one, client_of(one) as client:
        first = conversation(client)
    with MockServer(**_FROZEN) as other, client_of(other) as client:
        second = conversation(client)
    assert first == second


def test_reset_makes_the_same_again() -> None:
    """After a reset the conversation repeats byte for byte, and the model made before is gone."""
    with MockServer(**_FROZEN) as mock, client_of(mock) as client:
        first = conversation(client)
        mock.reset()
        assert conversation(client) == first


@pytest.mark.parametrize(
    ("instant", "date"),
    [
        ("2026-01-31T09:30:00Z", "Sat, 31 Jan 2026 09:30:00 GMT"),
        ("2026-01-31T09:30:00.9Z", "Sat, 31 Jan 2026 09:30:00 GMT"),
        ("1969-12-31T23:59:59.5Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        ("0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT"),
    ],
)
def test_date_is_the_frozen_instant(instant: str, date: str) -> None:
    """A frozen clock shows in the Date header too, without the fraction of its second."""
    with MockServer(freeze=instant) as mock:
        assert httpx.get(mock.url).headers["Date"] == date


def test_without_a_seed_ids_differ() -> None:
    """Without a seed two mocks make different ids."""
    ids = set()
    for _ in range(2):
        with MockServer() as mock, client_of(mock) as client:
            ids.add(client.post("/v3/models", json=new_model()).json()["data"]["id"])
    assert len(ids) == 2


def test_jobs_by_polls() -> None:
    """Under --jobs manual:N a job needs to be read N times, and the model follows."""
    with MockServer(jobs="manual:2", check_responses=True) as mock, client_of(mock) as client:
        job_id = client.delete(f"/v3/models/{MODEL}").json()["data"]["job"]["id"]
        assert client.get(f"/v3/models/{MODEL}").json()["data"]["deleted_at"]
        statuses = [client.get(f"/v3/jobs/{job_id}?verbose=False").json()["data"]["status"] for _ in range(2)]
        assert statuses[-1] == "SUCCESS"
        assert statuses[0] != "SUCCESS"
        assert client.get(f"/v3/models/{MODEL}").status_code == 404
