"""Group Z: variants that decide otherwise what the contract leaves open; none may be flagged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from contract_tests.mutants.mutant import Edit, Patch, mutant, rule
from contract_tests.mutants.rewriting import Reply, Request, around, on_models, on_request, refusal
from contract_tests.mutants.strictness import refused

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
NEGATIONS = ("not_equal", "not_in", "not_between", "not_begins_with", "not_contains", "not_ends_with")


def _default_order(field: str, *, descending: bool) -> Patch:
    def make(_: Any) -> Any:
        from mock_server.world.listing.fields import MODEL_FIELDS  # noqa: PLC0415 - only when served
        from mock_server.world.listing.ordering import Key  # noqa: PLC0415

        return (Key(MODEL_FIELDS[field], descending),)

    return rule("default_order", make)


def _nulls_first(_: Any) -> Any:
    def of(self: Any, item: Json) -> tuple[bool, Any]:
        value = self.field.comparable(item)
        return (False, "") if value is None else (True, value)

    return of


def _any_case_order(_: Any) -> Any:
    def of(self: Any, item: Json) -> tuple[bool, Any]:
        value = self.field.comparable(item)
        return (True, "") if value is None else (False, value.casefold() if isinstance(value, str) else value)

    return of


def _floats(model: Json) -> None:
    for column in model["schema"]["columns"] if "schema" in model else ():
        for name in ("min", "max"):
            column[name] = None if column.get(name) is None else float(column[name])


def _strict_truth(request: Request) -> Reply | None:
    if request.query.get("latest_only", "true") in {"true", "false"}:
        return None
    return refusal(request, 400, "BadRequest", "latest_only: must be true or false")


def _operator(name: str, **members: Any) -> Patch:
    return rule("operators", lambda operator: replace(operator, **members), name)


def _any_environment(original: Any) -> Any:
    return lambda unit, body, names: original(unit, body, [name for name in names if name != "env_id"])


def _any_case_condition(original: Any) -> Any:
    return lambda self, raw, place: original(self, raw.upper() if isinstance(raw, str) else raw, place)


def _doubles(value: Any) -> Any:
    return int(float(value)) if isinstance(value, int) and not isinstance(value, bool) else value


def _any_case(document: Json) -> None:
    del document["components"]["schemas"]["FilterCondition"]["properties"]["condition"]["enum"]


def _unknown_parameters(request: Request) -> Reply | None:
    known = {"latest_only", "project_id", "filter", "search", "ordering", "limit", "offset"}
    if set(request.query) - known:
        return refusal(request, 400, "BadRequest", "there is no such query parameter")
    return None


def _namesakes(body: Json) -> bool:
    schema = body.get("schema")
    columns = schema.get("columns") if isinstance(schema, dict) else None
    names = [str(column.get("name")) for column in columns or () if isinstance(column, dict)]
    return len(set(names)) < len(names)


async def _unknown_project(request: Request, answer: Next) -> Reply:
    project = request.query.get("project_id") if request.operation == "list_models" else None
    if project is not None:
        known = await answer(Request("GET", f"/v3/projects/{project}", {}, request.headers, b""))
        if known.status == 404:
            return refusal(request, 404, "ObjectNotFound", "there is no such project")
    return await answer(request)


MUTANTS = (
    mutant("Z15", "Without ordering, the newest come first.", _default_order("created_at", descending=True)),
    mutant("Z32", "Without ordering, models come by name.", _default_order("name", descending=False)),
    mutant("Z33", "Nulls sort before all values.", rule("Key.of", _nulls_first)),
    mutant("Z34", "Texts sort without regard to case.", rule("Key.of", _any_case_order)),
    mutant("Z35", "Whole bounds are written as 300.0.", on_models(_floats)),
    mutant(
        "Z36", "Unknown query parameters are answered 400.", on_request(_unknown_parameters, "list_models")
    ),
    mutant(
        "Z43",
        "Nulls satisfy no negated operator.",
        *(_operator(name, matches_null=False) for name in NEGATIONS),
    ),
    mutant(
        "Z44", "`is_empty` does not match null.", _operator("is_empty", test=lambda actual, _: actual == "")
    ),
    mutant(
        "Z45",
        "`latest_only=True`, as Python writes it, is refused.",
        on_request(_strict_truth, "list_models"),
    ),
    mutant(
        "Z46", "deploy-surrogate accepts an unknown environment.", rule("check_references", _any_environment)
    ),
    mutant(
        "Z47",
        "A filter's condition may be in lower case.",
        Edit(_any_case),
        rule("Reader.condition", _any_case_condition),
    ),
    mutant(
        "Z48",
        "Search does not look at enumerations.",
        rule(
            "searched_fields",
            lambda fields: tuple(
                field
                for field in fields
                if field.path[0] not in {"status", "task", "input_type", "artifact_status"}
            ),
        ),
    ),
    mutant(
        "Z49",
        "Whole bounds beyond 53 bits are kept as doubles.",
        rule(
            "known_column",
            lambda original: (
                lambda column: {
                    key: _doubles(value) if key in {"min", "max"} else value
                    for key, value in original(column).items()
                }
            ),
        ),
    ),
    mutant(
        "Z51",
        "A `limit` above 1000 is refused.",
        Edit(lambda document: document["components"]["parameters"]["Limit"]["schema"].update(maximum=1000)),
    ),
    mutant(
        "Z53",
        "Two columns of one name are refused.",
        refused("schema", _namesakes, "create_model", "update_model"),
    ),
    mutant(
        "Z54",
        "An unknown project_id in the query is answered 404.",
        around(_unknown_project),
    ),
)
