"""The README: what it says of the commands' options is what they have."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from contract_tests.cli import main as contract_tests
from mock_server.cli import main as mock_server

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
UNTOLD = {
    # What every server has, and what the help of the command is enough for.
    "mock-server": {"--host", "--help", "--version"},
}


def options(command: click.Command) -> set[str]:
    """Return the long options of a command and of those below it."""
    own = {name for item in command.params for name in (*item.opts, *item.secondary_opts) if name[:2] == "--"}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union({"--help", "--version"}, *map(options, below))


def table(heading: str) -> str:
    """Return the first column of the table under a line of the README."""
    rows = README.partition(heading)[2].partition("\n\n")[0].splitlines()
    return "\n".join(row.split(" | ")[0] for row in rows)


def test_the_mocks_options_are_all_told() -> None:
    """The table has each option of the command, and no other."""
    told = set(re.findall(r"--[a-z][a-z-]*", table("| option | what it does |")))
    assert told == options(mock_server) - UNTOLD["mock-server"]


@pytest.mark.parametrize("text", re.findall(r"`([^`\n]*--[^`\n]*)`", README))
def test_there_are_no_other_options(text: str) -> None:
    """Whatever option stands anywhere in the text is one of a command's, or of a tool that is named there."""
    own = options(mock_server) | options(contract_tests)
    foreign = {"--pyargs", "--contract-url", "--contract-token", "--url"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= own | foreign
