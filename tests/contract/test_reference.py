"""The contract says what the guide prints: every operation, parameter, field, bound, default and status.

Where it says more than the guide, the place carries an x-evidence other than `guide`.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.document import Json, contract, descend, flatten, operation, resolve
from tests.contract.validation import undeclared, variant, violations
from tests.guide import OPERATION_IDS, examples, reference

BOUNDS = {"minLength": "min", "minimum": "min", "maxLength": "max", "maximum": "max"}
COMPARED = ("type", "format", "min", "max", "default")
BEYOND_THE_GUIDE = {"client", "vendor", "decided"}

FORMATS = {
    "uuid": re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
    "date-time": re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
}

REFERENCE = {each["operationId"]: each for each in reference()}
BODIES = sorted(name for name, each in REFERENCE.items() if "body" in each)

each_operation = pytest.mark.parametrize("operation_id", sorted(OPERATION_IDS.values()))
each_body = pytest.mark.parametrize("operation_id", BODIES)


def said(schema: Json) -> Json:
    """Give what a schema says, in the words of the digest."""
    words = {BOUNDS.get(key, key): value for key, value in flatten(schema).items()}
    # On PATCH the printed default is not applied, and so is kept under another name.
    if "x-guide-default" in words:
        words["default"] = words["x-guide-default"]
    return {word: words[word] for word in COMPARED if word in words}


def difference(field: Json, schema: Json, *, evidence: Any) -> Json:
    """Compare a printed field with a schema.

    Returns:
        What the contract says otherwise, or beyond the guide without evidence: {word: (guide, contract)}.
    """
    printed = {word: field[word] for word in COMPARED if word in field}
    found = said(schema)
    words = printed.keys() if evidence in BEYOND_THE_GUIDE else printed.keys() | found.keys()
    return {
        word: (printed.get(word), found.get(word)) for word in words if printed.get(word) != found.get(word)
    }


@each_operation
def test_parameters_are_the_printed_ones(operation_id: str) -> None:
    """The printed parameters are there, and another only where the guide prints an empty heading."""
    guide, found = REFERENCE[operation_id], operation(operation_id).parameters()
    printed = {(each["in"], each["name"]) for each in guide["parameters"]}
    hidden = {place.split()[0] for place in guide.get("blank_sections", [])}
    assert printed <= found.keys()
    assert {place for place, _ in found.keys() - printed} == hidden


@each_operation
def test_parameters_say_what_is_printed(operation_id: str) -> None:
    """Type, format, bounds, default and necessity of a parameter are the guide's."""
    found = operation(operation_id).parameters()
    for field in REFERENCE[operation_id]["parameters"]:
        node = found[field["in"], field["name"]]
        assert difference(field, node["schema"], evidence=node.get("x-evidence")) == {}, field["name"]
        assert node.get("required", False) is field["required"], field["name"]


@each_operation
def test_hidden_parameters_have_evidence(operation_id: str) -> None:
    """A parameter that the guide hides is optional and says how it is known."""
    guide = REFERENCE[operation_id]
    printed = {(each["in"], each["name"]) for each in guide["parameters"]}
    for place, node in operation(operation_id).parameters().items():
        if place not in printed:
            assert node["x-evidence"] in BEYOND_THE_GUIDE, place
            assert not node.get("required", False), place


@each_operation
def test_body_is_the_printed_one(operation_id: str) -> None:
    """A printed body is there with its media type; one that is not printed is optional and has evidence."""
    guide, node = REFERENCE[operation_id], operation(operation_id).node
    if "body" in guide:
        body = resolve(node["requestBody"])
        assert list(body["content"]) == [guide["body"]["media_type"]]
        assert body.get("required", False) is guide["body"].get("required", True)
    elif "requestBody" in node:
        body = resolve(node["requestBody"])
        assert body["x-evidence"] in BEYOND_THE_GUIDE
        assert body.get("required", False) is False


