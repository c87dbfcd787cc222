"""Options that several of the commands have."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.process import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


def parser(module: str, description: str) -> argparse.ArgumentParser:
    """Return a parser with what every command takes: which mock, and where to write the result."""
    made = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    made.add_argument("--json", type=Path, metavar="FILE", help="write every number to a file too")
    made.add_argument(
        "--mock-path",
        type=_checkout,
        default=ROOT,
        metavar="DIR",
        help="the checkout whose mock is measured, for old against new [default: this one]",
    )
    return made


def reading(read: Callable[[str], object]) -> Callable[[str], object]:
    """Return a reader of an option's text whose ValueError the command shows as it is."""

    def read_text(text: str) -> object:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read_text


def positive(text: str) -> int:
    """Read a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return int(text)


def _checkout(text: str) -> Path:
    path = Path(text).resolve()
    if not (path / "mock_server").is_dir():
        raise argparse.ArgumentTypeError(f"{text} has no mock_server in it")
    return path
