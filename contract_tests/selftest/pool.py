"""The pool: trials spread over worker processes, one for each core.

Mutants could share a process, but the suite and its mock keep a core busy by themselves: several at once in
one process would only wait for one another.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.pool import Pool

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
TASKS = 40
"""Trials that one process makes before a fresh one takes its place: what it has learned takes memory."""


@contextmanager
def workers(jobs: int) -> Iterator[Pool]:
    """Open a pool of fresh processes; they are ended with the block, whatever they are at."""
    # Not concurrent.futures: on 3.11 it can stop for ever when it renews its processes.
    with get_context("spawn").Pool(jobs, quiet, maxtasksperchild=TASKS) as pool:
        yield pool


def spread(pool: Pool, function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Iterator[Outcome]:
    """Yield the outcome of each task, in the order in which they end; an exception of one is raised here."""
    return pool.imap_unordered(function, tasks)


def quiet() -> None:
    """Silence the mock in this process: a mutant's crashes are wanted, and would bury everything else."""
    logging.getLogger("mock_server").setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
