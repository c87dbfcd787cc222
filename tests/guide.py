"""The API guide as data: parses the guide's text into a digest and its printed examples.

The guide itself is not part of this repository. `python -m tests.guide GUIDE` writes what the repository
keeps of it into `fixtures/guide/`: the facts as `reference.yaml`, the examples as JSON files, as printed.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures" / "guide"
REFERENCE = FIXTURES / "reference.yaml"
GUIDE_VARIABLE = "CONTRACT_GUIDE"

# The guide prints no operationIds; these are the contract's.
OPERATION_IDS = {
    ("get", "/v3/models"): "list_models",
    ("post", "/v3/models"): "create_model",
    ("get", "/v3/models/{model_id}"): "get_model",
    ("delete", "/v3/models/{model_id}"): "delete_model",
    ("patch", "/v3/models/{model_id}"): "update_model",
    ("post", "/v3/model-factory"): "generate_model",
    ("put", "/v3/models/{model_id}/deploy-artifact"): "update_artifact",
    ("post", "/v3/models/{model_id}/deploy-artifact"): "deploy_artifact",
    ("put", "/v3/models/{model_id}/deploy-surrogate"): "update_surrogate",
    ("post", "/v3/models/{model_id}/deploy-surrogate"): "deploy_surrogate",
    ("get", "/v3/models/{model_id}/columns"): "list_columns",
    ("get", "/v3/models/{model_id}/columns/{column_id}"): "get_column",
}

_ENTRY = re.compile(r"^(?=(?:get|post|put|patch|delete)\n\n)", re.MULTILINE)
_REQUEST_LINE = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (/\S+) HTTP/1\.1$", re.MULTILINE)
_EXAMPLE = re.compile(r"^\{$.*?^\}$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(Authorizations|Path parameters|Query parameters|Body|Responses)$", re.MULTILINE)
_STATUS = re.compile(r"^\d{3}$", re.MULTILINE)
_MEDIA_TYPE = re.compile(r"^\w+/[\w.+-]+$", re.MULTILINE)
# Name, type, traits and necessity are printed without anything between them: "limitintegerOptional".
_FIELD = re.compile(
    r"^(?P<name>[a-z_]+?)(?P<type>string|integer|number|boolean|array|object)"
    r"(?P<traits>(?: (?:·|\|) [\w-]+(?:: \d+)?)*)(?P<need>Required|Optional)"
    r"(?:Default: (?P<default>\S+?))?(?P<enum>Possible values:)?$"
)
_DEFAULT_IN_PROSE = re.compile(r"\b(True|False) by default\b")
_TRAIT = re.compile(r" (?:·|\|) ([\w-]+)(?:: (\d+))?")
_PREAMBLE = """\
# What the API guide prints about each operation, without its prose and its examples.
# Written by tests/guide.py; do not edit by hand.
#   blank_enum: the guide says that the values are enumerated and then prints none
#   blank_sections: headings that are printed with nothing below them
#   body.required: given only where the guide says something about the body as a whole
#   body.content_length: the Content-Length header of the printed request
"""


@dataclass(frozen=True)
class Guide:
    """What a guide says.

    Args:
        operations: The digest, one mapping per operation in the order of print.
        examples: The printed JSON texts by file name, `OPERATION.request.json` or `OPERATION.response.json`.
    """

    operations: list[dict[str, Any]]
    examples: dict[str, str]


class GuideError(ValueError):
    """The text is not the guide that this parser knows; the message names the place."""


def available_guide() -> Path | None:
    """Find a copy of the guide: the file that `CONTRACT_GUIDE` names, or `../shared/guide.txt`.

    Raises:
        GuideError: `CONTRACT_GUIDE` names no file.
    """
    named = os.environ.get(GUIDE_VARIABLE)
    path = Path(named) if named else ROOT.parent / "shared" / "guide.txt"
    if named and not path.is_file():
        raise GuideError(f"{GUIDE_VARIABLE} names {named}, which is not a file; name a copy of the guide.")
    return path if path.is_file() else None


def parse(text: str) -> Guide:
    """Parse a guide's text.

    Raises:
        GuideError: An entry has no request line, an unknown operation, or a line that is not understood.
    """
    operations: list[dict[str, Any]] = []
    examples: dict[str, str] = {}
    for entry in _ENTRY.split(text)[1:]:
        request = _REQUEST_LINE.search(entry)
        if request is None:
            raise GuideError(f"No request line in the entry that starts with {entry[:60]!r}.")
        operation = _operation(request, entry[: request.start()], entry[request.end() :])
        operations.append(operation)
        examples |= _examples(operation, entry[request.end() :])
    return Guide(operations, examples)


def _operation(request: re.Match[str], reference: str, transcript: str) -> dict[str, Any]:
    method, path = request[1].lower(), request[2]
    if (method, path) not in OPERATION_IDS:
        raise GuideError(f"{request[1]} {path} is not among OPERATION_IDS in {__name__}; add it there.")
    sections = _sections(reference)
    places = {place: sections.get(f"{place} parameters", "") for place in ("path", "query")}
    parameters = [{"in": place} | field for place, text in places.items() for field in _fields(text)]
    blank = [name for name, body in sections.items() if name.endswith("parameters") and not body.strip()]
    operation: dict[str, Any] = {
        "operationId": OPERATION_IDS[method, path],
        "method": method,
        "path": path,
        "bearer": "authorizations" in sections and "\nAuthorization: Bearer " in transcript,
        "parameters": parameters,
    }
    operation |= {"blank_sections": blank} if blank else {}
    operation |= {"body": _body(sections["body"], transcript)} if "body" in sections else {}
    return operation | {"response": _response(sections["responses"])}


def _sections(reference: str) -> dict[str, str]:
    parts = _HEADING.split(reference)[1:]
    return {heading.lower(): body for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def _fields(section: str) -> list[dict[str, Any]]:
    """Read the fields of one section; prose between them is left out."""
    fields: list[dict[str, Any]] = []
    for line in section.splitlines():
        if match := _FIELD.match(line):
            fields.append(_field(match))
        elif line.startswith("Default: "):
            fields[-1]["default"] = _typed(line.removeprefix("Default: "), fields[-1]["type"])
        elif line == "Possible values:":
            fields[-1]["blank_enum"] = True
        elif match := _DEFAULT_IN_PROSE.search(line):
            fields[-1]["default"] = match[1] == "True"
        elif line.endswith(("Required", "Optional", "Possible values:")) and line != "all ofOptional":
            raise GuideError(f"{line!r} looks like a field and is not understood.")
    return fields


def _field(match: re.Match[str]) -> dict[str, Any]:
    field = {"name": match["name"], "type": match["type"], "required": match["need"] == "Required"}
    for word, number in _TRAIT.findall(match["traits"]):
        field |= _trait(word, number)
    if match["default"]:
        field["default"] = _typed(match["default"], match["type"])
    if match["enum"]:
        field["blank_enum"] = True
    return field


def _trait(word: str, number: str) -> dict[str, Any]:
    if number:
        return {word: int(number)}
    return {"enum": {"blank_enum": True}, "nullable": {"nullable": True}}.get(word, {"format": word})


def _typed(text: str, kind: str) -> Any:
    return int(text) if kind == "integer" else text


def _body(section: str, transcript: str) -> dict[str, Any]:
    headers = dict(re.findall(r"^([\w-]+): (.+)$", transcript.partition("\n{")[0], re.MULTILINE))
    necessity = {"required": False} if "all ofOptional" in section.splitlines() else {}
    return necessity | {
        "media_type": headers["Content-Type"],
        "content_length": int(headers["Content-Length"]),
        "fields": _fields(section),
    }


def _response(section: str) -> dict[str, str]:
    status, media_type = _STATUS.search(section), _MEDIA_TYPE.search(section)
    if status is None or media_type is None:
        raise GuideError(f"No status or no media type in the responses {section!r}.")
    return {"status": status[0], "media_type": media_type[0]}


def _examples(operation: dict[str, Any], transcript: str) -> dict[str, str]:
    texts = _EXAMPLE.findall(transcript)
    kinds = ["request", "response"] if "body" in operation else ["response"]
    if len(texts) != len(kinds):
        raise GuideError(
            f"{operation['operationId']} prints {len(texts)} examples where {kinds} are expected."
        )
    return {f"{operation['operationId']}.{kind}.json": text for kind, text in zip(kinds, texts, strict=True)}


def digest_text(guide: Guide) -> str:
    """Render the digest as the committed `reference.yaml`."""
    return _PREAMBLE + yaml.safe_dump({"operations": guide.operations}, sort_keys=False, width=110)


def reference() -> list[dict[str, Any]]:
    """Read the committed digest, one mapping per operation in the guide's order."""
    operations: list[dict[str, Any]] = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))["operations"]
    return operations


def examples() -> Iterator[tuple[str, Any]]:
    """Yield the name and the parsed document of every committed example, by name."""
    for path in sorted(FIXTURES.glob("*.json")):
        yield path.name, json.loads(path.read_text(encoding="utf-8"))


def write(guide: Guide) -> None:
    """Write the digest and the examples of a guide into `fixtures/guide/`."""
    REFERENCE.write_text(digest_text(guide), encoding="utf-8")
    for name, text in guide.examples.items():
        (FIXTURES / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(parse(Path(sys.argv[1]).read_text(encoding="utf-8")))
