"""Choices: which branch of each union a value is made from, and which to try when the value is not valid."""

from collections.abc import Iterable, Iterator

_Union = tuple[str, int]
"""A union of a value: the place in it, as a JSON Pointer, and its number among the unions there."""


class Choices:
    """The branches that values are made from: the first ones, until others are asked for."""

    def __init__(self) -> None:
        self._taken: dict[_Union, int] = {}
        self._counts: dict[str, list[int]] = {}

    def begin(self) -> None:
        """Forget which unions there are: another value is made."""
        self._counts = {}

    def choose(self, place: str, count: int) -> int:
        """Return the index of the branch to take of a union of `count` branches."""
        known = self._counts.setdefault(place, [])
        known.append(count)
        return min(self._taken.get((place, len(known) - 1), 0), count - 1)

    def advance(self, places: Iterable[str]) -> bool:
        """Choose the next branch of the union nearest to each place where the value is wrong.

        Where that has no more branches it is the turn of the union around it, whose other branch begins anew;
        in the end that of any other, as what is wrong with a union may be said of a branch not taken.
        Return whether there was anything left to choose.
        """
        advanced: set[_Union] = set()
        for place in places:
            for union in self._around(place):
                if union in advanced:
                    break
                if self._has_more(union):
                    self._forget_inside(union)
                    self._take_next(union)
                    advanced.add(union)
                    break
        if not advanced:
            others = [
                (place, number) for place, counts in self._counts.items() for number in range(len(counts))
            ]
            last = next((union for union in reversed(others) if self._has_more(union)), None)
            if last is not None:
                self._take_next(last)
                advanced.add(last)
        return bool(advanced)

    def _has_more(self, union: _Union) -> bool:
        return self._taken.get(union, 0) + 1 < self._counts[union[0]][union[1]]

    def _take_next(self, union: _Union) -> None:
        self._taken[union] = self._taken.get(union, 0) + 1

    def _around(self, place: str) -> Iterator[_Union]:
        """Return the unions at a place and around it, the nearest first."""
        while True:
            for number in reversed(range(len(self._counts.get(place, ())))):
                yield place, number
            if not place:
                return
            place = place.rpartition("/")[0]

    def _forget_inside(self, union: _Union) -> None:
        place, number = union
        inside = f"{place}/"
        self._taken = {
            other: taken
            for other, taken in self._taken.items()
            if not (other[0].startswith(inside) or (other[0] == place and other[1] > number))
        }
