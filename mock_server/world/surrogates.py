"""Surrogates: models that approximate a model, trained by a job on an environment's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import deployment, references

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]

REFUSED = frozenset({"surrogate", "user_uploaded"})
"""A first surrogate replaces nothing: where either is, the service tells its caller to update (client)."""

EFFECT = {"kind": "deploy_surrogate"}


class Surrogates:
    """Deployment of surrogates. The body is `{"env_id", "deployment_params"?}` or `{}`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def deploy(self, model_id: str, body: Json, who: Identity) -> Json:
        """Deploy a first surrogate and return `{"id", "name"}` of the job.

        Raises NotFound for an unknown model or environment, BadRequest when there is a surrogate or an
        uploaded artifact already, or the model is being deleted.
        """
        with self.engine.writing(who) as unit:
            model = _model(unit, model_id, body)
            unit.rules.check_first(unit, model, REFUSED, "surrogate")
            return deployment.begin(unit, model, "Deploy surrogate", EFFECT)

    def update(self, model_id: str, body: Json, who: Identity) -> Json:
        """Deploy a surrogate in place of what there is, an uploaded artifact included (decided)."""
        with self.engine.writing(who) as unit:
            model = _model(unit, model_id, body)
            return deployment.begin(unit, model, "Update surrogate", EFFECT)


def _model(unit: Unit, model_id: str, body: Json) -> Json:
    model = references.model(unit, model_id)
    unit.rules.check_references(unit, body, ("env_id",))
    deployment.check_deployable(model)
    return model
