"""Models: create, read, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import BadRequest, Conflict, ModelQuery, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID, TOMAS

if TYPE_CHECKING:
    from collections.abc import Callable

SUMMARY = {
    "id",
    "name",
    "version",
    "status",
    "organization",
    "project",
    "input_type",
    "task",
    "description",
    "owner",
    "deployment_date",
    "artifact_status",
    "deleted_at",
    "algorithm",
    "framework",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
}
DETAIL = SUMMARY | {
    "task_params",
    "schema",
    "spec",
    "event_id_col",
    "event_ts_col",
    "event_ts_format",
    "xai_params",
    "artifact_files",
    "is_binary_ranking_model",
}


class TestCreate:
    """POST."""

    def test_defaults(self, world: World, project_id: str) -> None:
        """The least body gives a whole model, owned by the caller."""
        made = build.model(world, project_id)
        assert set(made) == DETAIL
        assert made["organization"] == MAYA.organization
        assert made["project"] == {"id": project_id, "name": "consumer-lending"}
        assert made["owner"] == made["created_by"] == made["updated_by"] == MAYA.user
        assert (made["version"], made["status"], made["artifact_status"]) == ("v1", "LIVE", "no_model")
        assert made["created_at"] == made["updated_at"]
        assert made["artifact_files"] == []
        assert made["is_binary_ranking_model"] is False
        nulls = {key for key, value in made.items() if value is None}
        assert nulls == {
            "description",
            "deployment_date",
            "deleted_at",
            "algorithm",
            "framework",
            "event_id_col",
            "event_ts_col",
            "event_ts_format",
        }

    @pytest.mark.parametrize(
        "name", ["  ", "", "a\x00b", " padded ", "🚚", "é", "x" * 10_000, "a/b%2F", "../..", "\u202e", "Ⅷ"]
    )
    def test_names_are_kept_as_sent(self, world: World, project_id: str, name: str) -> None:
        """No name is trimmed, folded or refused."""
        made = build.model(world, project_id, name=name, version=name[:64] or "v1")
        assert world.models.get(made["id"], MAYA)["name"] == name

    def test_members_are_kept_as_sent(self, world: World, project_id: str) -> None:
        """Text, numbers and arrays come back unaltered."""
        sent: dict[str, Any] = {
            "description": "",
            "algorithm": " x ",
            "framework": "ü",
            "event_id_col": "Id",
            "event_ts_col": "At",
            "event_ts_format": "ISO",
            "deployment_date": "2025-06-02T08:00:00.5Z",
        }
        made = build.model(world, project_id, **sent)
        assert {key: made[key] for key in sent} == sent

    def test_unknown_members_are_ignored(self, world: World, project_id: str) -> None:
        """Nothing that is not part of a model is echoed or believed."""
        made = build.model(world, project_id, id=NO_ID, artifact_status="surrogate", secret=1, created_at="x")
        assert set(made) == DETAIL
        assert made["id"] != NO_ID
        assert made["artifact_status"] == "no_model"

    def test_null_owner_is_nobody(self, world: World, project_id: str) -> None:
        """Null differs from absent."""
        assert build.model(world, project_id, owner_id=None)["owner"] is None

    def test_a_deployment_date_is_brought_to_utc(self, world: World, project_id: str) -> None:
        """The instant stays, the offset goes."""
        made = build.model(world, project_id, deployment_date="2025-06-02T10:00:00+02:00")
        assert made["deployment_date"] == "2025-06-02T08:00:00Z"

    def test_a_deployment_date_that_utc_has_no_year_for(self, world: World, project_id: str) -> None:
        """It is BadRequest at its place, on create and on update, and nothing changes."""
        far = "9999-12-31T23:59:59-23:59"
        made = build.model(world, project_id)
        with pytest.raises(BadRequest, match=r"^/deployment_date: must be"):
            build.model(world, project_id, version="v2", deployment_date=far)
        with pytest.raises(BadRequest, match=r"^/deployment_date: must be"):
            world.models.update(made["id"], {"deployment_date": far}, MAYA)
        assert world.models.list(ModelQuery(), MAYA).items == [
            {key: value for key, value in made.items() if key in SUMMARY}
        ]

    @pytest.mark.parametrize(
        "date", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "soon"]
    )
    def test_extreme_dates_do_no_harm(self, world: World, project_id: str, date: str) -> None:
        """Dates no calendar of ours can hold are kept, listed, sorted and filtered."""
        build.model(world, project_id, deployment_date=date)
        rules = (
            '{"rules": [{"field": "deployment_date", "operator": "less", "value": "0001-01-01T00:00:00Z"}]}'
        )
        build.names(world, filter=rules, ordering="-deployment_date")
        assert build.names(world, search="loan") == ["loan-default v1"]

    def test_unknown_references_are_reported_together(self, world: World) -> None:
        """Project and owner are both named."""
        with pytest.raises(NotFound) as caught:
            world.models.create(build.body(NO_ID, owner_id="nobody"), MAYA)
        assert build.places(caught) == ["/project_id", "/owner_id"]

    def test_another_organizations_project_does_not_exist(self, world: World, project_id: str) -> None:
        """Nothing can be created in it, nor owned by its people."""
        with pytest.raises(NotFound) as caught:
            build.model(world, project_id, who=INES)
        assert build.places(caught) == ["/project_id"]
        theirs = build.project(world, "fleet", INES)
        with pytest.raises(NotFound) as caught:
            build.model(world, theirs, who=INES, owner_id=MAYA.user["id"])
        assert build.places(caught) == ["/owner_id"]

    def test_a_version_exists_once(self, world: World, project_id: str) -> None:
        """The same project, name and version conflict; any difference, of case too, does not."""
        build.model(world, project_id)
        with pytest.raises(Conflict) as caught:
            build.model(world, project_id, description="again")
        assert build.places(caught) == ["/version"]
        build.model(world, project_id, version="V1")
        build.model(world, project_id, name="Loan-default")
        build.model(world, build.project(world, "other"))
        assert len(build.names(world)) == 4

    def test_a_refused_create_leaves_nothing(self, world: World, project_id: str) -> None:
        """After a conflict the world is as before."""
        build.model(world, project_id)
        before = world.snapshot()
        with pytest.raises(Conflict):
            build.model(world, project_id)
        assert world.snapshot() == before

    def test_ids_in_capitals_are_found(self, world: World, project_id: str) -> None:
        """A UUID is the same in either case."""
        made = build.model(world, project_id.upper(), owner_id=MAYA.user["id"].upper())
        assert made["project"]["id"] == project_id
        assert world.models.get(made["id"].upper(), MAYA) == made


class TestGet:
    """GET of one."""

    def test_it_is_what_create_answered(self, world: World, project_id: str) -> None:
        """Reading shows the created model, twice the same."""
        made = build.model(world, project_id)
        assert world.models.get(made["id"], MAYA) == world.models.get(made["id"], MAYA) == made

    @pytest.mark.parametrize("model_id", [NO_ID, "", "x", "\x00"])
    def test_unknown(self, world: World, model_id: str) -> None:
        """Anything that is no model's id is NotFound at model_id."""
        with pytest.raises(NotFound) as caught:
            world.models.get(model_id, MAYA)
        assert build.places(caught) == ["model_id"]

    def test_another_organizations_model_does_not_exist(self, world: World, project_id: str) -> None:
        """No call of another organization finds it."""
        made = build.model(world, project_id)
        calls: list[Callable[[], object]] = [
            lambda: world.models.get(made["id"], INES),
            lambda: world.models.update(made["id"], {}, INES),
            lambda: world.models.delete(made["id"], INES),
            lambda: world.columns.list(made["id"], INES),
            lambda: world.artifacts.deploy(made["id"], {}, INES),
            lambda: world.surrogates.update(made["id"], {}, INES),
        ]
        for call in calls:
            with pytest.raises(NotFound):
                call()
        assert build.names(world, INES) == []
        assert world.models.get(made["id"], MAYA) == made


