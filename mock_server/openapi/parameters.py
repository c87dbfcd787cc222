"""Parameters: path, query, header and cookie values, read strictly by their schemas."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jsonschema_rs import Validator

from mock_server.openapi.compiler import Schema
from mock_server.openapi.document import Json
from mock_server.openapi.json import parse_json
from mock_server.openapi.limits import MOST_PAIRS
from mock_server.openapi.percent import decoded
from mock_server.openapi.styles import DELIMITERS, Members, Style, split
from mock_server.openapi.violations import MOST, did_you_mean, find_violations
from mock_server.world.errors import Violation, shown

_INTEGER = re.compile(r"-?[0-9]{1,4000}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_TYPES = {"boolean", "integer", "number"}
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation.

    `validator` judges the value once it has its type; `content_validator` judges the JSON document that a
    text parameter holds, where the contract names its schema.
    """

    name: str
    location: str
    required: bool
    schema: Json
    validator: Validator | Schema
    content_validator: Validator | Schema | None = None
    delimiter: str | None = None
    style: Style | None = None

    @cached_property
    def default(self) -> Any:
        """The value that stands for an absent parameter, or None."""
        return self.schema.get("default")

    @cached_property
    def _key(self) -> str:
        return self.name.lower() if self.location == "header" else self.name

    @cached_property
    def _scalar(self) -> Callable[[str], Any] | None:
        """What reads the value of one text; None for arrays."""
        kind = self.schema.get("type")
        if kind == "array":
            return None
        if kind == "string":
            return str.lower if self.schema.get("format") == "uuid" else str
        return lambda text: coerce(text, self.schema)

    def texts(self, given: Mapping[str, Sequence[str]]) -> Sequence[str] | Members | None:
        """Return the parameter's texts among all of its location, None when it is absent."""
        return given.get(self._key) if self.style is None else self.style.read(given)

    def read(self, texts: Sequence[str] | Members) -> tuple[Any, list[Violation]]:
        """Return the value that the texts give, and what is wrong with it."""
        try:
            value = self._members(texts) if isinstance(texts, dict) else self._coerced(texts)
        except ValueError as error:
            return None, [Violation(self.name, str(error))]
        return value, find_violations(self.validator, value, self.name)

    def read_content(self, text: str) -> tuple[Any, list[Violation]]:
        """Return the JSON document that a text value holds, and what is wrong with it."""
        try:
            value = parse_json(text.encode())
        except ValueError as error:
            return None, [Violation(self.name, str(error))]
        assert self.content_validator is not None  # noqa: S101  the caller looked
        return value, find_violations(self.content_validator, value, self.name)

    def _members(self, texts: Members) -> Json:
        """Return an object; a member that does not fit its type is left for the schema to complain about."""
        schemas = self.schema.get("properties", {})
        return {name: _member(values, schemas.get(name, {})) for name, values in texts.items()}

    def _coerced(self, texts: Sequence[str]) -> Any:
        if self._scalar is not None:
            return self._scalar(texts[-1])
        parts = list(texts)
        if self.delimiter and self.style is None:
            # As one text, so that it is the parts of all that are counted.
            parts = split(self.delimiter.join(texts), self.delimiter)
        if self.location == "header":
            # The white space of a list in a header is none of its items' (RFC 9110, section 5.6.1).
            parts = [part.strip() for part in parts]
        return [coerce(part, self.schema.get("items", {})) for part in parts]


def _member(texts: Sequence[str], schema: Json) -> Any:
    try:
        if schema.get("type") == "array":
            return [coerce(text, schema.get("items", {})) for text in texts]
        return coerce(texts[-1], schema)
    except ValueError:
        return texts[-1]


def coerce(text: str, schema: Json) -> Any:
    """Return a text as the schema's type; ValueError says what it must look like.

    Booleans are true or false in any case (the client sends `False`), integers plain decimals. UUIDs are
    brought to lower case, the form in which ids are kept.
    """
    match schema.get("type"):
        case "boolean":
            if text.lower() not in _TRUTH:
                raise ValueError(f"must be true or false, not {shown(text)}")
            return _TRUTH[text.lower()]
        case "integer":
            return int(_matched(_INTEGER, text, "a whole number in decimal digits"))
        case "number":
            number = float(_matched(_NUMBER, text, "a number"))
            if math.isinf(number):
                raise ValueError(f"must be a number of at most 64 bits, not {shown(text)}")
            return number
        case None:
            return _untyped(text, schema)
    return text.lower() if schema.get("format") == "uuid" else text


