"""What other servers need, installed on demand outside of the checkout.

The folder is `contract-kit-benchmarks` in `$XDG_CACHE_HOME`, else in `~/.cache`; delete it to start afresh.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.peers.peer import NotInstalled

_LONGEST = 600


def folder() -> Path:
    """The folder that all of it is in."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "contract-kit-benchmarks"


def node_modules(package: str) -> Path:
    """Return the `node_modules` that has a package, given as name@version. NotInstalled without it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotInstalled("node and npm are not installed")
    # No scripts: none of the packages needs to build anything, and what a package runs is its own affair.
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    home = _installed(package, [[npm, "install", *quiet, "--prefix", "{home}", package]])
    return home / "node_modules"


def python(*packages: str) -> Path:
    """Return a Python interpreter that has packages, given as name==version. NotInstalled without them."""
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    inner = "{home}/bin/python"
    home = _installed(
        "-".join(packages), [[sys.executable, "-m", "venv", "{home}"], [inner, *pip, *packages]]
    )
    return home / "bin" / "python"


def _installed(name: str, commands: list[list[str]]) -> Path:
    """Return the folder of a name, made by commands in which `{home}` stands for it."""
    home = folder() / re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")
    finished = home / ".installed"
    if finished.exists():
        return home
    # What an interrupted installation left behind may be broken.
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    try:
        for command in commands:
            _run([word.replace("{home}", str(home)) for word in command])
    except NotInstalled:
        shutil.rmtree(home, ignore_errors=True)
        raise
    finished.touch()
    return home


def _run(command: list[str]) -> None:
    try:
        ran = subprocess.run(  # noqa: S603  the benchmark's own command
            command, capture_output=True, text=True, timeout=_LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(str(error)) from error
    if ran.returncode != 0:
        lines = [line for line in (ran.stderr or ran.stdout).splitlines() if " log of this run" not in line]
        raise NotInstalled(" / ".join(lines[-3:])[:300] or f"{command[0]} ended with {ran.returncode}")
