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

        Where that has no more branches it is the turn of the union around it, whose other branch begins anew.
        Return whether there was anything left to choose.
        """
        advanced: set[_Union] = set()
        exhausted = False
        for place in places:
            around = list(self._around(place))
            union = next((union for union in around if union in advanced or self._has_more(union)), None)
            exhausted = exhausted or (union is None and bool(around))
            if union is not None and union not in advanced:
                self._forget_inside(union)
                self._take_next(union)
                advanced.add(union)
        return bool(advanced) or (exhausted and self._advance_another())

    def _advance_another(self) -> bool:
        """Choose the next branch of the last union that has one.

        What is wrong with a union may be said of a branch that was not taken, and so of another place.
        """
        unions = [(place, number) for place, counts in self._counts.items() for number in range(len(counts))]
        union = next((union for union in reversed(unions) if self._has_more(union)), None)
        if union is not None:
            self._take_next(union)
        return union is not None

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
