"""The contract as the suite reads it: what is no document is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.document import Document, DocumentError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"openapi: 3.0.3\npaths: [\n", "line 3: not YAML"),
        (b"openapi: 3.1.0\n", "line 1: not an OpenAPI 3.0 document"),
        (b"\x01", "not YAML in UTF-8"),
        (b"openapi: 3.0.3 \xff", "not YAML in UTF-8"),
        (b"openapi: 3.0.3\npaths: []\n", "not a usable OpenAPI 3.0 document"),
        (b"openapi: 3.0.3\npaths: {/a: {get: {operationId: a}}}\n", "not a usable OpenAPI 3.0 document"),
    ],
    ids=["cut off", "another version", "a control character", "no UTF-8", "no paths", "no responses"],
)
def test_what_is_no_document(tmp_path: Path, content: bytes, said: str) -> None:
    """The message names the file and, where it can, the line."""
    file = tmp_path / "other.yaml"
    file.write_bytes(content)
    with pytest.raises(DocumentError, match=said) as caught:
        Document.load(file)
    assert str(caught.value).startswith(str(file))


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(DocumentError, match=r"nowhere\.yaml: cannot be read"):
        Document.load(tmp_path / "nowhere.yaml")


def test_lines_are_those_of_the_file() -> None:
    """A pointer leads to its line, one that leads nowhere to that of what it stands in."""
    document = Document.load()
    lines = document.path.read_text(encoding="utf-8").splitlines()
    assert "list_models" in lines[document.line("/paths/~1v3~1models/get/operationId") - 1]
    assert document.line("/paths/~1v3~1models/get/nothing") == document.line("/paths/~1v3~1models/get")
