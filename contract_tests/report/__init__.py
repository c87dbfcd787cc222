"""Reports: each is made from the one event log."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.events import Event

FILES = {"junit": "JUnit", "json": "JsonLog", "html": "Html", "sarif": "Sarif"}
CHOICES = ", ".join(f"{kind}=FILE" for kind in FILES) + " or github"


class Reporter(Protocol):
    """Makes one report."""

    def handle(self, event: Event) -> None:
        """Take one event of the log; the report is complete after RunFinished."""


def open_reports(specs: Sequence[str]) -> list[Reporter]:
    """The reporters that `--report` asks for.

    Args:
        specs: words of the form `KIND=FILE`, or `github`.

    Raises:
        ValueError: a word is not of this form, or its file cannot be written.
    """
    return [_open(spec) for spec in specs]


def _open(spec: str) -> Reporter:
    kind, equals, name = spec.partition("=")
    if spec == "github":
        from contract_tests.report.github import GitHub  # noqa: PLC0415 - loads only what is asked for

        return GitHub()
    if kind not in FILES:
        raise ValueError(f"--report {spec}: choose from {CHOICES}")
    if not equals or not name:
        raise ValueError(f"--report {spec}: say where to write it, such as {kind}=reports/{kind}")
    make: Callable[[Path], Reporter] = getattr(import_module(f"contract_tests.report.{kind}"), FILES[kind])
    return make(_writable(spec, Path(name)))


def _writable(spec: str, path: Path) -> Path:
    if path.is_dir():
        raise ValueError(f"--report {spec}: {path} is a directory; name a file in it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"--report {spec}: cannot make {path.parent}: {error.strerror}") from error
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ValueError(f"--report {spec}: {path} is not writable")
    return path
