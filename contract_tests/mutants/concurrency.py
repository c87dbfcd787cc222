"""Mutants of group L: what goes wrong only when requests overlap."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from contract_tests.mutants.mutant import mutant, operation, rule
from contract_tests.mutants.rewriting import Reply, Request, around, crash, models

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
GAP = 0.02
"""Seconds between reading and writing: what a database takes."""

_CHECKED = ContextVar("checked", default=False)


def _lost_update(_: Any) -> Any:
    async def update_model(call: Any) -> Any:
        from mock_server.http.responses import normal  # noqa: PLC0415 - only when served
        from mock_server.world import models, references  # noqa: PLC0415

        model_id = call.path["model_id"]
        with call.world.engine.reading(call.who) as unit:
            before = references.model(unit, model_id)
        await asyncio.sleep(GAP)
        with call.world.engine.writing(call.who) as unit:
            unit.rules.check_references(unit, call.body, ("owner_id",))
            models.check_not_being_deleted(references.model(unit, model_id))
            after = unit.rules.merged_model(unit, before, call.body)
            unit.rules.check_version_free(unit, after)
            unit.rows.put("models", after)
        return normal(call.world.models.get(model_id, call.who))

    return update_model


def _unlocked(original: Any, check: str) -> Any:
    """Let an operation check that a version is free, pause, and write without looking again."""

    async def function(call: Any) -> Any:
        from mock_server.world import references  # noqa: PLC0415

        with call.world.engine.writing(call.who) as unit:
            rules = unit.rules
            if check == "create":
                rules.check_references(unit, call.body, ("project_id", "owner_id"))
                rules.check_version_free(unit, rules.new_model(unit, call.body))
            else:
                before = references.model(unit, call.path["model_id"])
                sent = {key: call.body[key] for key in ("version",) if key in call.body}
                rules.check_version_free(unit, {**before, **sent})
        await asyncio.sleep(GAP)
        return await _checked(original, call)

    return function


async def _checked(original: Any, call: Any) -> Any:
    """Answer a call whose checks have been made, and are not to be made again."""
    token = _CHECKED.set(True)
    try:
        return await original(call)
    finally:
        _CHECKED.reset(token)


def _walking_list(original: Any) -> Any:
    async def list_models(call: Any) -> Any:
        answer = await original(call)
        engine = call.world.engine
        with engine.reading(call.who) as unit:
            ids = [row["id"] for row in unit.rows.scan("models")]
        await asyncio.sleep(GAP)
        with engine.reading(call.who) as unit:
            if any(unit.rows.get("models", model_id) is None for model_id in ids):
                raise RuntimeError("dictionary changed size during iteration")
        return answer

    return list_models


def _one_id_a_tick(_: Any) -> Any:
    """Ids come from a clock that ticks every 5 ms."""

    def new(self: Any) -> str:
        del self
        ticks = int(time.monotonic() * 200)
        return f"{ticks:08x}-0000-4000-8000-000000000000"

    return new


def _random_id() -> str:
    return str(uuid.uuid4())


async def _shared_answer(request: Request, answer: Next) -> Reply:
    """A variable that should be the request's own is the process's."""
    if request.operation != "get_model":
        return await answer(request)
    request.memory["path"] = request.path
    await asyncio.sleep(GAP / 4)
    return await answer(
        Request("GET", request.memory["path"], request.query, request.headers, b"", request.memory)
    )


async def _shared_body(request: Request, answer: Next) -> Reply:
    if request.operation != "create_model":
        return await answer(request)
    request.memory["body"] = request.body
    await asyncio.sleep(GAP / 4)
    request.body = request.memory["body"]
    return await answer(request)


async def _locked(request: Request, answer: Next) -> Reply:
    """Writers do not wait for each other."""
    if request.method in {"GET", "HEAD"}:
        return await answer(request)
    if request.memory.get("busy"):
        return crash(request)
    request.memory["busy"] = True
    try:
        await asyncio.sleep(GAP / 4)
        return await answer(request)
    finally:
        request.memory["busy"] = False


async def _lost_insert(request: Request, answer: Next) -> Reply:
    """Of creates that overlap only the first one is kept: each writes back the table that it read."""
    if request.operation != "create_model":
        return await answer(request)
    request.memory["open"] = request.memory.get("open", 0) + 1
    overlap = request.memory["open"] > 1
    await asyncio.sleep(GAP)
    reply = await answer(request)
    request.memory["open"] -= 1
    if overlap and reply.status == 200:
        model_id = next(models(reply.json))["id"]
        await answer(Request("DELETE", f"/v3/models/{model_id}", {}, dict(request.headers), b""))
    return reply


async def _racing_delete(request: Request, answer: Next) -> Reply:
    """Reads during a delete fail."""
    if request.operation == "delete_model":
        request.memory["deleting"] = request.memory.get("deleting", 0) + 1
        await asyncio.sleep(GAP)
        reply = await answer(request)
        request.memory["deleting"] -= 1
        return reply
    if request.operation in {"get_model", "list_models"} and request.memory.get("deleting"):
        return crash(request)
    return await answer(request)


def _shared(member: str, operation_id: str) -> Any:
    """Return the fault that a member of the request is the process's, not the request's own."""

    async def serve(request: Request, answer: Next) -> Reply:
        if request.operation != operation_id:
            return await answer(request)
        request.memory[member] = getattr(request, member)
        await asyncio.sleep(GAP / 4)
        setattr(request, member, request.memory[member])
        return await answer(request)

    return around(serve)


async def _shared_caller(request: Request, answer: Next) -> Reply:
    """The current user is a global."""
    request.memory["caller"] = request.headers.get("authorization")
    await asyncio.sleep(GAP / 4)
    if request.memory["caller"]:
        request.headers = {**request.headers, "authorization": request.memory["caller"]}
    return await answer(request)


def _busy(operation_id: str) -> Any:
    """Return the fault that an operation fails on a model that it works on already."""

    async def serve(request: Request, answer: Next) -> Reply:
        if request.operation != operation_id:
            return await answer(request)
        busy = request.memory.setdefault("paths", set())
        if request.path in busy:
            return crash(request)
        busy.add(request.path)
        try:
            await asyncio.sleep(GAP / 2)
            return await answer(request)
        finally:
            busy.discard(request.path)

    return around(serve)


def _late_artifact_check(original: Any) -> Any:
    async def deploy_artifact(call: Any) -> Any:
        from mock_server.world import artifacts, references  # noqa: PLC0415

        with call.world.engine.reading(call.who) as unit:
            model = references.model(unit, call.path["model_id"])
            unit.rules.check_first(unit, model, artifacts.REFUSED, "artifact")
        await asyncio.sleep(GAP)
        return await _checked(original, call)

    return deploy_artifact


def _unless_checked(original: Any) -> Any:
    # By request, not by patching: the deployment goes on in a thread while other requests are served.
    return lambda *arguments: None if _CHECKED.get() else original(*arguments)


def _torn_page(original: Any) -> Any:
    """The count and the items come from two reads."""

    async def list_models(call: Any) -> Any:
        before = await original(call)
        await asyncio.sleep(GAP)
        after = await original(call)
        return before if before.body == after.body else _raise()

    return list_models


def _raise() -> Any:
    raise RuntimeError("could not serialize access due to concurrent update")


MUTANTS = (
    mutant("L01", "Of two PATCHes at once, one is lost.", operation("update_model", _lost_update)),
    mutant(
        "L02",
        "Creates of one version at once all succeed.",
        operation("create_model", lambda original: _unlocked(original, "create")),
        rule("check_version_free", _unless_checked),
    ),
    mutant("L03", "Listing fails while models are deleted.", operation("list_models", _walking_list)),
    mutant(
        "L04",
        "Models that are created at once get one id.",
        rule("IdFactory.new", _one_id_a_tick),
        rule(
            "Unit.new_id",
            lambda _: lambda self, table: self.ids.new() if table == "models" else _random_id(),
        ),
    ),
    mutant("L05", "Reads at once get each other's answers.", around(_shared_answer)),
    mutant("L06", "Writes at once fail with 500.", around(_locked)),
    mutant("L07", "Of creates at once only the first is kept, though all succeed.", around(_lost_insert)),
    mutant(
        "L08",
        "PATCHes to one version at once all succeed.",
        operation("update_model", lambda original: _unlocked(original, "update")),
        rule("check_version_free", _unless_checked),
    ),
    mutant("L09", "Creates at once store each other's bodies.", around(_shared_body)),
    mutant("L10", "Reads fail while a model is deleted.", around(_racing_delete)),
    mutant(
        "Z52",
        "POSTs of deploy-artifact at once all succeed, since none has come to its end yet.",
        operation("deploy_artifact", _late_artifact_check),
        rule("check_first", _unless_checked),
    ),
    mutant("L12", "Listing fails while models are created.", operation("list_models", _torn_page)),
    mutant("L13", "Questions to the factory at once get one answer.", _shared("body", "generate_model")),
    mutant("L14", "Lists of columns at once are those of one model.", _shared("path", "list_columns")),
    mutant("L15", "Columns that are read at once are one model's.", _shared("path", "get_column")),
    mutant("L16", "PATCHes at once store each other's bodies.", _shared("body", "update_model")),
    mutant("L17", "Requests at once are answered on behalf of one caller.", around(_shared_caller)),
    mutant("L18", "PUTs of deploy-artifact on one model at once fail.", _busy("update_artifact")),
    mutant("L19", "POSTs of deploy-surrogate on one model at once fail.", _busy("deploy_surrogate")),
)
