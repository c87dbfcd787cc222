"""Parameters: strict reading of texts."""

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from mock_server.openapi.document import Json
from mock_server.openapi.limits import MOST_PAIRS
from mock_server.openapi.parameters import Parameter, coerce, delimiter, parse_query, read_parameters
from mock_server.openapi.violations import MOST


def _parameter(schema: Json, **members: Any) -> Parameter:
    settings: dict[str, Any] = {"name": "p", "location": "query", "required": False, **members}
    return Parameter(schema=schema, validator=Draft202012Validator(schema, validate_formats=True), **settings)


def _read(parameter: Parameter, *texts: str) -> tuple[Any, list[str]]:
    given = {"query": {"p": list(texts)} if texts else {}}
    values = read_parameters([parameter], given)
    return values.query.get("p"), [f"{item.place}: {item.message}" for item in values.violations]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("boolean", "False", False),
        ("boolean", "TRUE", True),
        ("integer", "-12", -12),
        ("integer", "9" * 30, int("9" * 30)),
        ("number", "1.5e3", 1500.0),
        ("string", "12", "12"),
    ],
)
def test_accepted(kind: str, text: str, value: Any) -> None:
    """Booleans in any case, plain decimals, and texts as they are."""
    assert coerce(text, {"type": kind}) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("boolean", text) for text in ("1", "yes", "", "foo", " true")),
        *(("integer", text) for text in ("1.0", "1e3", "0x1", "", " 1", "1_000", "\u0661", "+1")),
        *(("number", text) for text in ("nan", "inf", "", "1,5")),
    ],
)
def test_refused(kind: str, text: str) -> None:
    """Everything else is refused with the parameter's name."""
    _, violations = _read(_parameter({"type": kind}), text)
    assert violations[0].startswith("p: must be ")


def test_the_last_of_repeated_values_counts() -> None:
    """A repeated scalar parameter is no error."""
    assert _read(_parameter({"type": "integer"}), "1", "2") == (2, [])


def test_arrays() -> None:
    """Items come repeated, or separated as the style says."""
    schema = {"type": "array", "items": {"type": "integer"}}
    assert _read(_parameter(schema), "1", "2") == ([1, 2], [])
    assert _read(_parameter(schema, delimiter=","), "1,2") == ([1, 2], [])
    assert delimiter({"in": "query"}) is None
    assert delimiter({"in": "query", "explode": False}) == ","
    assert delimiter({"in": "query", "style": "pipeDelimited"}) == "|"


def test_default_and_required() -> None:
    """An absent parameter has its default, or is missed."""
    assert _read(_parameter({"type": "integer", "default": 7})) == (7, [])
    assert _read(_parameter({}, required=True)) == (None, ["p: is required in the query"])


def test_content_of_a_text_parameter() -> None:
    """A text that holds JSON is judged by the content's schema; its value stays the text."""
    content = Draft202012Validator({"required": ["a"]})
    parameter = _parameter({"type": "string"}, content_validator=content)
    assert _read(parameter, '{"a":1}') == ('{"a":1}', [])
    assert _read(parameter, "{}")[1] == ["p/a: is required"]
    assert _read(parameter, "{")[1][0].startswith("p: is not valid JSON")


def test_uuid_is_brought_to_lower_case() -> None:
    """Ids are kept in lower case, and found in any."""
    text = "0D6C1F0E-2F5B-4F0A-9F43-6F0F1A7BE031"
    assert coerce(text, {"type": "string", "format": "uuid"}) == text.lower()


def test_query_string() -> None:
    """Names and values are decoded; what is no UTF-8 is named."""
    values, violations = parse_query(b"a=1&a=%2B+2&b&&c=%ff")
    assert values == {"a": ["1", "+ 2"], "b": [""]}
    assert [violation.place for violation in violations] == ["c"]


def test_many_pairs() -> None:
    """A query of too many names is refused as a whole, and of names that are not UTF-8 not all are told."""
    assert len(parse_query(b"&".join(b"%d" % number for number in range(MOST_PAIRS)))[0]) == MOST_PAIRS
    values, violations = parse_query(b"&" * MOST_PAIRS)
    assert (values, [violation.message for violation in violations]) == (
        {},
        ["must have at most 10,000 names with values"],
    )
    assert len(parse_query(b"%ff&" * (MOST_PAIRS - 1))[1]) == MOST


@pytest.mark.parametrize("texts", [["," * MOST_PAIRS], ["," * (MOST_PAIRS // 2)] * 3])
def test_many_items(texts: list[str]) -> None:
    """An array of too many items in one text, or in several, is refused."""
    parameter = _parameter({"type": "array", "items": {"type": "string"}}, delimiter=",")
    assert _read(parameter, *texts)[1] == ["p: must have at most 10,000 parts"]
