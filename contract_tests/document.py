"""The contract: one OpenAPI document, its operations, its schemas, and the line on which each rule stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """The document cannot be used; the message names the file, the line and the reason."""


@dataclass(frozen=True)
class Problem:
    """One place where a value breaks a schema.

    Attributes:
        place: JSON Pointer into the value; empty for the value itself.
        message: what is wrong there.
        keyword: JSON Pointer into the schema, to the keyword that says so.
    """

    place: str
    message: str
    keyword: str = ""

    def __str__(self) -> str:
        return f"{self.place or '(whole)'}: {self.message}"


def _pointer(parts: list[str | int] | list[str]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def standard_schema(schema: Any) -> Any:
    """The schema in standard JSON Schema: `nullable` becomes a type, annotations of OpenAPI go."""
    if isinstance(schema, list):
        return [standard_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        key: {name: standard_schema(member) for name, member in value.items()}
        if key == "properties"
        else standard_schema(value)
        for key, value in schema.items()
        if key not in {"example", "discriminator"}
    }
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if plain.get(exclusive) is True:
            plain[exclusive] = plain.pop(bound)
        elif plain.get(exclusive) is False:
            del plain[exclusive]
    if plain.pop("nullable", None) is True and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
        if isinstance(plain.get("enum"), list) and None not in plain["enum"]:
            plain["enum"] = [*plain["enum"], None]
    return plain


@dataclass(frozen=True)
class Operation:
    """One operation of the document.

    Attributes:
        id: its operationId.
        method: upper case.
        path: the template, such as `/v3/models/{model_id}`.
        pointer: JSON Pointer to it in the document.
        raw: the operation object, with the path item's parameters merged in and references to parameters,
            request bodies, responses and headers resolved; schemas keep their `$ref`.
    """

    id: str
    method: str
    path: str
    pointer: str
    raw: Json = field(repr=False)

    @cached_property
    def statuses(self) -> frozenset[int]:
        """Every documented status."""
        return frozenset(int(status) for status in self.raw["responses"] if str(status).isdigit())

    @cached_property
    def success(self) -> int:
        """The one documented 2xx status."""
        return min(status for status in self.statuses if 200 <= status < 300)

    @cached_property
    def parameters(self) -> dict[str, Json]:
        """Parameter objects by name."""
        return {parameter["name"]: parameter for parameter in self.raw.get("parameters", [])}

    @cached_property
    def request_schema(self) -> Json | None:
        """The schema of the application/json request body, or None where there is no body."""
        content = self.raw.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return schema if isinstance(schema, dict) else None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the paths of this operation; one non-empty segment a parameter."""
        parts = re.split(r"\{[^}]+\}", self.path)
        return re.compile("[^/]+".join(re.escape(part) for part in parts))


class Document:
    """A loaded OpenAPI 3.0 document.

    Attributes:
        path: the file it was read from.
        raw: the whole document.
        operations: by operationId, in the document's order.
    """

    def __init__(self, raw: Json, lines: Mapping[str, int], path: Path) -> None:
        self.raw = raw
        self.path = path
        self._lines = lines
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._components = standard_schema(raw.get("components", {}))
        self.operations = {operation.id: operation for operation in self._read_operations()}

    @classmethod
    def load(cls, path: Path | None = None) -> Document:
        """Read the document at `path`, or the contract that comes with the kit.

        Raises:
            DocumentError: the file is missing, is not YAML, or is no OpenAPI 3.0 document.
        """
        path = path or default_path()
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
        except OSError as error:
            raise DocumentError(f"{path}: cannot be read: {error.strerror}") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DocumentError(f"{path}, line {line}: not YAML: {error.problem}") from error
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            raise DocumentError(f"{path}: not YAML in UTF-8: {error}") from error
        if not isinstance(raw, dict) or not str(raw.get("openapi", "")).startswith("3.0"):
            raise DocumentError(f"{path}, line 1: not an OpenAPI 3.0 document (`openapi: 3.0.x` is missing)")
        try:
            return cls(raw, dict(_lines(node, "")), path)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise DocumentError(f"{path}: not a usable OpenAPI 3.0 document ({reason})") from error

    def line(self, pointer: str) -> int:
        """The line of the node at a JSON Pointer; of its nearest ancestor where it does not exist."""
        while pointer and pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer, 1)

    def resolve(self, node: Any) -> Any:
        """The node that a `{"$ref": "#/..."}` stands for; any other node itself."""
        while isinstance(node, dict) and "$ref" in node:
            target: Any = self.raw
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def match(self, method: str, path: str) -> Operation | None:
        """The operation that a request addresses, if any."""
        for operation in self.operations.values():
            if operation.method == method.upper() and operation.pattern.fullmatch(path):
                return operation
        return None

    def problems(self, schema: Json, value: Any) -> list[Problem]:
        """Every place where `value` breaks `schema`, formats included."""
        key = repr(schema)
        validator = self._validators.get(key)
        if validator is None:
            root = {**standard_schema(schema), "components": self._components}
            validator = jsonschema_rs.Draft202012Validator(root, validate_formats=True)
            self._validators[key] = validator
        return [
            Problem(_pointer(error.instance_path), error.message, _pointer(error.schema_path))
            for error in validator.iter_errors(value)
        ]

    def _read_operations(self) -> Iterator[Operation]:
        for path, item in self.raw.get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    pointer = _pointer(["paths", path, method])
                    yield Operation(
                        id=item[method].get("operationId", f"{method} {path}"),
                        method=method.upper(),
                        path=path,
                        pointer=pointer,
                        raw=self._inline(item, item[method]),
                    )

    def _inline(self, item: Json, operation: Json) -> Json:
        raw = dict(operation)
        parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
        raw["parameters"] = [self.resolve(parameter) for parameter in parameters]
        if "requestBody" in raw:
            raw["requestBody"] = self.resolve(raw["requestBody"])
        raw["responses"] = {
            str(status): self._inline_response(answer) for status, answer in raw["responses"].items()
        }
        return raw

    def _inline_response(self, answer: Json) -> Json:
        answer = dict(self.resolve(answer))
        answer["headers"] = {name: self.resolve(header) for name, header in answer.get("headers", {}).items()}
        return answer


def default_path() -> Path:
    """The contract that comes with the kit: beside the packages in a checkout, inside the wheel elsewhere."""
    checkout = Path(__file__).parent.parent / "openapi.yaml"
    if checkout.is_file():
        return checkout
    return Path(str(resources.files("mock_server"))) / "data" / "openapi.yaml"


def _lines(node: yaml.Node | None, pointer: str) -> Iterator[tuple[str, int]]:
    if node is None:
        return
    yield pointer, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            child = pointer + _pointer([str(key.value)])
            # The key's line is the one a reader looks for; a block value begins a line later.
            yield from (
                (p, key.start_mark.line + 1 if p == child else line) for p, line in _lines(value, child)
            )
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, f"{pointer}/{index}")
