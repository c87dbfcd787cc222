"""Artifacts: a model's own code, uploaded as a file and deployed by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import deployment, files, references

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]

REFUSED = frozenset({"user_uploaded"})
"""A first artifact replaces a surrogate, which only stands in for it, but no other artifact (decided)."""

UNNAMED = "package.py"
"""The one file of an artifact that is deployed without naming an uploaded file (decided)."""


class Artifacts:
    """Deployment of artifacts. The body is `{"file_id"?, "deployment_params"?}`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def deploy(self, model_id: str, body: Json, who: Identity) -> Json:
        """Deploy a first artifact and return `{"id", "name"}` of the job.

        Raises NotFound for an unknown model or file, BadRequest when there is an artifact already, its file
        was never completed or the model is being deleted.
        """
        members = self._members(body, who)
        with self.engine.writing(who) as unit:
            model = _model(unit, model_id, body)
            unit.rules.check_first(unit, model, REFUSED, "artifact")
            return deployment.begin(unit, model, "Deploy artifact", effect(unit, body, members))

    def update(self, model_id: str, body: Json, who: Identity) -> Json:
        """Deploy an artifact in place of what there is, if anything; raises as `deploy` does otherwise."""
        members = self._members(body, who)
        with self.engine.writing(who) as unit:
            model = _model(unit, model_id, body)
            return deployment.begin(unit, model, "Update artifact", effect(unit, body, members))

    def _members(self, body: Json, who: Identity) -> list[Json]:
        found = files.taken_out(self.engine, body.get("file_id"), who)
        if found is None:
            return []
        with found.content as content:
            members: list[Json] = self.engine.rules.archive_members(content)
            return members


def effect(unit: Unit, body: Json, members: list[Json]) -> Json:
    """Return what the deployment's success changes.

    The artifact_files are the members of an archive, else the file itself (guide, details decided).
    """
    own = unit.rules.artifact_listing(unit, body.get("file_id"))
    return {"kind": "deploy_artifact", "files": members or own}


def listing(unit: Unit, file_id: str | None) -> list[Json]:
    """Return the one file that is deployed."""
    if file_id is None:
        return [{"name": UNNAMED, "size": 0, "modified": unit.stamp()}]
    file = files.complete(unit, file_id, "/file_id")
    size = files.size(unit, file)
    return [{"name": file["filename"], "size": size, "modified": file["created_at"]}]


def _model(unit: Unit, model_id: str, body: Json) -> Json:
    model = references.model(unit, model_id)
    unit.rules.check_references(unit, body, ("file_id",))
    deployment.check_deployable(model)
    return model
