"""A cycle of mixed requests that leaves the world as it found it, over and over on one connection."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from benchmarks import worlds
from benchmarks.clients import checked
from benchmarks.questions import MODELS
from benchmarks.wire import request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.clients import Client
    from benchmarks.wire import Answer

_BOUNDARY = "benchmark-boundary"
_FORM = f"multipart/form-data; boundary={_BOUNDARY}"
_REFUSED = request("POST", MODELS, orjson.dumps({**worlds.body("refused"), "input_type": "pictures"}))


@dataclass
class Cycle:
    """The requests of one connection.

    Attributes:
        client: The connection.
        seat: Its number, which makes the names of its models differ from those of others.
        models: How many models the world has at the start.
    """

    client: Client
    seat: int
    models: int
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seat)  # noqa: S311  to be repeatable, not secret

    async def answers(self) -> AsyncIterator[bool]:
        """Send request after request; say after each whether it was the last of a cycle.

        WrongAnswer when a status is not the right one.
        """
        for number in itertools.count():
            made = await self._send(200, "POST", MODELS, worlds.body(f"memory-{self.seat}-{number}"))
            yield False
            own = f"{MODELS}/{orjson.loads(made.body)['data']['id']}"
            await self._send(200, "GET", own)
            yield False
            await self._send(200, "PATCH", own, {"description": f"changed in cycle {number}"})
            yield False
            await self._send(200, "GET", f"{MODELS}?limit=10&project_id={worlds.project_id(1)}")
            yield False
            await self._send(200, "GET", f"{MODELS}?search={self._dice.choice(worlds.RARE_WORDS)}")
            yield False
            await self._send(200, "GET", f"{MODELS}/{worlds.model_id(self._dice.randint(1, self.models))}")
            yield False
            await self._upload(number)
            yield False
            checked(await self.client.send(_REFUSED), 400, "a model with a wrong input_type")
            yield False
            await self._send(202, "DELETE", own)
            yield False
            await self._send(404, "GET", own)
            yield True

    async def _send(
        self, expected: int, method: str, target: str, body: dict[str, object] | None = None
    ) -> Answer:
        content = None if body is None else orjson.dumps(body)
        answer = await self.client.send(request(method, target, content))
        return checked(answer, expected, f"{method} {target}")

    async def _upload(self, number: int) -> None:
        rows = "".join(f"{row},{self.seat},{number}\r\n" for row in range(20))
        form = (
            f"--{_BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="rows-{self.seat}-{number}.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\nrow,seat,number\r\n{rows}\r\n--{_BOUNDARY}--\r\n"
        ).encode()
        sent = request("POST", "/v3/files/upload", form, media_type=_FORM)
        checked(await self.client.send(sent), 200, "an upload")
