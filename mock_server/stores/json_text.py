"""JSON objects that exist as text already and are decoded only when somebody looks inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import orjson

_LONG_NUMBER = re.compile(rb"[0-9]{19}")


def dumped(value: Mapping[str, Any] | list[Any]) -> bytes:
    """Return the JSON text of an object or an array.

    Parts may be JSON texts, `orjson.Fragment`s, or whole numbers beyond 64 bits, which the contract does not
    forbid; the last two not both.
    """
    try:
        return fitting(orjson.dumps(value, default=_fragment))
    except TypeError:
        compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_decoded)
        return compact.encode()


def fitting(text: bytes) -> bytes:
    """Return a text of orjson's to be kept: what that gives holds some 4 to 8 KB, however short it is."""
    return bytes(memoryview(text))


def _fragment(value: Any) -> orjson.Fragment:
    if isinstance(value, JsonText):
        return orjson.Fragment(value.text)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _decoded(value: Any) -> dict[str, Any]:
    if isinstance(value, JsonText):
        return value.value
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


class JsonText(Mapping[str, Any]):
    """A JSON object by its text, in UTF-8. What is read from it is decoded once; change none of it."""

    __slots__ = ("_value", "text")

    _value: dict[str, Any]
    """Missing until it is asked for: most objects are never looked into."""

    def __init__(self, text: bytes) -> None:
        self.text = text

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> JsonText:
        """Return an object as a text; one that is a text already is returned itself."""
        return value if isinstance(value, JsonText) else cls(dumped(value))

    @property
    def value(self) -> dict[str, Any]:
        """Return the object, decoded."""
        try:
            return self._value
        except AttributeError:
            self._value = self._decoded()
            return self._value

    def _decoded(self) -> dict[str, Any]:
        # orjson reads whole numbers beyond 64 bits as floats.
        large = _LONG_NUMBER.search(self.text)
        value: dict[str, Any] = json.loads(self.text) if large else orjson.loads(self.text)
        return value

    def __getitem__(self, name: str) -> Any:
        return self.value[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.value)

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


class PlainText(JsonText):
    """An object without numbers, which is quicker to decode."""

    __slots__ = ()

    def _decoded(self) -> dict[str, Any]:
        value: dict[str, Any] = orjson.loads(self.text)
        return value


class JsonTexts(Sequence[JsonText]):
    """JSON objects by their texts."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.texts = texts

    @overload
    def __getitem__(self, at: int) -> JsonText: ...
    @overload
    def __getitem__(self, at: slice) -> JsonTexts: ...
    def __getitem__(self, at: int | slice) -> JsonText | JsonTexts:
        return JsonTexts(self.texts[at]) if isinstance(at, slice) else JsonText(self.texts[at])

    def __len__(self) -> int:
        return len(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none
