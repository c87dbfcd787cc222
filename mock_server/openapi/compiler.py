"""The compiler: the schemas of a document as one validator, which each of them uses a part of.

A validator holds all that its schema refers to. Where everything refers to everything, as in large documents,
one validator for all schemas takes a tenth of a second, and one for each took minutes and gigabytes. So the
validator has a property for each schema, and a value is judged as an object with that property alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator, FancyRegexOptions, ReferencingError, ValidationError

from mock_server.openapi.schemas import BRANCH, draft_4_types, json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.openapi.schemas import Converter

_TYPES = draft_4_types()
_PATTERNS = FancyRegexOptions(backtrack_limit=100_000)
"""What a pattern with look-around or references to groups may try before it counts as not matched (decided):
it takes some milliseconds. Other patterns are matched in linear time."""

CompileError = (ValidationError, ReferencingError, ValueError)
"""What is raised for a schema that no validator can be made of."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema that judges values; `key` is its property of the compiler's validator."""

    key: str
    compiler: Compiler

    def is_valid(self, value: Any) -> bool:
        """Tell whether a value is as the schema wants it; it takes a microsecond for a small one."""
        return self.compiler.validator.is_valid({self.key: value})

    def first_error(self, value: Any) -> ValidationError | None:
        """Return something that is wrong with a value; the first step of its places is the key."""
        try:
            self.compiler.validator.validate({self.key: value})
        except ValidationError as error:
            return error
        return None

    def iter_errors(self, value: Any) -> Iterator[ValidationError]:
        """Return all that is wrong with a value, of a union only that no branch fits; see `branch`.

        The first step of each place is the key.
        """
        return self.compiler.validator.iter_errors({self.key: value})

    @property
    def width(self) -> int:
        """Return how many properties one of the document's schemas requires at most."""
        return self.compiler.width

    def branch(self, number: int) -> Schema:
        """Return a branch of a union by its number among the converter's."""
        return Schema(f"{BRANCH}{number}", self.compiler)


class Compiler:
    """Compiles a document's schemas; references lead to schemas that were converted the same way.

    Schemas are kept as JSON texts, which take a tenth of the memory.
    """

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._schemas: dict[bytes, Schema] = {}
        self._validator: Draft202012Validator | None = None

    def add(self, schema: Any) -> Schema:
        """Return what judges by an OpenAPI schema; schemas that say the same are one."""
        text = json_text(self._converter.convert(schema))
        if text not in self._schemas:
            self._schemas[text] = Schema(f"schema-{len(self._schemas)}", self)
            self._validator = None
        return self._schemas[text]

    @property
    def validator(self) -> Draft202012Validator:
        """Return the validator of all schemas so far; CompileError if there can be none."""
        if self._validator is None:
            self._validator = self._compiled(self._schemas)
        return self._validator

    @property
    def width(self) -> int:
        """Return how many properties a schema requires at most."""
        return max(self._converter.widths, default=0)

    def culprit(self) -> tuple[Schema, Exception] | None:
        """Return a schema that no validator can be made of and what says so, None if all is well."""
        try:
            self._validator = self._compiled(self._schemas)
        except CompileError as error:
            return self._narrowed(list(self._schemas), error)
        return None

    def _narrowed(self, texts: list[bytes], error: Exception) -> tuple[Schema, Exception]:
        """Return the one of the schemas that is the cause of an error, and the error that it alone gives."""
        while len(texts) > 1:
            half = texts[: len(texts) // 2]
            texts = half if self._error(half) else texts[len(texts) // 2 :]
        return self._schemas[texts[0]], self._error(texts) or error

    def _error(self, texts: list[bytes]) -> Exception | None:
        try:
            self._compiled(texts, mask=None)
        except CompileError as error:
            return error
        return None

    def _compiled(self, texts: Iterable[bytes], mask: str | None = "the value") -> Draft202012Validator:
        resource = {name: json_text(schema) for name, schema in self._converter.resource()}
        branches = {f"{BRANCH}{number}": text for text, number in self._converter.branches.items()}
        judging = {self._schemas[text].key: text for text in texts}
        if len(judging) == len(self._schemas):
            judging |= {name: json_text({"$ref": f"#/{name}"}) for name in branches}
        whole = _joined({**resource, **branches, "properties": _joined(judging)})
        options: Any = {
            "registry": _TYPES,
            "validate_formats": True,
            "mask": mask,  # messages must not grow with values
            "pattern_options": _PATTERNS,
            "offline": True,
        }
        try:
            return Draft202012Validator(whole.decode(), **options)
        except ValidationError:
            raise
        except ValueError:  # as a text it may be nested in 128 levels only
            return Draft202012Validator(json.loads(whole), **options)


def _joined(members: dict[str, bytes]) -> bytes:
    """Return the text of an object, by the texts of its members."""
    return b"{%b}" % b",".join(b"%b:%b" % (json_text(name), text) for name, text in members.items())
