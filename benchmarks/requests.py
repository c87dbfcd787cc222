"""How the mock's answers scale: a page of 50 out of 10,000 models against one out of 100."""

from __future__ import annotations

from typing import Any

import httpx

from benchmarks.timing import seconds
from mock_server import MockServer

PROJECT = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021"
SMALL, LARGE = 100, 10_000


def body(number: int) -> dict[str, Any]:
    """A small model."""
    return {
        "name": f"model-{number:06d}",
        "project_id": PROJECT,
        "input_type": "structured",
        "task": "regression",
        "schema": {"columns": [{"name": "x", "data_type": "float"}]},
        "spec": {"inputs": ["x"]},
    }


def main() -> None:
    """Print the ratios."""
    with MockServer() as mock, httpx.Client(base_url=mock.url) as client:
        client.headers["Authorization"] = f"Bearer {mock.token}"
        listing: dict[str, str | int] = {"project_id": PROJECT, "ordering": "-name", "limit": 50}
        times: dict[int, float] = {}
        made = 0
        for size in (SMALL, LARGE):
            while made < size:
                client.post("/v3/models", json=body(made))
                made += 1
            times[size] = seconds(lambda: client.get("/v3/models", params=listing), 20)
        one = seconds(lambda: client.get("/v3/server-info"), 50)
    print(f"a page out of {LARGE} models takes {times[LARGE] / times[SMALL]:.1f} times one out of {SMALL}")  # noqa: T201
    print(f"a page out of {SMALL} models takes {times[SMALL] / one:.1f} times the smallest answer")  # noqa: T201


if __name__ == "__main__":
    main()
