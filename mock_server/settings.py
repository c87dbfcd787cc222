"""Settings: what the command line and `MockServer` can choose, and how option values are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import Any

from mock_server.stores import Unusable
from mock_server.stores.opening import check_name
from mock_server.world.plan import JobPlan

MEBIBYTE = 1024 * 1024
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class ConfigurationError(Exception):
    """A setting, or a file that one names, cannot be used; the message says where and what to do."""


_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "spec": ((Path, NoneType), "the path of a file"),
    "world": ((str, Path), "a world's name or the path of a file"),
    "store": ((str,), "memory, sqlite:FILE or redis://HOST:PORT/DB"),
    "auth": ((str, Path), "builtin, presence, off or the path of a file"),
    "strict": ((bool,), "True or False"),
    "check_responses": ((bool,), "True or False"),
    "seed": ((int, NoneType), "a whole number"),
    "freeze": ((datetime, NoneType), "an instant such as 2026-01-31T09:30:00Z"),
    "jobs": ((str,), "immediate, manual:N or time:S"),
    "allow_host": ((tuple,), "names of hosts"),
    "max_body": ((int, NoneType), "a whole number of bytes"),
}
"""What each setting may be, as types and in words: a test's mistake is told like one on the command line."""


@dataclass(frozen=True)
class Settings:
    """What a mock is to be; every member has the command's default.

    A Path as `world` or `auth` is always a file, a text may be one of the words too. `store` says where the
    world lives, see `stores.opening`. `freeze` stops the clock at an instant, `seed` makes ids repeatable,
    `max_body` is in bytes, `jobs` is read by `JobPlan.parse`, `allow_host` are names that the Host header may
    have besides those of this machine.
    ConfigurationError when a member is of another type, or members contradict each other.
    """

    spec: Path | None = None
    world: str | Path = "demo"
    store: str = "memory"
    auth: str | Path = "builtin"
    strict: bool = False
    check_responses: bool = False
    seed: int | None = None
    freeze: datetime | None = None
    jobs: str = "immediate"
    max_body: int | None = None
    allow_host: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, (types, words) in _TYPES.items():
            _check_type(name, getattr(self, name), types, words)
        try:
            check_name(self.store)
        except Unusable as error:
            raise ConfigurationError(f"--store {self.store}: {error}") from error
        if self.max_body is not None and self.max_body < 1:
            raise ConfigurationError(
                f"--max-body {self.max_body} leaves no room for a body: use at least 1 (byte)."
            )
        if self.freeze is not None and self.job_plan.mode == "time":
            raise ConfigurationError(
                "--freeze and --jobs time:S exclude each other: time stands still, so no job would finish. "
                "Use --jobs immediate or --jobs manual:N."
            )

    @property
    def job_plan(self) -> JobPlan:
        """Return how jobs advance."""
        try:
            return JobPlan.parse(self.jobs)
        except ValueError as error:
            raise ConfigurationError(f"--jobs {error}.") from error

    @property
    def shown_store(self) -> str:
        """Return the name of the store without a password."""
        return re.sub(r"(?<=//)[^/@]*@", "***@", self.store)


def check_workers(settings: Settings, workers: int) -> None:
    """Raise ConfigurationError where several processes would each have a world of their own."""
    if workers > 1 and settings.store == "memory":
        raise ConfigurationError(
            f"--workers {workers} needs a store that all of them can use: add --store sqlite:FILE or "
            "--store redis://HOST:PORT/DB."
        )


def _check_type(name: str, value: Any, types: tuple[type, ...], words: str) -> None:
    # True and False are whole numbers to Python, but never meant as such.
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise ConfigurationError(f"--{name.replace('_', '-')} {value!r} cannot be used: it must be {words}.")


def instant(text: str) -> datetime:
    """Read an RFC 3339 instant, such as 2026-01-31T09:30:00Z, as UTC; else ConfigurationError."""
    # Python reads more of ISO 8601 than RFC 3339 has, weeks for one.
    readable = _INSTANT.fullmatch(text)
    try:
        value = datetime.fromisoformat(text) if readable else None
    except ValueError:
        value = None
    if value is None:
        raise ConfigurationError(f"--freeze {text!r} is not an instant: write it like 2026-01-31T09:30:00Z.")
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ConfigurationError(f"--freeze {text!r} lies outside the years 1 to 9999.") from error
