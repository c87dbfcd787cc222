"""What a request costs the suite: its own transport against httpx, on the smallest answer of the mock."""

from __future__ import annotations

import httpx

from benchmarks.timing import seconds
from contract_tests.transport import Transport
from mock_server import MockServer

REQUESTS = 300


def main() -> None:
    """Print the ratio."""
    with MockServer() as mock, httpx.Client(base_url=mock.url) as client:
        transport = Transport(mock.url, 10.0)

        def by_httpx() -> None:
            for _ in range(REQUESTS):
                client.get("/v3/models?limit=x")

        def by_transport() -> None:
            for _ in range(REQUESTS):
                transport.send("GET", b"/v3/models?limit=x", {}, None)

        ratio = seconds(by_httpx, 5) / seconds(by_transport, 5)
        transport.close()
    print(f"a request through httpx takes {ratio:.1f} times one through the suite's transport")  # noqa: T201


if __name__ == "__main__":
    main()
