"""The cases: what is asked of every server, and the status that is right.

A target or a body may hold `{id}`, which is one model after another of those that exist at the start, and
`{unique}`, which is new in every request. How it is filled in stands in `load.lua` too.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from benchmarks import worlds
from benchmarks.wire import request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MODELS = 1000
"""Models in the world of the cases."""


@dataclass(frozen=True)
class Case:
    """One kind of request.

    Attributes:
        name: What the command line calls it.
        method: The method.
        target: Path and query.
        expected: The status of every answer.
        body: The body, if there is one.
    """

    name: str
    method: str
    target: str
    expected: int
    body: str | None = None

    def requests(self, label: str) -> Iterator[bytes]:
        """Give requests without end; `label` makes what is unique differ from that of other runs."""
        for number in itertools.count():
            known = {"{id}": worlds.model_id(number % MODELS + 1), "{unique}": f"{label}-{number:08d}"}
            body = None if self.body is None else _filled(self.body, known).encode()
            yield request(self.method, _filled(self.target, known), body)


def _filled(text: str, known: Mapping[str, str]) -> str:
    for place, value in known.items():
        text = text.replace(place, value)
    return text


def _body(**changes: str) -> str:
    return orjson.dumps({**worlds.body("bench-{unique}"), **changes}).decode()


CASES: tuple[Case, ...] = (
    Case("get", "GET", "/v3/models/{id}", 200),
    Case("page", "GET", "/v3/models?limit=50", 200),
    Case("missing", "GET", f"/v3/models/{worlds.UNKNOWN_ID}", 404),
    Case("refused", "POST", "/v3/models", 400, _body(input_type="pictures")),
    Case("patch", "PATCH", "/v3/models/{id}", 200, '{"description":"changed as {unique}"}'),
    # Last: the cases before it find the world as large as it was at the start.
    Case("create", "POST", "/v3/models", 200, _body()),
)
"""Every case, in the order in which they run."""


def chosen(names: str) -> tuple[Case, ...]:
    """Return the cases that a list with commas names; ValueError for an unknown one."""
    wanted = names.split(",")
    unknown = set(wanted) - {case.name for case in CASES}
    if unknown:
        raise ValueError(f"no such case: {', '.join(sorted(unknown))}; there are {_names()}")
    return tuple(case for case in CASES if case.name in wanted)


def _names() -> str:
    return ", ".join(case.name for case in CASES)
