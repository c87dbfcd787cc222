"""What every operation can answer, who may call it, and where its answers link to."""

import re

import pytest

from tests.contract.document import Json, Operation, contract, operation, operations, resolve
from tests.contract.pointer import pick
from tests.guide import OPERATION_IDS

EVERYWHERE = {"400", "401", "403", "404", "406", "429", "500"}
"""404 too: each names a model or a project, be it in the query."""
WITH_BODY = {"413", "415"}
CAN_CONFLICT = {"create_model", "update_model"}

each_operation = pytest.mark.parametrize("operation_id", sorted(OPERATION_IDS.values()))
body_expression = re.compile(r"^\$response\.body#(/.+)$")
path_expression = re.compile(r"^\$request\.path\.(\w+)$")


@each_operation
def test_statuses(operation_id: str) -> None:
    """An operation declares one success, the errors it can give, and no `default` to excuse the rest."""
    found = operation(operation_id)
    expected = EVERYWHERE | {found.success()}
    expected |= {"409"} if operation_id in CAN_CONFLICT else set()
    expected |= WITH_BODY if "requestBody" in found.node else set()
    assert set(found.node["responses"]) == expected


@each_operation
def test_errors_share_one_envelope(operation_id: str) -> None:
    """Every error is the service's own envelope as application/json, with an example."""
    found = operation(operation_id)
    for status in set(found.node["responses"]) - {found.success()}:
        content = found.response(status)["content"]
        assert list(content) == ["application/json"], status
        assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorEnvelope"}, status
        assert content["application/json"]["examples"], status


@each_operation
def test_error_examples_repeat_the_status(operation_id: str) -> None:
    """The `code` in an error's example is the status that it stands under."""
    found = operation(operation_id)
    for status in set(found.node["responses"]) - {found.success()}:
        for example in found.response(status)["content"]["application/json"]["examples"].values():
            assert resolve(example)["value"]["error"]["code"] == int(status)


@each_operation
def test_unauthorized_names_the_scheme(operation_id: str) -> None:
    """A 401 carries WWW-Authenticate, and requires it."""
    header = operation(operation_id).response("401")["headers"]["WWW-Authenticate"]
    assert resolve(header)["required"] is True


@each_operation
def test_security_is_a_bearer_token(operation_id: str) -> None:
    """Every operation wants a bearer token in the Authorization header, and nothing else will do."""
    requirements: list[Json] = (contract() | operation(operation_id).node)["security"]
    schemes = [contract()["components"]["securitySchemes"][name] for each in requirements for name in each]
    assert [(scheme["type"], scheme["scheme"]) for scheme in schemes] == [("http", "bearer")]
    assert {} not in requirements


@each_operation
def test_examples_of_request_and_success(operation_id: str) -> None:
    """Every request body and every successful answer shows an example."""
    found = operation(operation_id)
    assert found.response(found.success())["content"]["application/json"]["examples"]
    if "requestBody" in found.node:
        assert resolve(found.node["requestBody"])["content"]["application/json"]["examples"]


def _linked(source: Operation) -> set[str]:
    return {
        resolve(link)["operationId"] for link in source.response(source.success()).get("links", {}).values()
    }


def test_create_links_to_every_item_operation() -> None:
    """A created model leads to every operation on one model or one of its columns."""
    items = {each.node["operationId"] for each in operations() if "{model_id}" in each.path}
    assert len(items) == 9
    assert _linked(operation("create_model")) == items


def test_list_links_to_every_operation_on_a_model() -> None:
    """A list's first model leads to every operation that needs no more than a model's id."""
    assert _linked(operation("list_models")) == {
        each.node["operationId"] for each in operations() if re.findall(r"{(\w+)}", each.path) == ["model_id"]
    }


def test_columns_link_to_the_column() -> None:
    """A list's first column leads to the operation that reads one column."""
    assert "get_column" in _linked(operation("list_columns"))


@each_operation
def test_links_give_the_path_of_their_target(operation_id: str) -> None:
    """A link gives exactly the path parameters of an operation that exists."""
    source = operation(operation_id)
    for link in map(resolve, source.response(source.success()).get("links", {}).values()):
        target = operation(link["operationId"])
        assert set(link["parameters"]) == {name for place, name in target.parameters() if place == "path"}


@each_operation
def test_links_point_at_something(operation_id: str) -> None:
    """A link's expression finds a value in every example of the answer, or a parameter of the request."""
    source = operation(operation_id)
    response = source.response(source.success())
    examples = [
        resolve(each)["value"] for each in response["content"]["application/json"]["examples"].values()
    ]
    for link in map(resolve, response.get("links", {}).values()):
        for expression in link["parameters"].values():
            if match := body_expression.match(expression):
                assert all(isinstance(pick(example, match[1]), str) for example in examples), expression
            else:
                assert ("path", path_expression.findall(expression)[0]) in source.parameters(), expression
