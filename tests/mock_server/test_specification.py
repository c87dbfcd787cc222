"""Specification errors: one sentence with the place."""

from pathlib import Path

import pytest

from mock_server.app import build_app
from mock_server.settings import ConfigurationError, Settings

_HEAD = 'openapi: 3.0.3\ninfo: {title: t, version: "1"}\npaths:\n  /a:\n    get:\n'


def _with_parameter(schema: str) -> str:
    parameter = f"      parameters:\n      - {{name: q, in: query, schema: {schema}}}\n"
    return f"{_HEAD}{parameter}      responses: {{'200': {{description: ok}}}}\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("3\n", 1, "no OpenAPI document"),
        ("openapi: 3.1.0\npaths: {}\n", 1, "only 3.0"),
        ("info: {}\nopenapi: 3.0.3\n", 1, "has no paths"),
        (f"{_HEAD}      x-ref:\n        $ref: '#/components/schemas/No'\n", 7, "leads nowhere"),
        (f"{_HEAD}      x-ref: {{$ref: '#/paths/~1a/get/x-ref'}}\n", 6, "leads nowhere"),
        (f"{_HEAD}      x-ref: {{$ref: other.yaml}}\n", 6, "another file"),
        (f"{_HEAD}      responses:\n        '200': {{descriptio: x}}\n", 7, "breaks OpenAPI 3.0"),
        (_with_parameter("{type: strin}"), 7, '/schema/type breaks OpenAPI 3.0: "strin" is not one of'),
        (_with_parameter("{type: string, pattern: '('}"), 7, '/schema/pattern .* is not a "regex"'),
        (_with_parameter("{type: string, patern: a}"), 7, "'patern' was unexpected"),
        (_with_parameter("{items: {properties: {a: {type: no}}}}"), 7, '/items/properties/a/type .* "no"'),
        ("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: 3\n", 4, "breaks OpenAPI 3.0"),
    ],
)
def test_broken_document(tmp_path: Path, text: str, line: int, reason: str) -> None:
    """Each kind of broken document is refused with file, line and reason, in one line."""
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=reason) as caught:
        build_app(Settings(spec=path, world="empty"))
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(caught.value)


def test_reference_in_an_example_is_data(tmp_path: Path) -> None:
    """An example may contain what looks like a reference."""
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"{_HEAD}      responses:\n        '200':\n          description: ok\n          content:\n"
        "            application/json: {schema: {type: object}, example: {$ref: nowhere}}\n",
        encoding="utf-8",
    )
    build_app(Settings(spec=path, world="empty"))
