"""The pool: trials spread over worker processes, because a mutant patches the process that serves it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
TASKS = 40
"""Trials that one process makes before a fresh one takes its place: what it has learned takes memory."""


@contextmanager
def workers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of fresh processes; what has not begun is dropped when the block is left early."""
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=TASKS)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def spread(
    pool: ProcessPoolExecutor, function: Callable[[Task], Outcome], tasks: Iterable[Task]
) -> Iterator[Outcome]:
    """Yield the outcome of each task, in the order in which they end."""
    for future in as_completed([pool.submit(function, task) for task in tasks]):
        yield future.result()
