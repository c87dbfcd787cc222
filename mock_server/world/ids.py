"""Where new identifiers come from."""

from __future__ import annotations

import random
import uuid


class IdFactory:
    """Makes version 4 UUIDs: the same sequence for the same seed, random ones without."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 -- repeatable, not secret

    def new(self) -> str:
        """Return an identifier in lower case."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
