"""The model factory."""

from __future__ import annotations

import pytest

from mock_server.world import BadRequest, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID


def test_without_a_spec_every_column_is_an_input(world: World) -> None:
    """Schema and spec describe the file; keys that do not apply are left out."""
    made = world.factory.generate({"file_id": build.csv_file(world)}, MAYA)
    assert made == {
        "schema": {
            "schema_version": 1,
            "columns": [
                {
                    "id": "a",
                    "name": "a",
                    "data_type": "int",
                    "min": 1,
                    "max": 2,
                    "bins": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0],
                },
                {"id": "b", "name": "b", "data_type": "category", "categories": ["x", "y"]},
            ],
        },
        "spec": {
            "schema_version": 1,
            "inputs": ["a", "b"],
            "outputs": [],
            "targets": [],
            "decisions": [],
            "metadata": [],
            "custom_features": [],
        },
    }


def test_a_spec_is_echoed_whole(world: World) -> None:
    """A spec that was sent comes back with what it left out."""
    sent = {"file_id": build.csv_file(world), "spec": {"outputs": ["b"]}}
    spec = world.factory.generate(sent, MAYA)["spec"]
    assert (spec["inputs"], spec["outputs"], spec["custom_features"]) == ([], ["b"], [])


def test_its_answer_makes_a_model(world: World, project_id: str) -> None:
    """Schema and spec can be sent back in a create, which keeps them."""
    made = world.factory.generate({"file_id": build.csv_file(world)}, MAYA)
    model = build.model(world, project_id, **made)
    assert (model["schema"], model["spec"]) == (made["schema"], made["spec"])


def test_limits(world: World) -> None:
    """max_cardinality and sample_size count; null is the default."""
    rows = "\n".join(["a", *(f"v{at}" for at in range(1001))])
    file_id = build.csv_file(world, rows)

    def kind(**limits: int | None) -> str:
        return str(
            world.factory.generate({"file_id": file_id, **limits}, MAYA)["schema"]["columns"][0]["data_type"]
        )

    assert kind() == kind(max_cardinality=None, sample_size=None) == "str"
    assert kind(max_cardinality=1001) == "category"
    assert kind(sample_size=1000) == "category"


def test_nothing_is_stored(world: World) -> None:
    """Generating leaves the world as it was."""
    file_id = build.csv_file(world)
    before = world.snapshot()
    world.factory.generate({"file_id": file_id}, MAYA)
    assert world.snapshot() == before


def test_unknown_files(world: World) -> None:
    """Unknown and foreign files are NotFound at /file_id."""
    for file_id in (NO_ID, build.csv_file(world, who=INES)):
        with pytest.raises(NotFound, match="/file_id"):
            world.factory.generate({"file_id": file_id}, MAYA)


def test_unfit_files(world: World) -> None:
    """Incomplete uploads and archives are BadRequest at /file_id."""
    unfinished = world.files.multipart_init({"filename": "a.csv"}, MAYA)["id"]
    archive = world.files.upload("a.tar.gz", b"\x1f\x8b", MAYA)["id"]
    for file_id in (unfinished, archive):
        with pytest.raises(BadRequest, match="/file_id"):
            world.factory.generate({"file_id": file_id}, MAYA)
