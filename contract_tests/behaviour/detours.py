"""Detours: what a request is about is told by its request line alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench

HEADERS = ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Original-URI", "X-Forwarded-Prefix")


@clause(
    "http.detour",
    "The path of a request is its own: no header leads it to another one.",
    operation="get_model",
    evidence="decided",
    rests_on="/paths/~1v3~1models~1{model_id}/get",
)
def detour(bench: Bench) -> None:
    """Read and change one model while headers name another."""
    asked, other = bench.create(), bench.create()
    elsewhere = f"/v3/models/{other['id']}"
    for header in HEADERS:
        answer = bench.call("get_model", model_id=asked["id"], headers={header: elsewhere})
        if bench.note(answer.status in {200, 400}, f"200 (or 400) in spite of {header}", answer.summary(160)):
            shown = answer.data["id"] if answer.ok and isinstance(answer.data, dict) else asked["id"]
            bench.note(shown == asked["id"], f"the model {asked['id']} in spite of {header}", f"{shown}")
        body = {"description": f"led astray by {header}"}
        bench.call("update_model", model_id=asked["id"], json=body, headers={header: elsewhere})
    description = bench.read(other["id"])["description"]
    bench.note(description is None, "the other model as it was, description null", f"{description!r}")
