"""Mutants of group F: what was stored is not what is shown."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import (
    DETAILS,
    Reply,
    Request,
    around,
    models,
    on_models,
)

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
STALE = 2.0
TEXTS = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")


def stored(**changes: Any) -> tuple[Patch, ...]:
    """Return the fault that stores other values than were sent: a function of the value, by member."""

    def altered(row: Json) -> Json:
        return {
            key: changes[key](value) if key in changes and value is not None else value
            for key, value in row.items()
        }

    new = rule("new_model", lambda original: lambda unit, body: altered(original(unit, body)))
    changed = rule("changes", lambda original: lambda row, body: altered(original(row, body)))
    return new, changed


def texts(change: Callable[[str], str | None]) -> tuple[Patch, ...]:
    """Return the fault that alters every free text."""
    return stored(**dict.fromkeys(TEXTS, change))


def _empty_dropped(model: Json) -> None:
    model["spec"] = {key: value for key, value in model["spec"].items() if value != []}


def _no_offset(_: Any) -> Any:
    return lambda written: re.sub(r"[+-]\d\d:\d\d$", "Z", written)


def _whole_seconds(original: Any) -> Any:
    return lambda written: re.sub(r"\.\d+", "", original(written))


async def _cached(request: Request, answer: Next) -> Reply:
    cache: dict[str, tuple[float, Reply]] = request.memory
    if request.operation != "get_model":
        return await answer(request)
    made, reply = cache.get(request.path, (0.0, None))
    if reply is None or time.monotonic() - made > STALE:
        reply = await answer(request)
        if reply.status == 200:
            cache[request.path] = (time.monotonic(), reply)
    return Reply(request, reply.status, dict(reply.headers), reply.body)


async def _cached_list(request: Request, answer: Next) -> Reply:
    if request.operation != "list_models":
        return await answer(request)
    key = str(sorted(request.query.items())) + request.headers.get("authorization", "")
    made, body = request.memory.get(key, (0.0, b""))
    reply = await answer(request)
    if reply.status == 200 and time.monotonic() - made <= STALE:
        reply.body = body
    elif reply.status == 200:
        request.memory[key] = (time.monotonic(), reply.body)
    return reply


async def _before_the_change(request: Request, answer: Next) -> Reply:
    if request.operation != "update_model":
        return await answer(request)
    before = await answer(Request("GET", request.path, {}, {**request.headers}, b""))
    reply = await answer(request)
    if reply.status == 200 and before.status == 200:
        reply.body = before.body
    return reply


async def _first_descriptions(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if request.operation == "list_models" and reply.status == 200:
        value = reply.json
        for model in models(value):
            model["description"] = request.memory.setdefault(model["id"], model["description"])
        reply.json = value
    return reply


def _reading_bumps(original: Any) -> Any:
    def get(self: Any, model_id: str, who: Any) -> Any:
        shown = original(self, model_id, who)
        with self.engine.writing(who) as unit:
            row = unit.rows.get("models", shown["id"])
            unit.rows.put("models", {**row, "updated_at": unit.stamp()})
        return shown

    return get


def _not_put(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        with self.engine.reading(who) as unit:
            before = unit.rows.get("models", model_id.lower())
        shown = original(self, model_id, body, who)
        with self.engine.writing(who) as unit:
            unit.rows.put("models", {**before, "updated_at": shown["updated_at"]})
        return shown

    return update


def _merged_with(**members: Any) -> Patch:
    """Return the fault that an update changes more: by member, a function of (unit, before, after)."""

    def make(original: Any) -> Any:
        def merged(unit: Any, row: Json, body: Json) -> Json:
            after = original(unit, row, body)
            return {**after, **{key: value(unit, row, after) for key, value in members.items()}}

        return merged

    return rule("merged_model", make)


def _as_number(text: str) -> str:
    return str(int(text)) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else text


def _stale_list(model: Json) -> None:
    model["updated_at"] = model["created_at"]


MUTANTS = (
    mutant("F01", "GET of a model is answered from a cache for two seconds.", around(_cached)),
    mutant("F02", "PATCH answers the new state but does not keep it.", rule("Models.update", _not_put)),
    mutant("F03", "PATCH keeps the new state but answers the old one.", around(_before_the_change)),
    mutant("F04", "Lists are answered from a cache for two seconds.", around(_cached_list)),
    mutant(
        "F05",
        "Nobody is named in updated_by but the creator of the organization's first model.",
        on_models(
            lambda model: model.update(
                updated_by={
                    "id": model["organization"]["id"],
                    "full_name": "System",
                    "email": "system@harbourlane.example",
                }
            ),
            "list_models",
        ),
    ),
    mutant(
        "F06", "`updated_at` stays on PATCH.", _merged_with(updated_at=lambda _, row, __: row["updated_at"])
    ),
    mutant(
        "F07",
        "`created_at` changes on PATCH.",
        _merged_with(created_at=lambda _, __, after: after["updated_at"]),
    ),
    mutant(
        "F08",
        "Descriptions are cut after 255 characters.",
        stored(description=lambda text: text[:255])[0],
        stored(description=lambda text: text[:255])[1],
    ),
    mutant(
        "F09",
        "Characters beyond the basic plane are dropped from texts.",
        *texts(lambda text: "".join(character for character in text if ord(character) < 0x10000)),
    ),
    mutant("F10", "Names are kept in lower case.", *stored(name=str.lower)),
    mutant("F15", "The offset of deployment_date is dropped.", rule("in_utc", _no_offset)),
    mutant("F17", "Names are stripped of white space.", *stored(name=str.strip)),
    mutant("F18", "Empty arrays are dropped from the spec.", on_models(_empty_dropped, *DETAILS)),
    mutant("F19", "Lists show the description that was listed first.", around(_first_descriptions)),
    mutant("F20", "GET of a model changes its updated_at.", rule("Models.get", _reading_bumps)),
    mutant(
        "F22",
        "Texts are normalised to composed characters.",
        *texts(lambda text: unicodedata.normalize("NFKC", text)),
    ),
    mutant(
        "F24",
        "Texts are shown with HTML escapes.",
        *texts(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    ),
    mutant("F26", "`event_ts_format` is not kept.", *stored(event_ts_format=lambda _: None)),
    mutant(
        "F32",
        "A new model is always LIVE.",
        rule("new_model", lambda original: lambda unit, body: {**original(unit, body), "status": "LIVE"}),
    ),
    mutant("F33", "Versions are kept in lower case.", *stored(version=str.lower)),
    mutant(
        "F36",
        "Fractions of seconds are dropped from deployment_date.",
        rule("in_utc", _whole_seconds),
    ),
    mutant("F38", "`updated_at` in lists is the time of creation.", on_models(_stale_list, "list_models")),
    mutant("F39", "Line ends in texts become blanks.", *texts(lambda text: " ".join(text.splitlines()))),
    mutant(
        "F41",
        "`owner_id` of a create is ignored.",
        rule(
            "new_model",
            lambda original: lambda unit, body: original(unit, {**body, "owner_id": unit.who.user["id"]}),
        ),
    ),
    mutant(
        "F49",
        "The input_type `mixed` becomes `structured`.",
        *stored(input_type=lambda value: "structured" if value == "mixed" else value),
    ),
    mutant(
        "F55",
        "Lists show the algorithm where the framework belongs.",
        on_models(lambda model: model.update(framework=model["algorithm"]), "list_models"),
    ),
    mutant("F53", "Empty texts become null.", *texts(lambda text: text or None)),
    mutant("F87", "A version that is a whole number loses its leading zeros.", *stored(version=_as_number)),
)
