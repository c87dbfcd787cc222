"""Labelling: bodies that come without a word about their media type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause
from contract_tests.client import ABSENT

if TYPE_CHECKING:
    from contract_tests.bench import Bench


@clause(
    "http.content-type.missing",
    "A JSON body without a Content-Type is read as JSON or refused with 415 or 400.",
    operation="update_model",
    evidence="decided",
    rests_on="/paths/~1v3~1models~1{model_id}/patch/requestBody",
)
def missing(bench: Bench) -> None:
    """Create and change a model with unlabelled bodies."""
    unlabelled = {"Content-Type": ABSENT}
    made = bench.call("create_model", json=bench.body(), headers=unlabelled)
    bench.note(made.status in {200, 400, 415}, "200, 415 or 400 for a create", made.summary(160))
    model_id = bench.create()["id"]
    patched = bench.call("update_model", model_id=model_id, json={"description": "new"}, headers=unlabelled)
    bench.note(patched.status in {200, 400, 415}, "200, 415 or 400 for a PATCH", patched.summary(160))
    description = bench.read(model_id)["description"]
    expected = "new" if patched.ok else None
    bench.note(description == expected, f"the description {expected!r}", f"{description!r}")
