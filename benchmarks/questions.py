"""What a client may ask of a world of any size. All but the default page vary from request to request."""

from __future__ import annotations

import itertools
import json
import random
import urllib.parse
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from benchmarks import worlds
from benchmarks.wire import request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODELS = "/v3/models"
PAGE = 50
"""Models on a page unless the request says otherwise."""
_SEED = 20251001


@dataclass(frozen=True)
class Question:
    """One kind of request, all answered 200.

    Attributes:
        name: What a table calls it.
        make: Returns one of its requests, given the number of models, dice and the number of the request.
        after_change: Whether every request comes right after a change of some model.
        most: How many requests are enough.
    """

    name: str
    make: Callable[[int, random.Random, int], bytes]
    after_change: bool = False
    most: int = 300

    def requests(self, models: int) -> Iterator[bytes]:
        """Give requests without end, the same at every call."""
        dice = random.Random(_SEED)  # noqa: S311  to be repeatable, not secret
        for number in itertools.count(1):
            yield self.make(models, dice, number)


def get(models: int, dice: random.Random, _number: int) -> bytes:
    """Read some model by its id."""
    return request("GET", f"{MODELS}/{worlds.model_id(dice.randint(1, models))}")


def patch(models: int, dice: random.Random, number: int) -> bytes:
    """Give some model another description."""
    target = f"{MODELS}/{worlds.model_id(dice.randint(1, models))}"
    return request("PATCH", target, orjson.dumps({"description": f"changed for the {number}th time"}))


def create(_models: int, _dice: random.Random, number: int) -> bytes:
    """Add a model."""
    return request("POST", MODELS, orjson.dumps(worlds.body(f"scale-{number:06d}", number)))


def page(_models: int, _dice: random.Random, _number: int) -> bytes:
    """List without any parameter."""
    return request("GET", MODELS)


def search(_models: int, dice: random.Random, _number: int) -> bytes:
    """Search all models for a word that one in a thousand has."""
    return _list(search=dice.choice(worlds.RARE_WORDS))


def _project(models: int, dice: random.Random, _number: int) -> bytes:
    return _list(project_id=worlds.project_id(dice.randint(1, models)))


def _last(models: int, dice: random.Random, _number: int) -> bytes:
    return _list(offset=max(0, models - PAGE - dice.randrange(PAGE)))


def _name(models: int, dice: random.Random, _number: int) -> bytes:
    rule = {"field": "name", "operator": "equal", "value": worlds.model_name(dice.randint(1, models))}
    return _list(filter=json.dumps({"condition": "AND", "rules": [rule]}))


def _latest(_models: int, dice: random.Random, _number: int) -> bytes:
    return _list(latest_only="true", offset=dice.randrange(PAGE))


def _ordered(_models: int, dice: random.Random, _number: int) -> bytes:
    return _list(ordering="name", offset=dice.randrange(PAGE))


def _list(**parameters: str | int) -> bytes:
    return request("GET", f"{MODELS}?{urllib.parse.urlencode(parameters)}")


QUESTIONS: tuple[Question, ...] = (
    Question("get by id", get),
    Question("default page", page),
    Question("page by project", _project),
    Question("last page", _last),
    Question("filter by name", _name),
    Question("search, rare word", search),
    Question("latest_only", _latest),
    Question("ordering=name", _ordered),
    Question("patch", patch),
    Question("default page after a patch", page, after_change=True),
    Question("search after a patch", search, after_change=True),
)
"""Every kind that leaves the world as large as it was."""

CREATE = Question("create", create, most=50)
"""So few that the smallest world is still a small one afterwards."""