@each_body
def test_fields_say_what_is_printed(operation_id: str) -> None:
    """Type, format, bounds and default of a body's field are the guide's."""
    properties = flatten(operation(operation_id).request_schema())["properties"]
    for field in REFERENCE[operation_id]["body"]["fields"]:
        schema = properties[field["name"]]
        evidence = flatten(schema).get("x-evidence")
        assert difference(field, schema, evidence=evidence) == {}, field["name"]


@each_body
def test_fields_take_null_where_printed(operation_id: str) -> None:
    """A field takes null exactly where the guide prints `nullable`."""
    properties = flatten(operation(operation_id).request_schema())["properties"]
    for field in REFERENCE[operation_id]["body"]["fields"]:
        takes_null = not violations(properties[field["name"]], None)
        assert takes_null is field.get("nullable", False), field["name"]


@each_body
def test_fields_are_required_where_printed(operation_id: str) -> None:
    """A field is required where the guide prints so; what is required besides is not in the guide's list."""
    required = set(flatten(operation(operation_id).request_schema()).get("required", []))
    fields = {field["name"]: field["required"] for field in REFERENCE[operation_id]["body"]["fields"]}
    assert {name for name in fields if name in required} == {name for name in fields if fields[name]}


@each_body
def test_blank_enumerations_are_filled(operation_id: str) -> None:
    """Where the guide prints `Possible values:` and none, the contract has values with evidence."""
    properties = flatten(operation(operation_id).request_schema())["properties"]
    fields = [field for field in REFERENCE[operation_id]["body"]["fields"] if field.get("blank_enum")]
    for schema in (flatten(properties[field["name"]]) for field in fields):
        assert schema["enum"]
        assert schema["x-evidence"] in BEYOND_THE_GUIDE


@each_operation
def test_success_is_the_printed_one(operation_id: str) -> None:
    """The status and the media type of a success are the guide's."""
    found, printed = operation(operation_id), REFERENCE[operation_id]["response"]
    assert found.success() == printed["status"]
    assert list(found.response(printed["status"])["content"]) == [printed["media_type"]]


@each_operation
def test_security_is_the_printed_one(operation_id: str) -> None:
    """An operation wants a token where the guide prints an Authorization header."""
    assert bool((contract() | operation(operation_id).node)["security"]) is REFERENCE[operation_id]["bearer"]


def printed_schema(name: str) -> Json:
    """Give the schema of a printed example, by its file name."""
    operation_id, kind, _ = name.split(".")
    found = operation(operation_id)
    return found.request_schema() if kind == "request" else found.response_schema()


def texts(schema: Json, instance: Any, pointer: str = "") -> Iterator[tuple[str, Json, str]]:
    """Yield every string of an instance with its pointer and the schema of its place."""
    schema = flatten(variant(schema, instance))
    if isinstance(instance, str):
        yield pointer, schema, instance
    if isinstance(instance, list):
        for index, item in enumerate(instance):
            yield from texts(schema["items"], item, f"{pointer}/{index}")
    if isinstance(instance, dict):
        for member, value in instance.items():
            yield from texts(schema["properties"][member], value, f"{pointer}/{member}")


each_example = pytest.mark.parametrize("name", [name for name, _ in examples()])


@each_example
def test_printed_members_are_declared(name: str) -> None:
    """Every member that a printed example has is named in the contract, though objects are open."""
    assert list(undeclared(printed_schema(name), dict(examples())[name])) == []


@each_example
def test_printed_values_have_a_format(name: str) -> None:
    """Where the guide prints a UUID or a date-time, the contract declares the format."""
    for pointer, schema, text in texts(printed_schema(name), dict(examples())[name]):
        expected = [form for form, pattern in FORMATS.items() if pattern.match(text)]
        assert not expected or [schema.get("format")] == expected, pointer


@pytest.mark.parametrize("place", ["data", "data/items/*"])
def test_responses_keep_the_bounds_of_requests(place: str) -> None:
    """A version in an answer has the bounds of a version in a request."""
    answer = operation("list_models" if "*" in place else "get_model").response_schema()
    request = said(descend(operation("create_model").request_schema(), "version"))
    assert said(descend(answer, f"{place}/version")) | {"default": "v1"} == request