class TestList:
    """GET of many."""

    def test_items_are_summaries(self, world: World, project_id: str) -> None:
        """An item has exactly the members of ModelSummary, as in the detail."""
        made = build.model(world, project_id)
        (item,) = world.models.list(ModelQuery(), MAYA).items
        assert set(item) == SUMMARY
        assert item == {key: made[key] for key in SUMMARY}

    def test_pages_partition_the_list(self, world: World, project_id: str) -> None:
        """Pages of three hold all ten models once, in order."""
        for at in range(10):
            build.model(world, project_id, version=f"v{at}")
        pages = [world.models.list(ModelQuery(limit=3, offset=at), MAYA) for at in range(0, 12, 3)]
        assert [item["version"] for page in pages for item in page.items] == [f"v{at}" for at in range(10)]
        assert {(page.total, page.limit) for page in pages} == {(10, 3)}
        assert [page.offset for page in pages] == [0, 3, 6, 9]

    @pytest.mark.parametrize("offset", [1, 7, 10**30])
    def test_past_the_end(self, world: World, project_id: str, offset: int) -> None:
        """An offset past the end gives no items and the true total; no number is too large."""
        build.model(world, project_id)
        page = world.models.list(ModelQuery(limit=10**30, offset=offset), MAYA)
        assert (page.items, page.total) == ([], 1)

    def test_an_odd_offset_is_not_rounded(self, world: World, project_id: str) -> None:
        """An offset that is no multiple of the limit skips exactly as many."""
        for at in range(5):
            build.model(world, project_id, version=f"v{at}")
        assert build.names(world, limit=2, offset=1) == ["loan-default v1", "loan-default v2"]

    def test_by_project(self, world: World, project_id: str) -> None:
        """project_id restricts; an unknown or foreign one has no models."""
        build.model(world, project_id)
        build.model(world, build.project(world, "other"), name="other")
        assert build.names(world, project_id=project_id.upper()) == ["loan-default v1"]
        assert build.names(world, project_id=NO_ID) == []
        assert build.names(world, INES, project_id=project_id) == []

    def test_a_list_shows_the_present(self, world: World, project_id: str) -> None:
        """After an update a list shows the new state."""
        made = build.model(world, project_id)
        world.models.list(ModelQuery(), MAYA)
        world.models.update(made["id"], {"description": "new"}, MAYA)
        assert world.models.list(ModelQuery(), MAYA).items[0]["description"] == "new"

    def test_reading_changes_nothing(self, world: World, project_id: str) -> None:
        """No read leaves a trace."""
        made = build.model(world, project_id)
        before = world.snapshot()
        world.models.list(ModelQuery(search="x", latest_only=True), TOMAS)
        world.models.get(made["id"], TOMAS)
        world.columns.list(made["id"], TOMAS)
        assert world.snapshot() == before


def test_a_malformed_filter_is_refused_before_anything_is_read(world: World) -> None:
    """BadRequest needs no models."""
    with pytest.raises(BadRequest):
        build.names(world, filter="x")
