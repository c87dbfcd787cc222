"""The model factory: a schema and a spec made from a sample of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import files

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.rules import Rules
    from mock_server.world.unit import Engine

    Json = dict[str, Any]

MAX_CARDINALITY = 1000
SAMPLE_SIZE = 10_000


class Factory:
    """Generates what a create request needs. Nothing is stored."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def generate(self, body: Json, who: Identity) -> Json:
        """Return `{"schema", "spec"}` for `{"file_id", "spec"?, "max_cardinality"?, "sample_size"?}` (guide).

        Raises NotFound for an unknown file, BadRequest for one that is incomplete or no CSV or Parquet.
        """
        with self.engine.reading(who) as unit:
            unit.rules.check_references(unit, body, ("file_id",))
            file = files.complete(unit, body["file_id"], "/file_id")
            content = files.opened(unit, file)
        rules = self.engine.rules
        with content:
            sample = rules.read_sample(file["type"], content, _given(body, "sample_size", SAMPLE_SIZE))
        columns = rules.infer_columns(sample, _given(body, "max_cardinality", MAX_CARDINALITY))
        spec = chosen_spec(rules, body, sample.names)
        return {"schema": {"schema_version": 1, "columns": columns}, "spec": spec}


def chosen_spec(rules: Rules, body: Json, names: list[str]) -> Json:
    """Return the spec that was sent, normalised; without one, every column is an input (decided)."""
    return rules.spec({"inputs": names} if body.get("spec") is None else body["spec"])


def _given(body: Json, key: str, default: int) -> int:
    return default if body.get(key) is None else int(body[key])
