"""What a load of one case came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Answers that all had the right status.

    Attributes:
        rate: Answers in a second.
        median_ms: The time that half of them took at most.
        p99_ms: The time that 99 of 100 took at most.
        size: Bytes of an answer, its head included, on average.
        answers: How many there were.
        cpu_us: Processor time that the server took for each, in microseconds.
    """

    rate: float
    median_ms: float
    p99_ms: float
    size: float
    answers: int
    cpu_us: float = 0