def _untyped(text: str, schema: Json) -> Any:
    """Return a text as an enumeration lists it, or as the first type of a union that fits, texts last."""
    for option in schema.get("enum", ()):
        if not isinstance(option, str) and text == json.dumps(option):
            return option
    branches = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    for branch in sorted(branches, key=lambda branch: branch.get("type") not in _TYPES):
        try:
            return coerce(text, branch)
        except ValueError:
            continue
    return text


def parse_query(query: bytes) -> tuple[dict[str, list[str]], list[Violation]]:
    """Return the values of each name in a query string, and the names whose values are not UTF-8.

    Of a query string of more than 10,000 names with values nothing is read but that.
    """
    if query.count(b"&") >= MOST_PAIRS:
        return {}, [Violation("query", f"must have at most {MOST_PAIRS:,} names with values")]
    values: dict[str, list[str]] = {}
    violations: list[Violation] = []
    for pair in query.replace(b"+", b" ").split(b"&"):
        if not pair:
            continue
        name, _, value = pair.partition(b"=")
        name, value = decoded(name), decoded(value)
        try:
            key, text = name.decode(), value.decode()
        except UnicodeDecodeError:
            if len(violations) < MOST:
                violations.append(Violation(name.decode(errors="replace"), "must be percent-encoded UTF-8"))
        else:
            values.setdefault(key, []).append(text)
    return values, violations


class Values:
    """The values of a request's parameters by location and name, and the documents that text values hold."""

    __slots__ = ("cookie", "documents", "header", "path", "query", "violations")

    def __init__(self) -> None:
        self.path: Json = {}
        self.query: Json = {}
        self.header: Json = {}
        self.cookie: Json = {}
        self.documents: Json = {}
        self.violations: list[Violation] = []

    def add(self, parameter: Parameter, texts: Sequence[str] | Members) -> None:
        """Take up one parameter: its value, and what is wrong with it."""
        value, found = parameter.read(texts)
        if parameter.content_validator is not None and not found:
            self.documents[parameter.name], found = parameter.read_content(value)
        self.violations += found
        getattr(self, parameter.location)[parameter.name] = value

    def add_absent(self, parameter: Parameter) -> None:
        """Take up the default of one parameter, or that it is missing."""
        if parameter.required:
            self.violations.append(Violation(parameter.name, f"is required in the {parameter.location}"))
        elif parameter.default is not None:
            getattr(self, parameter.location)[parameter.name] = parameter.default


def read_parameters(
    parameters: Iterable[Parameter], given: Mapping[str, Mapping[str, Sequence[str]]]
) -> Values:
    """Return the values and all violations together.

    `given` holds the texts of each name, by location (`path`, `query`, `header`, `cookie`).
    """
    values = Values()
    for parameter in parameters:
        try:
            texts = parameter.texts(given[parameter.location])
            if texts is not None:
                values.add(parameter, texts)
            elif parameter.required or parameter.default is not None:
                values.add_absent(parameter)
        except ValueError as error:
            values.violations.append(Violation(parameter.name, str(error)))
    return values


def unknown_parameters(given: Mapping[str, Sequence[str]], known: Iterable[str]) -> list[Violation]:
    """Return, for strict mode, what is wrong with the query parameters the contract does not name."""
    names = set(known)
    return [
        Violation(name, f"is not a known query parameter{did_you_mean(name, names)}")
        for name in given
        if name not in names
    ]


def delimiter(definition: Json) -> str | None:
    """Return what separates the items of an array within one text, or None when the name is repeated."""
    style = definition.get("style", "form" if definition["in"] in {"query", "cookie"} else "simple")
    if definition.get("explode", style == "form"):
        return None if definition["in"] in {"query", "cookie"} else ","
    return DELIMITERS.get(style, ",")


def _matched(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"must be {what}, not {shown(text)}")
    return text
