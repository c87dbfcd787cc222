"""What a benchmark knows of a server."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.cases import Case
    from benchmarks.process import Launch

FULL: Mapping[str, int] = {
    "get": 200,
    "page": 200,
    "missing": 404,
    "refused": 400,
    "patch": 200,
    "create": 200,
}
"""The statuses of a server that can do every case as the contract wants it."""


class NotInstalled(Exception):
    """A server cannot be had on this machine; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where a server is to run.

    Attributes:
        port: What it listens on.
        world: The file with the models that it starts with.
        scratch: A folder for its own files.
        mock: The checkout of the mock.
    """

    port: int
    world: Path
    scratch: Path
    mock: Path


@dataclass(frozen=True)
class Peer:
    """A server.

    Attributes:
        name: What the command line calls it.
        start: Says how to start it, after it has installed what is missing; NotInstalled when it cannot.
        statuses: What it answers in each case that it can do.
        base: The path that stands for the contract's `/v3`.
        limit: How it wants to be told the size of a page.
        spread: It may run on all cores, not on the first one alone.
    """

    name: str
    start: Callable[[Place], Launch]
    statuses: Mapping[str, int] = field(default_factory=lambda: FULL)
    base: str = "/v3"
    limit: str = "limit"
    spread: bool = False

    def version_of(self, case: Case) -> Case | None:
        """Return a case as this server is asked it, or None when it cannot do it."""
        if case.name not in self.statuses:
            return None
        target = case.target.replace("/v3", self.base, 1).replace("limit=", f"{self.limit}=")
        return replace(case, target=target, expected=self.statuses[case.name])
