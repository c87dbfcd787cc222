"""Mutants of group M: input that makes the server fail."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.mutant import mutant, rule
from contract_tests.mutants.rewriting import Reply, Request, crash, crash_when, on_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]
WRITES = ("create_model", "update_model")


def _regular(_: Any) -> Any:
    def matches(item: Json, wanted: str | None) -> bool:
        names = ("name", "version", "description", "algorithm", "framework", "status", "task", "input_type")
        return not wanted or any(re.search(wanted, item[name] or "", re.IGNORECASE) for name in names)

    return matches


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _numbers(member)


def _with(text: str) -> Callable[[Request], bool]:
    return lambda request: any(text in item for item in _texts(request.json))


def _not_utf8(request: Request) -> bool:
    try:
        request.body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _not_json(request: Request) -> bool:
    try:
        json.loads(request.body)
    except (ValueError, RecursionError):
        return bool(request.body)
    return False


def _deep(request: Request) -> bool:
    return request.body.count(b"[") + request.body.count(b"{") > 500


def _member(name: str) -> Callable[[Request], Any]:
    return lambda request: request.json.get(name) if isinstance(request.json, dict) else None


def _year(request: Request) -> bool:
    return re.match(r"(00|99)\d\d-", str(_member("deployment_date")(request))) is not None


def _long(name: str, limit: int) -> Callable[[Request], bool]:
    return lambda request: len(str(_member(name)(request) or "")) > limit


def _query(name: str, foul: Callable[[str], object]) -> Callable[[Request], object]:
    return lambda request: name in request.query and foul(request.query[name])


def _number(limit: int) -> Callable[[str], bool]:
    return lambda text: text.isdigit() and int(text) > limit


def _lone_surrogate(request: Request) -> bool:
    return re.search(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD])", request.body) is not None


def _columns(request: Request) -> list[Json]:
    schema = _member("schema")(request)
    columns = schema.get("columns") if isinstance(schema, dict) else None
    return (
        [column for column in columns or [] if isinstance(column, dict)] if isinstance(columns, list) else []
    )


def _equal_bounds(request: Request) -> bool:
    return any(
        column.get("min") is not None and column.get("min") == column.get("max")
        for column in _columns(request)
    )


def _no_columns(request: Request) -> bool:
    schema = _member("schema")(request)
    return isinstance(schema, dict) and schema.get("columns") == []


def _odd_column_name(request: Request) -> bool:
    return any(not re.fullmatch(r"[A-Za-z0-9_ ]*", str(column.get("name"))) for column in _columns(request))


def _crash_on_wrong_type(reply: Reply) -> None:
    message = reply.json["error"]["message"]
    if re.match(r"/\w+ must be|/\w+: must be .*, not (string|integer|number|array|object|boolean)", message):
        failed = crash(reply.request)
        reply.status, reply.body = 500, failed.body


def _failing(place: str) -> Callable[[Reply], None]:
    """Answer 500 where a refusal names a place."""

    def change(reply: Reply) -> None:
        if place in reply.json["error"]["message"]:
            failed = crash(reply.request)
            reply.status, reply.body = 500, failed.body

    return change


def _repeated(request: Request) -> bool:
    words = [word.removeprefix("-") for word in request.query.get("ordering", "").split(",")]
    return len(words) != len(set(words))


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


MUTANTS = (
    mutant("M01", "Deep nesting of a body fails with 500.", crash_when(_deep)),
    mutant("M02", "A limit beyond 64 bits fails with 500.", crash_when(_query("limit", _number(2**63 - 1)))),
    mutant(
        "M03",
        "A search of more than 255 characters fails with 500.",
        crash_when(_query("search", lambda text: len(text) > 255)),
    ),
    mutant(
        "M04", "An offset beyond 32 bits fails with 500.", crash_when(_query("offset", _number(2**31 - 1)))
    ),
    mutant("M05", "An empty body fails with 500.", crash_when(lambda request: not request.body, *WRITES)),
    mutant(
        "M06",
        "A body that is no object fails with 500.",
        crash_when(
            lambda request: request.body[:1] in {b"[", b'"', b"1", b"n", b"t"} and not _not_json(request),
            *WRITES,
        ),
    ),
    mutant(
        "M07", "A body that is not UTF-8 fails with 500.", crash_when(_not_utf8, *WRITES, "generate_model")
    ),
    mutant(
        "M08",
        "`search` is a regular expression: `(` fails with 500.",
        rule("search", _regular),
    ),
    mutant(
        "M09",
        "A name of more than 255 characters fails with 500.",
        crash_when(_long("name", 255), "create_model"),
    ),
    mutant(
        "M10",
        "A malformed model id fails with 500.",
        on_reply(_failing("model_id"), "get_model", "delete_model", status=(400,)),
    ),
    mutant(
        "M11",
        "A filter that is no JSON fails with 500.",
        crash_when(_query("filter", lambda text: not _parses(text))),
    ),
    mutant("M12", "A lone surrogate in a text fails with 500.", crash_when(_lone_surrogate, *WRITES)),
    mutant("M13", "A NUL in a text fails with 500.", crash_when(_with("\x00"), *WRITES)),
    mutant(
        "M14",
        "A character beyond the basic plane in a name fails with 500.",
        crash_when(
            lambda request: any(ord(character) > 0xFFFF for character in str(_member("name")(request))),
            "create_model",
        ),
    ),
    mutant("M15", "A deployment_date in the years 00xx or 99xx fails with 500.", crash_when(_year, *WRITES)),
    mutant("M16", "A field named twice in `ordering` fails with 500.", crash_when(_repeated, "list_models")),
    mutant(
        "M17", "A NUL in `search` fails with 500.", crash_when(_query("search", lambda text: "\x00" in text))
    ),
    mutant(
        "M18",
        "A name of white space fails with 500.",
        crash_when(
            lambda request: isinstance(_member("name")(request), str) and not request.json["name"].strip(),
            "create_model",
        ),
    ),
    mutant("M19", "An empty search fails with 500.", crash_when(_query("search", lambda text: not text))),
    mutant(
        "M20",
        "A filter nested five levels deep fails with 500.",
        crash_when(_query("filter", lambda text: text.count("rules") > 4)),
    ),
    mutant(
        "M21",
        "A filter value of another type than the field fails with 500.",
        on_reply(_failing("filter/rules"), "list_models", status=(400,)),
    ),
    mutant(
        "M22",
        "Bounds near the largest float fail with 500.",
        crash_when(lambda request: any(abs(number) > 1e300 for number in _numbers(request.json)), *WRITES),
    ),
    mutant("M23", "A schema without columns fails with 500.", crash_when(_no_columns, *WRITES)),
    mutant(
        "M24",
        "A column name with other than letters, digits and blanks fails with 500.",
        crash_when(_odd_column_name, *WRITES),
    ),
    mutant(
        "M25",
        "A column id that the model does not have fails with 500.",
        on_reply(_failing("column_id"), "get_column", status=(404,)),
    ),
    mutant(
        "M26",
        "Broken JSON fails with 500.",
        crash_when(_not_json, *WRITES, "generate_model", "deploy_surrogate"),
    ),
    mutant("M27", "A column whose bounds are equal fails with 500.", crash_when(_equal_bounds, *WRITES)),
    mutant(
        "M28",
        "A member of the wrong type fails with 500.",
        on_reply(_crash_on_wrong_type, *WRITES, status=(400,)),
    ),
    mutant(
        "M29", "A quote in `search` fails with 500.", crash_when(_query("search", lambda text: "'" in text))
    ),
    mutant(
        "M30",
        "NaN in a body fails with 500.",
        crash_when(lambda request: re.search(rb"\b(NaN|Infinity)\b", request.body) is not None, *WRITES),
    ),
    mutant(
        "M31",
        "An unknown project on create fails with 500.",
        on_reply(_failing("project_id"), "create_model", status=(404,)),
    ),
    mutant(
        "M32",
        "An unknown field in `ordering` fails with 500.",
        on_reply(_failing("ordering"), "list_models", status=(400,)),
    ),
    mutant(
        "M33",
        "A body without Content-Type fails with 500.",
        crash_when(lambda request: request.body and "content-type" not in request.headers, *WRITES),
    ),
    mutant(
        "M34",
        "A description of more than 65535 characters fails with 500.",
        crash_when(_long("description", 65535), *WRITES),
    ),
    mutant(
        "M35",
        "A quote in a name fails with 500.",
        crash_when(lambda request: "'" in str(_member("name")(request)), "create_model"),
    ),
)
