"""Creating and reading models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.bench import covers
from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench


@clause(
    "models.create.roundtrip",
    "Every member of a created model is answered as it was sent, and read back the same.",
    operation="create_model",
    evidence="guide",
    rests_on="/paths/~1v3~1models/post",
)
def roundtrip(bench: Bench) -> None:
    """Create a model with every member and read it."""
    body = bench.full_body()
    sent = {key: value for key, value in body.items() if key not in {"project_id", "deployment_date"}}
    created = bench.data(bench.call("create_model", json=body))
    place = covers(created, sent)
    bench.require(place is None, "the model as sent", f"POST answers {place}")
    place = covers(bench.read(created["id"]), sent)
    bench.require(place is None, "the model as sent", f"GET answers {place}")
