"""The compiler: one validator for all schemas of a document."""

from pathlib import Path
from typing import Any

import pytest

from mock_server.openapi.compiler import CompileError, Compiler
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import Document
from mock_server.openapi.schemas import Converter, union_branches
from tests.mock_server.openapi.large_documents import payments, repositories

_DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "A b~/c%": {"type": "integer"},
            "Union": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]},
            "Broken": {"pattern": r"\uD83D"},
        }
    }
}


def _compiler(**options: Any) -> Compiler:
    return Compiler(Converter(_DOCUMENT, **options))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("name", ["A%20b~0~1c%25", "A b~0~1c%25"])
def test_names_of_any_characters(name: str, strict: bool) -> None:  # noqa: FBT001  a parameter of the test
    """A reference leads to a schema of whatever name, percent-encoded or not."""
    judge = _compiler(strict=strict).add({"items": {"$ref": f"#/components/schemas/{name}"}})
    assert (judge.is_valid([1]), judge.is_valid(["x"])) == (True, False)


def test_schemas_added_later() -> None:
    """A schema may be added after another was used, and both judge."""
    compiler = _compiler()
    first = compiler.add({"type": "string"})
    assert first.is_valid("x")
    second = compiler.add({"$ref": "#/components/schemas/Union"})
    assert (first.is_valid(1), second.is_valid({"a": 1}), second.is_valid(1)) == (False, True, False)
    assert compiler.add({"type": "string"}) == first


def test_errors() -> None:
    """Errors have the key as their first step; of a union they name the branches, which judge, too."""
    judge = _compiler().add({"properties": {"u": {"$ref": "#/components/schemas/Union"}}})
    (error,) = judge.iter_errors({"u": {}})
    assert error.instance_path == [judge.key, "u"]
    schema: Any = error.kind.value
    found = union_branches(getattr(error.kind, "schema", schema))
    assert found is not None
    keyword, numbers = found
    fits = [judge.branch(number).is_valid({}) for number in numbers]
    assert (keyword, fits, judge.first_error({"u": "x"})) == ("oneOf", [False, False], None)


def test_deep_nesting() -> None:
    """A schema may be nested as deeply as a document."""
    schema: Any = {"type": "integer"}
    for _ in range(95):
        schema = {"properties": {"a": schema}}
    value: Any = "x"
    for _ in range(95):
        value = {"a": value}
    (error,) = _compiler().add(schema).iter_errors(value)
    assert error.kind.name == "type"


def test_the_culprit_is_found() -> None:
    """Of many schemas the one that cannot be compiled is told."""
    compiler = _compiler()
    for number in range(20):
        compiler.add({"minLength": number})
    assert compiler.culprit() is None
    broken = compiler.add({"items": {"$ref": "#/components/schemas/Broken"}})
    for number in range(20):
        compiler.add({"maxLength": number})
    found = compiler.culprit()
    assert found is not None
    assert found[0] == broken
    with pytest.raises(CompileError):
        broken.is_valid([])


@pytest.mark.parametrize("document", [payments(120, 300), repositories(300, 200)])
def test_a_large_document_is_compiled_once(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many operations there are, and however they are entangled, two validators are compiled."""
    compiled: list[int] = []
    inner = Compiler._compiled  # noqa: SLF001  what takes the time

    def counting(compiler: Compiler, texts: Any, **options: Any) -> Any:
        compiled.append(len(list(texts)))
        return inner(compiler, texts, **options)

    monkeypatch.setattr(Compiler, "_compiled", counting)
    contract = Contract(Document(Path("large.json"), document, b""), "large")
    for operation in contract.operations:
        assert operation.body is not None
        judge = next(iter(operation.body.validators.values()))
        assert judge.is_valid({"title": "x"})
        assert not operation.responses["200"].validators["application/json"].is_valid(1)
    assert len(compiled) == 2
