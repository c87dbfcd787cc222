"""Conformity: headers that the contract declares."""

import pytest

from mock_server.http.errors import error_answer, refuse
from mock_server.openapi.conformity import find_faults
from mock_server.openapi.contract import Contract, Operation
from mock_server.openapi.document import bundled, read_document


@pytest.fixture(scope="module")
def operation() -> Operation:
    """An operation whose 401 must ask for a scheme."""
    return Contract(read_document(bundled("openapi.yaml")), "contract").operations[0]


@pytest.mark.parametrize(
    ("headers", "faults"),
    [
        ({"www-authenticate": "Bearer"}, []),
        ({}, ["the header www-authenticate is missing"]),
        ({"www-authenticate": "Basic"}, ['www-authenticate must match the pattern ^Bearer, not "Basic"']),
    ],
)
def test_declared_headers(operation: Operation, headers: dict[str, str], faults: list[str]) -> None:
    """A required header must be there and fit its schema."""
    answer = error_answer(refuse(401, "m", headers))
    start = {"status": 401, "headers": [*answer.raw_headers(), (b"x-request-id", b"1")]}
    assert find_faults(operation, start, answer.body) == faults


def test_undeclared_errors_are_let_through(operation: Operation) -> None:
    """What comes before the operation need not be declared on it."""
    assert find_faults(operation, {"status": 405, "headers": []}, b"") == []


@pytest.mark.parametrize("body", [b"{", b"NaN", b'"\xff"', b'{"a":Infinity}', "{}".encode("utf-16")])
def test_bodies_that_are_no_json(operation: Operation, body: bytes) -> None:
    """A body is JSON in UTF-8 or a fault, whichever reader it takes."""
    start = {
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"x-request-id", b"1")],
    }
    (fault,) = find_faults(operation, start, body)
    assert fault.startswith("the body is not valid JSON")
