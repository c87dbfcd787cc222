"""Surrogates and artifacts without a body, and the dataset that a surrogate's body names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.artifacts import LEGAL, settled
from contract_tests.behaviour.requests import DEPLOYMENTS, POINTERS, Scene
from contract_tests.clauses import clauses
from contract_tests.subjects import serves_all

if TYPE_CHECKING:
    from contract_tests.bench import Bench

SURROGATE = ("deploy_surrogate", "update_surrogate")
TRAINED: tuple[dict[str, Any], ...] = (
    {"artifact_type": "SURROGATE", "deployment_type": "BASE_CONTAINER"},
    {"artifact_type": "SURROGATE", "image_uri": "registry.example/base:1"},
)


@clauses(
    DEPLOYMENTS,
    id=lambda operation: f"deployments.{operation}.no-body",
    sentence=lambda operation: f"{operation} works without a body, with and without a Content-Type.",
    operation=str,
    evidence="guide",
    rests_on=lambda operation: POINTERS[operation],
)
def no_body(bench: Bench, operation: str) -> None:
    """Send no body at all, and an empty one announced as JSON."""
    for headers in ({}, {"Content-Type": "application/json"}):
        model_id = bench.create()["id"]
        answer = bench.call(operation, model_id=model_id, headers=headers)
        success = bench.document.operations[operation].success
        bench.expect(answer, success, why=f"without a body and with the headers {headers}")
        settled(bench, answer)


@clauses(
    SURROGATE,
    id=lambda operation: f"deployments.{operation}.environment",
    sentence=lambda operation: f"{operation} takes an environment and every legal deployment_params.",
    operation=str,
    evidence="client",
    rests_on="/components/schemas/SurrogateDeploy",
)
def environment(bench: Bench, operation: str) -> None:
    """Name an environment of the model, each time of a new one; unknown members are ignored."""
    serves_all(bench, "env_id")
    for params in (None, *LEGAL, *TRAINED):
        model_id = bench.create()["id"]
        body = {"env_id": bench.provision.environment(model_id), "unknown": [1]}
        sent = body if params is None else {**body, "deployment_params": params}
        answer = bench.call(operation, model_id=model_id, json=sent)
        bench.expect(answer, 202, why=f"with deployment_params {params}")
    settled(bench, answer)


@clauses(
    SURROGATE,
    id=lambda operation: f"deployments.{operation}.bad-environment",
    sentence=lambda operation: f"{operation} with a malformed env_id is refused and changes nothing.",
    operation=str,
    evidence="client",
    rests_on="/components/schemas/SurrogateDeploy/properties/env_id",
)
def bad_environment(bench: Bench, operation: str) -> None:
    """Malformed ids and values that are no text."""
    scene = Scene(bench)
    env_id: Any
    for env_id in ("", "x", "0d6c1f0e-2f5b-4f0a-9f43", 7, True, [], {}):
        answer = bench.call(operation, model_id=scene.model_id, json={"env_id": env_id})
        bench.note(answer.status in {400, 404}, f"400 for env_id {env_id!r}", answer.summary(160))
    scene.untouched("a surrogate deployment with a malformed env_id")
