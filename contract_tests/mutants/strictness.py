"""Mutants of group C: what is legal is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.editing import set_to
from contract_tests.mutants.mutant import Edit, mutant, rule
from contract_tests.mutants.rewriting import DEPLOYS, Reply, Request, on_request, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    Json = dict[str, Any]

WRITES = ("create_model", "update_model")


def refused(where: str, foul: Callable[[Json], object], *operations: str) -> Any:
    """Return the fault that refuses legal bodies of a kind with 400."""

    def judged(request: Request) -> Reply | None:
        body = request.json
        if isinstance(body, dict) and foul(body):
            return refusal(request, 400, "BadRequest", f"{where}: is not allowed")
        return None

    return on_request(judged, *operations)


def _members_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [item for member in value.values() for item in [member, *_members_of(member)]]
    return (
        [item for member in value for item in [member, *_members_of(member)]]
        if isinstance(value, list)
        else []
    )


def _beyond_bmp(body: Json) -> bool:
    texts = (value for value in _members_of(body) if isinstance(value, str))
    return any(ord(character) > 0xFFFF for text in texts for character in text)


def _null_column_members(body: Json) -> bool:
    schema = body.get("schema")
    columns = schema.get("columns") if isinstance(schema, dict) else None
    return any(None in column.values() for column in columns or [] if isinstance(column, dict))


def _empty_body(request: Request) -> Reply | None:
    return None if request.body else refusal(request, 400, "BadRequest", "body: is required")


def _required_body(document: Json) -> None:
    document["components"]["requestBodies"]["Surrogate"]["required"] = True


def _without(names: str) -> Any:
    def change(document: Json) -> None:
        enum = document["components"]["schemas"][names.split(".", maxsplit=1)[0]]["enum"]
        enum.remove(names.split(".")[1])

    return Edit(change)


def _blank(request: Request) -> Reply | None:
    if re.search(r"[:,] ", request.query.get("filter", "")):
        return refusal(request, 400, "BadRequest", "filter: must be JSON without blanks")
    return None


MUTANTS = (
    mutant(
        "C25",
        "Over-strict: a name with other than ASCII characters is refused.",
        set_to("ModelCreate.name", pattern="^[\\x00-\\x7f]*$"),
    ),
    mutant(
        "C26",
        "Over-strict: a version of 64 characters is refused.",
        set_to("ModelCreate.version", maxLength=63),
    ),
    mutant(
        "C29",
        "Over-strict: a version of one character is refused.",
        set_to("ModelCreate.version", minLength=2),
    ),
    mutant(
        "C30",
        "Over-strict: deploy-surrogate without a body is refused.",
        on_request(_empty_body, "deploy_surrogate", "update_surrogate"),
        Edit(_required_body),
    ),
    mutant(
        "C31",
        "Over-strict: `description: null` is refused.",
        set_to("ModelCreate.description", nullable=False),
    ),
    mutant(
        "C32",
        "Over-strict: characters beyond the basic plane are refused.",
        refused("body", _beyond_bmp, *WRITES),
    ),
    mutant(
        "C40",
        "Over-strict: a deployment_date with an offset is refused.",
        set_to("ModelCreate.deployment_date", pattern="[Zz]$"),
        set_to("ModelUpdate.deployment_date", pattern="[Zz]$"),
    ),
    mutant(
        "C41",
        "Over-strict: a `limit` above 500 is refused.",
        Edit(lambda document: document["components"]["parameters"]["Limit"]["schema"].update(maximum=500)),
    ),
    mutant("C57", "Over-strict: `xai_params: null` is refused.", set_to("XaiParams", nullable=False)),
    mutant("C58", "Over-strict: the task `not_set` is refused.", _without("ModelTask.not_set")),
    mutant("C59", "Over-strict: columns of type `vector` are refused.", _without("DataType.vector")),
    mutant(
        "C60",
        "Over-strict: null members of a column are refused.",
        refused("schema", _null_column_members, *WRITES),
    ),
    mutant(
        "C61",
        "Over-strict: empty deployment_params are refused.",
        refused("deployment_params", lambda body: body.get("deployment_params", 1) == {}, *DEPLOYS),
    ),
    mutant("C62", "Over-strict: `replicas: 10` is refused.", set_to("DeploymentParams.replicas", maximum=9)),
    mutant(
        "C63",
        "Over-strict: a schema without columns is refused.",
        set_to("ModelSchemaInput.columns", minItems=1),
    ),
    mutant(
        "C64",
        "Over-strict: a PATCH that sets owner_id to null is refused.",
        set_to("ModelUpdate.owner_id", nullable=False),
    ),
    mutant(
        "C65",
        "Over-strict: a filter with blanks between its tokens is refused.",
        on_request(_blank, "list_models"),
    ),
    mutant(
        "C66",
        "Over-strict: a filter nested three levels deep is refused.",
        rule("deepest_filter", lambda _: 2),
    ),
    mutant(
        "C67",
        "Over-strict: a sample_size of 100000 is refused.",
        set_to("ModelGenerate.sample_size", exclusiveMaximum=True),
    ),
    mutant(
        "C68", "Over-strict: negative bounds of a column are refused.", set_to("ColumnInput.min", minimum=0)
    ),
)
