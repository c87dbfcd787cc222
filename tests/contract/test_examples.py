"""Every example is valid, formats included, names only declared members, and tells one story."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from contract_tests.bench import covers
from tests.contract.document import Json, contract, nodes, operation, resolve, schemas
from tests.contract.validation import undeclared, violations


def examples() -> Iterator[tuple[str, Json, Any]]:
    """Yield every example of the document as (pointer, schema, value)."""
    for pointer, node in nodes():
        if "schema" in node and "example" in node:
            yield f"{pointer}/example", node["schema"], node["example"]
        if "schema" in node and "examples" in node:
            for name, example in node["examples"].items():
                yield f"{pointer}/examples/{name}", node["schema"], resolve(example)["value"]
    for pointer, schema in schemas():
        for word in {"example", "default"} & schema.keys():
            yield f"{pointer}/{word}", schema, schema[word]


def test_validator_checks_formats() -> None:
    """The validator in use knows the formats of the contract, so that these tests can fail."""
    for name in ("date-time", "email", "uuid"):
        assert violations({"type": "string", "format": name}, "none of it") == {("", "format")}


def test_examples_are_found() -> None:
    """Media types, parameters, headers and schemas all have examples for the other tests to look at."""
    places = [pointer for pointer, _, _ in examples()]
    for part in ("/content/", "/components/parameters/", "/components/headers/", "/components/schemas/"):
        assert [place for place in places if part in place], part


def test_examples_validate() -> None:
    """No example, and no default, breaks its own schema."""
    faults = {pointer: violations(schema, value) for pointer, schema, value in examples()}
    assert {pointer: found for pointer, found in faults.items() if found} == {}


def test_examples_name_declared_members_only() -> None:
    """No example has a member that its schema does not name; open objects would let a misspelt one pass."""
    faults = {pointer: list(undeclared(schema, value)) for pointer, schema, value in examples()}
    assert {pointer: found for pointer, found in faults.items() if found} == {}


def test_examples_of_json_in_the_query_validate() -> None:
    """The JSON inside a query parameter's example is valid against the schema that describes it."""
    carriers = [node for _, node in nodes() if "x-content-schema" in node]
    assert {node["name"] for node in carriers} == {"filter", "deployment_params"}
    for node in carriers:
        value = json.loads(node["example"])
        assert violations(node["x-content-schema"], value) == set()
        assert list(undeclared(node["x-content-schema"], value)) == []


def test_component_examples_explain_themselves() -> None:
    """Every named example has a summary and a value, for the reader of the documentation."""
    assert [
        name
        for name, example in contract()["components"]["examples"].items()
        if not {"summary", "value"} <= example.keys()
    ] == []


def test_examples_tell_one_story() -> None:
    """All examples together give each id one name and each person one address."""
    names: dict[str, set[str]] = defaultdict(set)
    for _, _, value in examples():
        for identity, name in _named(value):
            names[identity].add(name)
    assert names
    assert {identity: found for identity, found in names.items() if len(found) > 1} == {}


def test_examples_of_answers_answer_the_examples_of_requests() -> None:
    """What a request's first example sends comes back in the example of its answer."""
    for operation_id in ("create_model", "update_model"):
        node = operation(operation_id).node
        (sent, *_) = node["requestBody"]["content"]["application/json"]["examples"].values()
        (answer,) = node["responses"]["200"]["content"]["application/json"]["examples"].values()
        body, got = dict(resolve(sent)["value"]), resolve(answer)["value"]["data"]
        # A reference is sent as an id and comes back as an object.
        for member in {"project", "owner"} & {name.removesuffix("_id") for name in body}:
            assert got[member]["id"] == body.pop(f"{member}_id")
        assert covers(got, body) is None


def _named(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        for member in {"name", "full_name", "email"} & value.keys():
            yield f"{value['id']} {member}", value[member]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from _named(child)
