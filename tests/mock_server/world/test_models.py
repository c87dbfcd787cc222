"""Models: create, read, list, update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import BadRequest, Conflict, Identity, ModelQuery, NotFound, World
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


def places(error: Any) -> list[str]:
    """Return the places of an error's violations."""
    return [violation.place for violation in error.value.violations]


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
        assert places(caught) == ["/project_id", "/owner_id"]

    def test_another_organizations_project_does_not_exist(self, world: World, project_id: str) -> None:
        """Nothing can be created in it, nor owned by its people."""
        with pytest.raises(NotFound) as caught:
            build.model(world, project_id, who=INES)
        assert places(caught) == ["/project_id"]
        theirs = build.project(world, "fleet", INES)
        with pytest.raises(NotFound) as caught:
            build.model(world, theirs, who=INES, owner_id=MAYA.user["id"])
        assert places(caught) == ["/owner_id"]

    def test_a_version_exists_once(self, world: World, project_id: str) -> None:
        """The same project, name and version conflict; any difference, of case too, does not."""
        build.model(world, project_id)
        with pytest.raises(Conflict) as caught:
            build.model(world, project_id, description="again")
        assert places(caught) == ["/version"]
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
        assert places(caught) == ["model_id"]

    def test_another_organizations_model_does_not_exist(self, world: World, project_id: str) -> None:
        """No call of another organization finds it."""
        made = build.model(world, project_id)
        calls: list[Callable[[], object]] = [
            lambda: world.models.get(made["id"], INES),
            lambda: world.models.update(made["id"], {}, INES),
            lambda: world.models.delete(made["id"], INES),
            lambda: world.models.columns(made["id"], INES),
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
        world.models.columns(made["id"], TOMAS)
        assert world.snapshot() == before


class TestUpdate:
    """PATCH."""

    def test_only_what_is_sent_changes(self, world: World, project_id: str) -> None:
        """Everything else stays, creation included; the edit is recorded and answered."""
        made = build.model(world, project_id, description="old", version="v7", status="DRAFT")
        after = world.models.update(made["id"], {"description": "new"}, MAYA)
        changed = {key for key in DETAIL if after[key] != made[key]}
        assert changed == {"description", "updated_at"}
        assert after["updated_at"] > made["updated_at"]
        assert world.models.get(made["id"], MAYA) == after

    def test_every_member_can_change(self, world: World, project_id: str) -> None:
        """Each member of an update is stored."""
        sent: dict[str, Any] = {
            "status": "DRAFT",
            "version": "v2",
            "input_type": "text",
            "task": "llm",
            "description": "d",
            "deployment_date": "2025-01-01T00:00:00Z",
            "algorithm": "a",
            "framework": "f",
            "event_id_col": "i",
            "event_ts_col": "t",
            "event_ts_format": "s",
        }
        made = build.model(world, project_id)
        after = world.models.update(made["id"], sent, MAYA)
        assert {key: after[key] for key in sent} == sent

    def test_null_clears(self, world: World, project_id: str) -> None:
        """Null is stored as null, for the owner too."""
        keys = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")
        members: dict[str, Any] = {**dict.fromkeys(keys, "x"), "deployment_date": "2025-01-01T00:00:00Z"}
        made = build.model(world, project_id, **members)
        sent = {**dict.fromkeys(keys), "deployment_date": None, "owner_id": None}
        after = world.models.update(made["id"], sent, MAYA)
        assert [after[key] for key in (*keys, "deployment_date", "owner")] == [None] * 8

    def test_what_cannot_change_is_ignored(self, world: World, project_id: str) -> None:
        """Name, project, ids and everything the server sets stay."""
        other = build.project(world, "other")
        made = build.model(world, project_id)
        sent = {
            "name": "x",
            "project_id": other,
            "id": NO_ID,
            "organization": {},
            "artifact_status": "surrogate",
            "artifact_files": [1],
            "created_at": "x",
            "created_by": {},
            "deleted_at": "x",
            "deletion_job": 1,
            "unknown": 1,
        }
        after = world.models.update(made["id"], sent, MAYA)
        assert {key for key in DETAIL if after[key] != made[key]} == {"updated_at"}
        assert set(after) == DETAIL

    def test_an_empty_update_is_accepted(self, world: World, project_id: str) -> None:
        """It changes nothing but the record of the edit, and applies no default."""
        made = build.model(world, project_id, version="v3", status="DRAFT")
        after = world.models.update(made["id"], {}, MAYA)
        assert {key for key in DETAIL if after[key] != made[key]} == {"updated_at"}

    def test_who_edited_is_recorded(self, world: World, project_id: str) -> None:
        """updated_by is the caller, created_by stays."""
        made = build.model(world, project_id)
        editor = Identity(TOMAS.user, TOMAS.organization)
        after = world.models.update(made["id"], {}, editor)
        assert (after["created_by"], after["updated_by"]) == (MAYA.user, TOMAS.user)

    def test_nested_objects_are_replaced_whole(self, world: World, project_id: str) -> None:
        """What a sent object lacks is gone: roles are [], parameters null."""
        spec = {"inputs": ["a"], "outputs": ["b"], "custom_features": [{"type": "FROM_VECTOR", "name": "f"}]}
        params = {"group_by": "g", "top_k": 3}
        made = build.model(
            world, project_id, spec=spec, task_params=params, xai_params={"default_explain_method": "s"}
        )
        after = world.models.update(
            made["id"], {"spec": {"outputs": ["c"]}, "task_params": {"top_k": 4}, "xai_params": {}}, MAYA
        )
        assert after["spec"] == {
            "schema_version": 1,
            "inputs": [],
            "outputs": ["c"],
            "targets": [],
            "decisions": [],
            "metadata": [],
            "custom_features": [],
        }
        assert (after["task_params"]["group_by"], after["task_params"]["top_k"]) == (None, 4)
        assert after["xai_params"] == {"custom_explain_methods": [], "default_explain_method": None}

    def test_siblings_stay(self, world: World, project_id: str) -> None:
        """Other versions of the name are not touched."""
        one, two = (build.model(world, project_id, version=version) for version in ("v1", "v2"))
        world.models.update(one["id"], {"description": "x"}, MAYA)
        assert world.models.get(two["id"], MAYA) == two

    def test_a_taken_version_conflicts(self, world: World, project_id: str) -> None:
        """The update fails whole; its own version may be sent again."""
        one = build.model(world, project_id, version="v1")
        build.model(world, project_id, version="v2")
        before = world.snapshot()
        with pytest.raises(Conflict) as caught:
            world.models.update(one["id"], {"version": "v2", "description": "x"}, MAYA)
        assert places(caught) == ["/version"]
        assert world.snapshot() == before
        assert world.models.update(one["id"], {"version": "v1"}, MAYA)["version"] == "v1"

    def test_a_version_left_is_free(self, world: World, project_id: str) -> None:
        """After a change of version the old one can be used again."""
        one = build.model(world, project_id, version="v1")
        world.models.update(one["id"], {"version": "v2"}, MAYA)
        assert build.model(world, project_id, version="v1")["id"] != one["id"]

    def test_unknown_owner_and_model(self, world: World, project_id: str) -> None:
        """Each is NotFound at its place; no model is made."""
        made = build.model(world, project_id)
        with pytest.raises(NotFound) as caught:
            world.models.update(made["id"], {"owner_id": NO_ID}, MAYA)
        assert places(caught) == ["/owner_id"]
        with pytest.raises(NotFound) as caught:
            world.models.update(NO_ID, {"description": "x"}, MAYA)
        assert places(caught) == ["model_id"]
        assert world.models.get(made["id"], MAYA) == made
        assert len(build.names(world)) == 1


def test_a_malformed_filter_is_refused_before_anything_is_read(world: World) -> None:
    """BadRequest needs no models."""
    with pytest.raises(BadRequest):
        build.names(world, filter="x")
