"""Preconditions and switches: what may come with a read and must not change what it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench

UNMET = {
    "If-None-Match": '"no-such-tag"',
    "If-Modified-Since": "Mon, 01 Jan 1990 00:00:00 GMT",
}
"""Preconditions under which an answer is due (RFC 9110): the tag is unknown, the model newer."""

SWITCHES = ("debug", "trace", "verbose", "pretty", "explain", "profile", "_debug", "show_sql", "test")


@clause(
    "http.conditional",
    "A read whose tag is unknown or whose date is long past is answered in full, never 304.",
    operation="get_model",
    evidence="decided",
    rests_on="/paths/~1v3~1models~1{model_id}/get",
)
def conditional(bench: Bench) -> None:
    """Read a model and a list under preconditions that hold."""
    model = bench.create()
    for name, value in UNMET.items():
        answer = bench.call("get_model", model_id=model["id"], headers={name: value})
        if bench.note(answer.status == 200, f"200 for {name}: {value}", answer.summary(160)):
            shown = bench.data(answer)["id"]
            bench.note(shown == model["id"], f"the model {model['id']}", f"{shown}")
        listed = bench.call("list_models", query={"project_id": bench.project_id}, headers={name: value})
        bench.note(listed.status == 200, f"200 for a list with {name}: {value}", listed.summary(160))


@clause(
    "http.switches",
    "No query parameter like `debug` makes an answer tell of the server's inside, or fail.",
    operation="*",
    evidence="decided",
    rests_on="/components/responses/InternalServerError",
)
def switches(bench: Bench) -> None:
    """Turn on what developers forget to turn off, on a success and on a refusal."""
    model = bench.create()
    for name in SWITCHES:
        for value in ("true", "1"):
            read = bench.call("get_model", model_id=model["id"], query={name: value})
            bench.note(read.status in {200, 400}, f"200 (or 400) with {name}={value}", read.summary(160))
        refused = bench.call("list_models", query={"limit": "x", name: "true"})
        bench.note(refused.status == 400, f"400 for limit=x with {name}=true", refused.summary(160))
