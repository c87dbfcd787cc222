"""Shapes: how the large members of a model are stored and shown, remembered by what they are made from.

Clients send the same schema with every version of a model, and tests the same with every model. What is
stored of it is then in memory once, and a change of another member leaves it as it is.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from mock_server.stores.json_text import JsonText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.world.rules import Rules

    Json = dict[str, Any]

MOST = 256
LONGEST = 8 * 1024
"""Different ones, and the bytes that one is made from, that are remembered."""
MEMBERS = ("schema", "spec", "task_params", "xai_params")
"""The members that are meant: large, and seldom looked into."""
_OTHERS = ("event_id_col", "event_ts_col", "event_ts_format", "task")
REST = (*MEMBERS, *_OTHERS)
"""What the rest of a detail is made from, apart from `artifact_files`."""

_members, _others = itemgetter(*MEMBERS), itemgetter(*_OTHERS)


class Shapes:
    """The large members of models by the rules of one app; the rules `schema`, `spec` and so on make them."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[tuple[str, bytes], JsonText] = {}
        self._rests: dict[tuple[Any, ...], bytes] = {}

    def of(self, name: str, sent: Any) -> Mapping[str, Any]:
        """Return a member of a new model as it is stored."""
        if self._rules.replaced:
            # A replaced rule may answer otherwise each time.
            return self._made(name, sent)
        try:
            key = name, orjson.dumps(sent)
        except TypeError:  # whole numbers beyond 64 bits
            return self._made(name, sent)
        known = self._known.get(key)
        if known is None:
            known = JsonText.of(self._made(name, sent))
            if len(key[1]) <= LONGEST:
                self._remember(key, known)
        return known

    def rest(self, row: Json, make: Callable[[Rules, Json], bytes]) -> bytes:
        """Return what a detail shows besides a summary; `make` makes it of a row whose members are texts."""
        texts = tuple([member.text for member in _members(row)])
        if self._rules.replaced or row["artifact_files"] or sum(map(len, texts)) > LONGEST:
            return make(self._rules, row)
        key = texts + _others(row)
        known = self._rests.get(key)
        if known is None:
            known = make(self._rules, row)
            _make_room(self._rests)
            self._rests[key] = known
        return known

    def _made(self, name: str, sent: Any) -> Mapping[str, Any]:
        made: Mapping[str, Any] = getattr(self._rules, name)(sent)
        return made

    def _remember(self, key: tuple[str, bytes], known: JsonText) -> None:
        _make_room(self._known)
        name, sent = key
        self._known[name, bytes(memoryview(sent))] = known


def _make_room(known: dict[Any, Any]) -> None:
    if len(known) >= MOST:
        del known[next(iter(known))]
