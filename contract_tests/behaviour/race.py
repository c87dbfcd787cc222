"""Requests at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def race(calls: Iterable[Callable[[], T]]) -> list[T]:
    """What the calls return, each made in a thread of its own, all let off together.

    An exception of a call is raised here, after all have ended.
    """
    waiting = list(calls)
    barrier = threading.Barrier(len(waiting))

    def run(call: Callable[[], T]) -> T:
        barrier.wait(timeout=30)
        return call()

    with ThreadPoolExecutor(len(waiting)) as threads:
        futures = [threads.submit(run, call) for call in waiting]
    return [future.result() for future in futures]
