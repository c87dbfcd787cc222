"""The link to Redis: commands and scripts on one connection a thread, and its errors in the store's terms."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from redis import exceptions
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool
from redis.retry import Retry

from mock_server.stores.store import Unavailable, Unusable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.redis.scripts import Script

PATIENCE = 1.5
"""Seconds that an answer is waited for: longer than a lease, so that what is given up on is not done."""
REST = 1.0
"""Seconds for which a Redis that has not answered in time is asked nothing, as each try holds up others."""
DEFAULT_PREFIX = "mock-server"

_BROKEN = (exceptions.ConnectionError, OSError)
_FORM = "write it like redis://localhost:6379/0 or rediss://USER:PASSWORD@HOST:PORT/DB?prefix=NAME."


def split(name: str) -> tuple[str, str]:
    """Return URL and prefix of a store's name. Unusable when it is malformed."""
    try:
        parts = urlsplit(name)
        sound = bool(parts.hostname) and parts.port != 0 and (parts.path.strip("/") or "0").isdecimal()
    except ValueError:
        sound = False
    if not sound:
        raise Unusable(f"this is no address of a Redis; {_FORM}")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = options.pop("prefix", DEFAULT_PREFIX)
    if not prefix or set(prefix) & set("{}"):
        raise Unusable("the prefix must have a character, and no braces.")
    return urlunsplit(parts._replace(query=urlencode(options))), prefix


class Connection(Protocol):
    """What is used of a connection of redis-py, whose own types leave some of it out."""

    def pack_commands(self, commands: Sequence[Sequence[Any]]) -> list[bytes]:
        """Return commands as they are sent."""

    def send_packed_command(self, command: Sequence[bytes], *, check_health: bool) -> None:
        """Send commands, on a new connection if there is none."""

    def read_response(self) -> Any:
        """Return the next answer; raise a ResponseError for one that is an error."""

    def disconnect(self) -> None:
        """Close the connection."""


class Link:
    """Commands to one Redis, from any thread; Unavailable when they do not get through."""

    def __init__(self, url: str) -> None:
        # What was sent may have been done: whether to try again is decided by whoever asks.
        retry = Retry(NoBackoff(), 0)
        try:
            self._pool = ConnectionPool.from_url(
                url, socket_connect_timeout=1.0, socket_timeout=PATIENCE, retry=retry, protocol=2
            )
        except (TypeError, ValueError) as error:
            raise Unusable(f"{error}; {_FORM}") from error
        self._threads = threading.local()
        self._all: list[Connection] = []
        self._not_before = 0.0

    def call(self, *command: Any) -> Any:
        """Return the answer to one command."""
        return self.calls([command])[0]

    def calls(self, commands: Sequence[Sequence[Any]], *, twice: bool = True) -> list[Any]:
        """Return the answers to commands that are sent together; the first error among them is raised.

        `twice` tries once more on a new connection where the old one has broken: what was sent may be done
        twice then.
        """
        sent = self._connection().pack_commands(commands)
        answers = self._exchange(sent, len(commands), twice=twice)
        for answer in answers:
            if isinstance(answer, exceptions.ResponseError):
                raise _failure(answer) from answer
        return answers

    def get(self, key: bytes) -> bytes | None:
        """Return a string, or None: the quickest of all commands, as each request needs it."""
        sent = b"*2\r\n$3\r\nGET\r\n$%d\r\n%b\r\n" % (len(key), key)
        answer = self._exchange([sent], 1, twice=True)[0]
        if isinstance(answer, exceptions.ResponseError):
            raise _failure(answer) from answer
        value: bytes | None = answer
        return value

    def run(
        self,
        script: Script,
        keys: Sequence[str],
        arguments: Sequence[Any],
        *,
        after: Any = None,
        twice: bool = True,
    ) -> Any:
        """Return what a script returns; `after` is a command to be sent before it."""
        first = [] if after is None else [after]
        taken = len(keys), *keys, *arguments
        try:
            return self.calls([*first, ("EVALSHA", script.digest, *taken)], twice=twice)[-1]
        except _UnknownScript:
            # Redis was restarted, or never had it.
            return self.calls([("EVAL", script.text, *taken)], twice=twice)[0]

    def close(self) -> None:
        """Close all connections."""
        for connection in self._all:
            connection.disconnect()

    def _exchange(self, sent: Sequence[bytes], count: int, *, twice: bool) -> list[Any]:
        if time.monotonic() < self._not_before:
            raise Unavailable("Redis does not answer.")
        connection = self._connection()
        try:
            return _answers(connection, sent, count)
        except exceptions.TimeoutError as error:
            self._not_before = time.monotonic() + REST
            raise self._away(connection, error) from error
        except exceptions.ResponseError as error:
            # While it connects: a wrong password, a database that does not exist, a Redis that still loads.
            connection.disconnect()
            raise _failure(error) from error
        except _BROKEN as error:
            failure = self._away(connection, error)
            if not twice:
                raise failure from error
        return self._exchange(sent, count, twice=False)

    def _connection(self) -> Connection:
        try:
            connection: Connection = self._threads.connection
        except AttributeError:
            connection = self._threads.connection = cast("Connection", self._pool.make_connection())
            self._all.append(connection)
        return connection

    @staticmethod
    def _away(connection: Connection, error: Exception) -> Unavailable:
        connection.disconnect()
        return Unavailable(f"Redis cannot be reached: {str(error).rstrip('.') or type(error).__name__}.")


class _UnknownScript(Exception):
    """Redis does not have the script."""


def _answers(connection: Connection, sent: Sequence[bytes], count: int) -> list[Any]:
    connection.send_packed_command(sent, check_health=False)
    answers: list[Any] = []
    for _ in range(count):
        try:
            answers.append(connection.read_response())
        except exceptions.ResponseError as error:
            answers.append(error)
    return answers


def _failure(error: exceptions.ResponseError) -> Exception:
    if isinstance(error, exceptions.NoScriptError):
        return _UnknownScript()
    return Unavailable(f"Redis refuses what the mock needs: {error}.")
