"""Scalars of YAML 1.2's core schema (section 10.3.2): what a text stands for."""

import math
import re
from collections.abc import Callable
from typing import Any

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FIRSTS = frozenset("-+.0123456789")
_SHOWN = 40


def resolved(text: str) -> Any:
    """Return what a text without quotes and without a tag stands for; ValueError for infinities and NaN."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRSTS:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text) or _NO_NUMBER.fullmatch(text):
        return _number(text)
    return text


def typed(text: str, tag: str) -> Any:
    """Return a text as its tag has it, such as `int`; ValueError when it is no such thing."""
    if tag not in _TYPED:
        raise ValueError(f"JSON has nothing like the tag {tag!r}")
    return _TYPED[tag](text)


def _integer(text: str) -> int:
    try:
        return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
    except ValueError:
        raise ValueError(f"{text[:_SHOWN]!r} is no integer") from None


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.inf  # .inf and .nan, which Python spells otherwise
    if not math.isfinite(number):
        raise ValueError(f"JSON has no number {text[:_SHOWN]!r}")
    return number


def _word(kind: type) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if text not in _WORDS or not isinstance(_WORDS[text], kind):
            raise ValueError(f"{text[:_SHOWN]!r} is no {kind.__name__.removesuffix('Type').lower()}")
        return _WORDS[text]

    return read


_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("~", "null", "Null", "NULL", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TYPED: dict[str, Callable[[str], Any]] = {
    "!": str,
    "str": str,
    "int": _integer,
    "float": _number,
    "bool": _word(bool),
    "null": _word(type(None)),
}
