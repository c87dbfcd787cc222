"""Events: rows published for a model, which is how its environments come to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import deployment, effects, files, jobs, references, samples
from mock_server.world.errors import BadRequest, NotFound, Violation, reject, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]

PRODUCTION = "PRODUCTION"
MOST_EVENTS = 100_000
"""Events of one request (decided): each is answered with an id."""
ENVIRONMENT_TYPES = frozenset({PRODUCTION, "PRE_PRODUCTION"})


class Events:
    """Publishing of events."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def publish(self, body: Json, who: Identity) -> Json:
        """Publish `{"source", "model_id", "env_type", "env_name"}` (client).

        A FILE source `{"type": "FILE", "file_id"}` starts a job; the answer is
        `{"source_type": "FILE", "job": {"id", "name"}}`; an EVENTS source `{"type": "EVENTS", "events"}`
        takes effect at once and is answered `{"source_type": "EVENTS", "event_ids"}`.

        Raises BadRequest for a malformed body, NotFound for an unknown model or file.
        """
        check(body)
        source = body["source"]
        count = self._row_count(source, who)
        with self.engine.writing(who) as unit:
            model = _model(unit, body)
            if source["type"] == "FILE":
                return _publish_file(unit, model, body, count)
            effects.apply(unit.rows, effect(unit, model, body, len(source["events"])))
            event_ids = unit.ids.many(len(source["events"]))
        # Made outside of the transaction, as there may be many.
        return {"source_type": "EVENTS", "event_ids": list(event_ids)}

    def _row_count(self, source: Json, who: Identity) -> int | None:
        """Return how many events a source's file holds, if it is there and that can be told."""
        file_id = source.get("file_id") if source["type"] == "FILE" else None
        found = files.taken_out(self.engine, file_id, who)
        if found is None:
            return None
        with found.content:
            return samples.row_count(found.kind, found.content)


def check(body: Json) -> None:
    """Raise BadRequest with every malformed member of the body."""
    source = body.get("source")
    kind = source.get("type") if isinstance(source, dict) else None
    violations = []
    if kind not in {"FILE", "EVENTS"}:
        violations.append(Violation("/source/type", f"must be FILE or EVENTS, not {shown(kind)}"))
    if kind == "EVENTS" and isinstance(source, dict):
        violations += _malformed_events(source.get("events"))
    if body.get("env_type") not in ENVIRONMENT_TYPES:
        violations.append(Violation("/env_type", "must be PRODUCTION or PRE_PRODUCTION"))
    reject(BadRequest, violations)


def _malformed_events(events: Any) -> Iterator[Violation]:
    if not isinstance(events, list):
        yield Violation("/source/events", "must be an array of objects")
    elif len(events) > MOST_EVENTS:
        message = f"has {len(events)} events; send at most {MOST_EVENTS} at a time, or upload a file"
        yield Violation("/source/events", message)


def _model(unit: Unit, body: Json) -> Json:
    unit.rules.check_references(unit, body, ("model_id",))
    model = references.existing(unit, "models", body.get("model_id") or "", "/model_id")
    deployment.check_deployable(model)
    return model


def _publish_file(unit: Unit, model: Json, body: Json, count: int | None) -> Json:
    file_id = body["source"].get("file_id")
    file = unit.rules.find(unit, "files", file_id)
    if file is None:
        raise NotFound(
            Violation("/source/file_id", f"there is no file with the id {shown(file_id)}; upload it")
        )
    files.complete(unit, file["id"], "/source/file_id")
    info = jobs.model_info(unit, model, "EVENT")
    title = f"Publish events of {jobs.title(model)}"
    job = unit.rules.start_job(unit, title, info, effect(unit, model, body, count))
    return {"source_type": "FILE", "job": job}


def effect(unit: Unit, model: Json, body: Json, count: int | None) -> Json:
    """Return what the publication's success changes: the environment it adds, or adds rows to."""
    env_type = body["env_type"]
    environment = {
        **unit.made("environments"),
        "name": str(body.get("env_name") or env_type.lower()),
        "type": env_type,
        "row_count": count,
        "model_id": model["id"],
        "project_id": model["project_id"],
    }
    return {"kind": "publish_events", "model_id": model["id"], "environment": environment}
