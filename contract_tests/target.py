"""The implementation under test: where it is, who the suite is to it, and what it was told to use."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


class TargetError(Exception):
    """The target was described wrongly; the message says how to describe it."""


class Unreachable(Exception):
    """The target does not answer; the message says what was tried."""


@dataclass(frozen=True)
class Target:
    """An implementation under test.

    Attributes:
        url: base URL, without a trailing slash and without `/v3`.
        token: bearer token that may read and write, or None where the target asks for none.
        second_token: token of another organization, for the isolation clauses.
        project_id: project to work in, for a target where the suite cannot make one.
        other_project_id: a second project of the same organization, for such a target.
        file_id: uploaded CSV or Parquet file, for a target where the suite cannot upload one.
        env_id: environment with a dataset, for a target where the suite cannot make one.
        timeout: seconds to wait for one answer.
        wait: seconds to wait for an asynchronous effect, such as a deletion.
        read_only: send only safe methods (GET, HEAD, OPTIONS).
    """

    url: str
    token: str | None = None
    second_token: str | None = None
    project_id: str | None = None
    other_project_id: str | None = None
    file_id: str | None = None
    env_id: str | None = None
    timeout: float = 10.0
    wait: float = 10.0
    read_only: bool = False

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise TargetError(f"{self.url!r} is not the base URL of a server, such as http://127.0.0.1:8080")
        object.__setattr__(self, "url", self.url.rstrip("/").removesuffix("/v3"))
