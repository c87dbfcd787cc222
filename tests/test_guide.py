"""What the repository keeps of the guide is what the guide prints."""

import json

import pytest

from tests.guide import (
    FIXTURES,
    GUIDE_VARIABLE,
    OPERATION_IDS,
    REFERENCE,
    Guide,
    GuideError,
    available_guide,
    digest_text,
    examples,
    parse,
    reference,
)

ENTRY = """\
List models

get

Prose.

Authorizations
Query parameters
limitintegerOptional

Twenty-five by nature

latest_onlybooleanOptional

Whether, or not. False by default

Responses
200
Prose.
application/json
Responseall of
get
GET /v3/models HTTP/1.1
Host:
Authorization: Bearer YOUR_SECRET_TOKEN
Accept: */*
{
  "kind": "PAGINATED"
}

Last updated
"""


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Parse a copy of the guide, where there is one."""
    path = available_guide()
    if path is None:
        pytest.skip(f"no copy of the guide: set {GUIDE_VARIABLE} to one")
    return parse(path.read_text(encoding="utf-8"))


def test_reference_is_what_the_guide_prints(guide: Guide) -> None:
    """Parsing the guide again gives the committed digest."""
    assert digest_text(guide) == REFERENCE.read_text(encoding="utf-8")


def test_fixtures_are_what_the_guide_prints(guide: Guide) -> None:
    """Every printed example is a fixture, byte for byte, and there is no other fixture."""
    kept = {path.name: path.read_bytes() for path in FIXTURES.glob("*.json")}
    assert kept == {name: f"{text}\n".encode() for name, text in guide.examples.items()}


def test_reference_has_every_operation() -> None:
    """The digest has the twelve operations once each."""
    found = [((each["method"], each["path"]), each["operationId"]) for each in reference()]
    assert sorted(found) == sorted(OPERATION_IDS.items())


def test_every_operation_has_its_fixtures() -> None:
    """There is a response for each operation, and a request for each that the guide prints a body of."""
    responses = {f"{each['operationId']}.response.json" for each in reference()}
    requests = {f"{each['operationId']}.request.json" for each in reference() if "body" in each}
    assert {name for name, _ in examples()} == responses | requests


def test_fixtures_keep_the_printed_layout() -> None:
    """No fixture has been reformatted: two spaces of indent, nothing escaped."""
    for name, document in examples():
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        assert (FIXTURES / name).read_text(encoding="utf-8") == text


def test_request_fixtures_have_the_printed_length() -> None:
    """A request fixture, written compactly, is as long as the Content-Length printed with it."""
    documents = dict(examples())
    bodies = {each["operationId"]: each["body"]["content_length"] for each in reference() if "body" in each}
    assert bodies
    for operation_id, length in bodies.items():
        document = documents[f"{operation_id}.request.json"]
        assert len(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()) == length


def test_a_named_guide_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that names no file is an error, not a reason to skip."""
    monkeypatch.setenv(GUIDE_VARIABLE, "no-such-guide.txt")
    with pytest.raises(GuideError, match="no-such-guide"):
        available_guide()


def test_parse_reads_one_entry() -> None:
    """The parser separates what the guide prints without separators."""
    guide = parse(ENTRY)
    (operation,) = guide.operations
    assert operation["parameters"] == [
        {"in": "query", "name": "limit", "type": "integer", "required": False},
        {"in": "query", "name": "latest_only", "type": "boolean", "required": False, "default": False},
    ]
    assert operation["response"] == {"status": "200", "media_type": "application/json"}
    assert guide.examples == {"list_models.response.json": '{\n  "kind": "PAGINATED"\n}'}


@pytest.mark.parametrize(
    ("printed", "instead", "message"),
    [
        ("GET /v3/models HTTP/1.1", "GET nothing", "request line"),
        ("GET /v3/models HTTP/1.1", "GET /v3/unknown HTTP/1.1", "OPERATION_IDS"),
        ("limitintegerOptional", "limit·integerOptional", "not understood"),
        ('  "kind": "PAGINATED"\n}', "  no end", "examples"),
        ("\n200\n", "\n", "No status"),
    ],
)
def test_parse_refuses_what_it_does_not_know(printed: str, instead: str, message: str) -> None:
    """A text in another layout is an error that names the place, never a digest with less in it."""
    with pytest.raises(GuideError, match=message):
        parse(ENTRY.replace(printed, instead))
