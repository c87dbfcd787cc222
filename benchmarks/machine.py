"""The machine: which cores a benchmark uses, and what its processes hold in memory."""

from __future__ import annotations

import contextlib
import os
import platform
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROCESSES = Path("/proc")
_KIB_PER_MB = 1024


def cores() -> tuple[int, int]:
    """The core for the server and the core for its load; the same one on a machine that has no other."""
    known = sorted(os.sched_getaffinity(0))
    return known[0], known[-1]


_ALL = os.sched_getaffinity(0)


@contextlib.contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Run on one core for as long as the block, on any where None; processes that it starts stay there."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _ALL if core is None else {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def as_load() -> Iterator[int]:
    """Run on the core for the load for as long as the block, which is given the core for servers."""
    server, load = cores()
    with on_core(load):
        yield server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def resident_mb(pid: int) -> float:
    """The memory that a process and all that it started hold (RSS), in MB of 1024 x 1024 bytes."""
    return sum(_resident_kib(member) for member in _family(pid)) / _KIB_PER_MB


def cpu_seconds(pid: int) -> float:
    """The processor time that a process and all that it started have taken so far, in steps of 0.01 s."""
    return sum(_ticks(member) for member in _family(pid)) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in _PROCESSES.iterdir():
        if folder.name.isdigit():
            children.setdefault(_parent(folder), []).append(int(folder.name))
    family = [pid]
    for member in family:  # grows on the way
        family += children.get(member, [])
    return family


def _parent(folder: Path) -> int:
    return int(_status(folder)[1])


def _ticks(pid: int) -> int:
    user, system = _status(_PROCESSES / str(pid))[11:13]
    return int(user) + int(system)


def _status(folder: Path) -> list[str]:
    """Return what stands in a process's `stat` behind its name (proc(5)); zeros once it has ended."""
    try:
        # The name in parentheses may hold anything, blanks and parentheses too.
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50


def _resident_kib(pid: int) -> int:
    try:
        lines = (_PROCESSES / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def description() -> str:
    """What the numbers were measured on, in a line."""
    lines = (_PROCESSES / "cpuinfo").read_text().splitlines()
    models = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores ({', '.join(sorted(models)) or platform.machine()}), {python}"
