"""Where new identifiers come from."""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = re.compile("(.{8})(.{4})(.{4})(.{4})(.{12})")
_VERSION = bytes(0x40 | byte & 0x0F for byte in range(256))
_VARIANT = bytes(0x80 | byte & 0x3F for byte in range(256))
"""What makes 16 random bytes a UUID of version 4 (RFC 9562, section 5.4)."""
_SUPPLY = 64
"""Identifiers that are made in one go; a sequence is looked up by it."""


class IdFactory:
    """Makes version 4 UUIDs: the same sequence for the same seed, random ones without."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed
        self._start_over()

    def _start_over(self) -> None:
        # By its text where it is negative: Python takes a number and its opposite for the same seed.
        own = str(self.seed) if self.seed is not None and self.seed < 0 else self.seed
        self._random = None if own is None else random.Random(own)  # noqa: S311 -- repeatable, not secret
        self._supply: list[str] = []
        self._made_so_far = 0

    @property
    def position(self) -> int:
        """Return how many identifiers of the sequence have been given."""
        return self._made_so_far - len(self._supply)

    def go_to(self, position: int) -> None:
        """Go on with the sequence after so many identifiers, whether they were made here or elsewhere."""
        if position < self.position:
            self._start_over()
        while self._made_so_far <= position:
            self._supply = self._made()[::-1]
        # What is left must end where the sequence does.
        del self._supply[self._made_so_far - position :]

    def many(self, count: int) -> Iterator[str]:
        """Return so many identifiers, made when they are asked for."""
        return (self.new() for _ in range(count))

    def new(self) -> str:
        """Return an identifier in lower case."""
        try:
            return self._supply.pop()
        except IndexError:
            first, *others = self._made()
            self._supply += reversed(others)
            return first

    def _made(self) -> list[str]:
        """Return the next identifiers."""
        self._made_so_far += _SUPPLY
        octets = bytearray(self._octets())
        octets[6::16] = octets[6::16].translate(_VERSION)
        octets[8::16] = octets[8::16].translate(_VARIANT)
        return list(map("-".join, _GROUPS.findall(octets.hex())))

    def _octets(self) -> bytes:
        if self._random is None:
            return os.urandom(16 * _SUPPLY)
        return b"".join(self._random.getrandbits(128).to_bytes(16, "big") for _ in range(_SUPPLY))
