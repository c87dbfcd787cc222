"""The model factory: a schema and a spec made from a sample of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import files, inference, references, samples, spec

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine

    Json = dict[str, Any]

MAX_CARDINALITY = 1000
SAMPLE_SIZE = 10_000


class Factory:
    """Generates what a create request needs. Nothing is stored."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def generate(self, body: Json, who: Identity) -> Json:
        """Return `{"schema", "spec"}` for `{"file_id", "spec"?, "max_cardinality"?, "sample_size"?}` (guide).

        Raises NotFound for an unknown file, BadRequest for one that is incomplete or no CSV or Parquet.
        """
        with self._engine.reading(who) as unit:
            references.check(unit, body, ("file_id",))
            file = files.complete(unit, body["file_id"], "/file_id")
            content = files.content(unit, file)
        sample = samples.read(file["type"], content, _given(body, "sample_size", SAMPLE_SIZE))
        columns = inference.inferred(sample, _given(body, "max_cardinality", MAX_CARDINALITY))
        return {"schema": {"schema_version": 1, "columns": columns}, "spec": chosen_spec(body, sample.names)}


def chosen_spec(body: Json, names: list[str]) -> Json:
    """Return the spec that was sent, normalised; without one, every column is an input (decided)."""
    return spec.spec({"inputs": names} if body.get("spec") is None else body["spec"])


def _given(body: Json, key: str, default: int) -> int:
    return default if body.get(key) is None else int(body[key])
