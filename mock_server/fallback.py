"""The fallback: answers an operation that has no function of its own, from what the document says of it."""

from typing import Any

from mock_server.answers import JSON_MEDIA_TYPE, Answer, dump
from mock_server.contract import Contract, Operation
from mock_server.documents import Json

DEEPEST = 12
_TEXTS = {
    "uuid": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0ff",
    "date-time": "2026-01-31T09:30:00Z",
    "date": "2026-01-31",
    "time": "09:30:00Z",
    "email": "someone@example.org",
    "uri": "https://example.org/",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "dGV4dA==",
}


def fallback_answer(contract: Contract, operation: Operation) -> Answer:
    """Return the operation's success: its example, else its first named one, else one made from its schema.

    The same document always gives the same answer.
    """
    declared = operation.responses
    status = min((code for code in declared if code[:1] in {"2", "3"}), default="default")
    content = declared[status].content if status in declared else {}
    code = 200 if status == "default" else int(status.replace("X", "0"))
    if not content:
        return Answer(code, b"", media_type=None)
    name = JSON_MEDIA_TYPE if JSON_MEDIA_TYPE in content else next(iter(content))
    value = example_of(contract, content[name])
    body = value.encode() if isinstance(value, str) and not name.endswith("json") else dump(value)
    return Answer(code, body, media_type=name)


def example_of(contract: Contract, media: Json) -> Any:
    """Return a media type's example, its first named example, or a value made from its schema."""
    if "example" in media:
        return media["example"]
    for named in media.get("examples", {}).values():
        resolved = contract.resolve(named)
        if "value" in resolved:
            return resolved["value"]
    return make_value(contract, media.get("schema", {}))


def make_value(contract: Contract, schema: Json, depth: int = 0) -> Any:
    """Return a value that the schema allows, for all but exotic schemas."""
    schema = contract.resolve(schema)
    for key in ("example", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    for key in ("oneOf", "anyOf"):
        if key in schema:
            base = make_value(contract, {**schema, key: []}, depth) if "properties" in schema else {}
            return _merged(base, make_value(contract, schema[key][0], depth)) if schema[key] else base
    return _typed(contract, schema, depth)


def _typed(contract: Contract, schema: Json, depth: int) -> Any:
    match schema.get("type"):
        case "array":
            return _array(contract, schema, depth)
        case "string":
            return _text(schema)
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
    return _object(contract, schema, depth)


def _object(contract: Contract, schema: Json, depth: int) -> Any:
    """Make an object: all properties, past the depth limit only required ones, so that recursion ends."""
    value: Any = {}
    for member in schema.get("allOf", ()):
        value = _merged(value, make_value(contract, member, depth))
    wanted = schema.get("properties", {})
    if depth >= DEEPEST:
        wanted = {name: child for name, child in wanted.items() if name in schema.get("required", ())}
    if depth >= 2 * DEEPEST:
        wanted = {}
    made = {name: make_value(contract, child, depth + 1) for name, child in wanted.items()}
    return _merged(value, made) if made else value


def _array(contract: Contract, schema: Json, depth: int) -> list[Any]:
    least: int = schema.get("minItems", 0)
    count = max(least, 1) if depth < DEEPEST else least
    count = count if depth < 2 * DEEPEST else 0
    return [make_value(contract, schema.get("items", {}), depth + 1) for _ in range(count)]


def _text(schema: Json) -> str:
    text = _TEXTS.get(schema.get("format", ""), "text")
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    return text.ljust(least, "x")[:most]


def _number(schema: Json) -> int | float:
    value: int | float = schema.get("minimum", min(1, schema.get("maximum", 1)))
    exclusive = schema.get("exclusiveMinimum") is True
    step = schema.get("multipleOf", 1)
    if "multipleOf" in schema:
        value = -(-value // step) * step
    return value + step if exclusive and value == schema.get("minimum") else value


def _merged(one: Any, other: Any) -> Any:
    return {**one, **other} if isinstance(one, dict) and isinstance(other, dict) else other
