"""Lists: random criteria, and which items in which order the reference allows for them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from contract_tests.criteria import verdict
from contract_tests.instants import moment
from contract_tests.lockstep import values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from contract_tests.document import Json
    from contract_tests.lockstep.reference import Model

SEARCHED = ("name", "version", "description", "algorithm", "framework")
SEARCHES = ("zeta", "ZETA", "trees")
_SETTLED = re.compile(r"[a-z]*[0-9]?\Z")


@dataclass(frozen=True)
class Criteria:
    """What a list is asked for.

    Attributes:
        where: `home`, `other` or `everywhere`.
        latest: latest_only.
        condition: the filter, names as endings; None for no filter.
        search: text to search for; None for no search.
        ordering: fields to sort by, `-` before descending ones.
        limit: page size to walk with.
    """

    where: str = "home"
    latest: bool = False
    condition: Json | None = None
    search: str | None = None
    ordering: tuple[str, ...] = ()
    limit: int = 50

    def __str__(self) -> str:
        parts = [f"of {self.where}"] if self.where != "home" else []
        parts += ["latest_only"] if self.latest else []
        parts += [f"filter {json.dumps(self.condition, ensure_ascii=False)}"] if self.condition else []
        parts += [f"search {self.search!r}"] if self.search is not None else []
        parts += [f"ordering {','.join(self.ordering)}"] if self.ordering else []
        return " ".join([*parts, f"by pages of {self.limit}"])


def criteria(random: Random, *, decided: bool) -> Criteria:
    """Any criteria that the contract's sources settle; with the kit's own decisions, or without."""
    latest = random.random() < 0.4
    # Which of latest_only and the others comes first is the kit's decision.
    chosen = decided or not latest
    keys = random.sample(values.ORDERABLE, random.choice((0, 1, 2, 3)))
    return Criteria(
        where=random.choice(("home", "home", "home", "other", "everywhere")),
        latest=latest,
        condition=values.condition(random) if chosen and random.random() < 0.6 else None,
        search=random.choice(SEARCHES) if decided and random.random() < 0.25 else None,
        ordering=tuple(random.choice(("", "-")) + key for key in keys),
        limit=random.choice((50, 1, 2, 3)),
    )


@dataclass(frozen=True)
class Expectation:
    """What a list may answer.

    Attributes:
        must: models that have to be there.
        may: models for which nothing settles whether they are.
        groups: names, each within its project, that have to be there just once; None when that is not asked.
        ordering: the order asked for.
    """

    must: tuple[Model, ...]
    may: tuple[Model, ...]
    groups: frozenset[tuple[str, str]] | None
    ordering: tuple[str, ...]

    def breach(self, found: Sequence[Model]) -> tuple[str, str] | None:
        """What is wrong with the models found, in order: what was expected and what came."""
        numbers = [model.number for model in found]
        must, may = ([model.number for model in models] for models in (self.must, self.may))
        if len(set(numbers)) < len(numbers) or not set(must) <= set(numbers) <= {*must, *may}:
            optional = f" and perhaps {_models(may)}" if may else ""
            return f"{_models(must)}{optional}, each once", _models(numbers)
        groups = sorted(model.group for model in found)
        if self.groups is not None and groups != sorted(self.groups):
            return "one version of each name", _models(numbers)
        for first, second in combinations(found, 2):
            if (order(first, second, self.ordering) or 0) > 0:
                words = (
                    f"model {second.number} before model {first.number}, ordered by {','.join(self.ordering)}"
                )
                return words, _models(numbers)
        return None


def expected(
    models: Sequence[Model], asked: Criteria, condition: Json | None, *, decided: bool
) -> Expectation:
    """What a list of these models may answer.

    Args:
        models: the reference's, of the projects asked for.
        asked: the criteria.
        condition: their filter with full names.
        decided: whether the kit's own decisions count.
    """
    must: list[Model] = []
    may: list[Model] = []
    for model in models:
        holds = _every(
            _latest(model, models, decided=decided) if asked.latest else True,
            verdict(condition, model.summary()) if condition else True,
            _mentions(model, asked.search) if asked.search else True,
        )
        if holds is not False:
            (may if holds is None else must).append(model)
    plain = asked.latest and not condition and not asked.search
    groups = frozenset(model.group for model in models) if plain else None
    return Expectation(tuple(must), tuple(may), groups, asked.ordering)


def order(first: Model, second: Model, ordering: Sequence[str]) -> int | None:
    """Whether `first` comes before (-1) or after (1) `second`; 0 for a tie, None where nothing settles it."""
    for key in ordering:
        name = key.removeprefix("-")
        found = _compared(*(_value(model, name) for model in (first, second)))
        if found != 0:
            return found if found is None else found * (-1 if key.startswith("-") else 1)
    return 0


def _compared(left: Any, right: Any) -> int | None:
    """Order of two values; where nulls go and how languages sort is left open."""
    if left == right:
        return 0
    if left is None or right is None:
        return None
    if isinstance(left, str):
        left, right = _tails(left, right)
        if not (_SETTLED.match(left) and _SETTLED.match(right)):
            return None
    return -1 if left < right else 1


def _tails(left: str, right: str) -> tuple[str, str]:
    same = 0
    while same < min(len(left), len(right)) and left[same] == right[same]:
        same += 1
    return left[same:], right[same:]


def _value(model: Model, name: str) -> Any:
    if name == "created_at":
        return moment(model.created_at)
    return model.values[name]


def _latest(model: Model, models: Sequence[Model], *, decided: bool) -> bool | None:
    """Whether it is the newest of its name; that newest is by creation is the kit's decision."""
    moments = [_value(other, "created_at") for other in models if other.group == model.group]
    if len(moments) == 1:
        return True
    own = _value(model, "created_at")
    if not decided or moments.count(own) > 1:
        return None
    return bool(own == max(moments))


def _mentions(model: Model, text: str) -> bool:
    return any(text.casefold() in (model.values[name] or "").casefold() for name in SEARCHED)


def _every(*verdicts: bool | None) -> bool | None:
    return False if False in verdicts else None if None in verdicts else True


def _models(numbers: Sequence[int]) -> str:
    return f"models {', '.join(map(str, numbers))}" if numbers else "no model"
