"""Where new identifiers come from."""

from __future__ import annotations

import os
import random

_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""What makes a digit one of the variant that has versions (RFC 9562, section 4.1)."""
_SUPPLY = 64
"""Identifiers that are made in one go."""


class IdFactory:
    """Makes version 4 UUIDs: the same sequence for the same seed, random ones without."""

    def __init__(self, seed: int | None = None) -> None:
        # By its text where it is negative: Python takes a number and its opposite for the same seed.
        own = seed if seed is None or seed >= 0 else str(seed)
        self._random = None if own is None else random.Random(own)  # noqa: S311 -- repeatable, not secret
        self._supply: list[str] = []

    def new(self) -> str:
        """Return an identifier in lower case."""
        try:
            return self._supply.pop()
        except IndexError:
            first, *others = map(_formatted, self._digits())
            self._supply += reversed(others)
            return first

    def _digits(self) -> list[str]:
        """Return the hexadecimal digits of the next identifiers."""
        if self._random is not None:
            return [f"{self._random.getrandbits(128):032x}" for _ in range(_SUPPLY)]
        text = os.urandom(16 * _SUPPLY).hex()
        return [text[at : at + 32] for at in range(0, len(text), 32)]


def _formatted(digits: str) -> str:
    variant = _VARIANTS[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
