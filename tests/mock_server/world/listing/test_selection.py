"""Lists of models: by the indexes they are what they are by the rules to the letter."""

from __future__ import annotations

import itertools
import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.world import IdFactory, JobPlan, ModelQuery, World
from mock_server.world.listing import selection
from mock_server.world.listing.ordering import MODEL_ORDERING
from mock_server.world.rules import Replacement, Rules
from tests.mock_server.world import build
from tests.mock_server.world.build import HARBOUR, INES, KESTREL, MAYA, NO_ID

if TYPE_CHECKING:
    from mock_server.world import Identity, Page

Json = dict[str, Any]

MADE = {"created_at": "2025-01-01T00:00:00.000000Z", "updated_at": "2025-01-01T00:00:00.000000Z"}
OTHER = {
    "id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be014",
    "full_name": "\u0130pek \u1e9eahin-Großmann",
    "email": "I@X.example",
}
PROJECTS = {
    "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021": (HARBOUR, MAYA.user, "Straße"),
    "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be022": (HARBOUR, MAYA.user, "fleet"),
    "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be023": (KESTREL, INES.user, "fleet"),
}
NAMES = ("a", "A", "ab", "ß", "SS", "\u0130", "i", "\ufb03", "50%_(v1)", "🚚")
TEXTS = ("", "a", "STRASSE", "straße", "\u1e9e", "x\0y", "\u03a3A\u03a3", "\u03c3a\u03c2", "\u0130\u0131")
SEARCHED = (
    *("ss", "ß", "\u1e9eA", "i\u0307", "\u0130", "\u0131", "ffi", "\u03c3a\u03c3", "\u03c2"),
    *("%_", "(V1", ".*", "\0", "🚚", "ab", "aa", "y", "fleet", "LINDQVIST", "\ud800", "zzz"),
)
"""Letters that become others, or several, when case is ignored; patterns; and what crosses fields."""
INSTANTS = (
    "2025-07-01T12:00:00.000000Z",
    "2025-07-01T12:00:00Z",  # the same instant
    "2025-07-01T12:00:00.000001Z",
    "2025-06-30T23:59:59.9Z",
)
DATES = (None, "soon", "2025-07-01T14:00:00+02:00", "2025-07-01T12:00:00Z", "2016-12-31T23:59:60Z")

A_MODEL = st.fixed_dictionaries(
    {
        "id": st.uuids(version=4).map(str),
        "project_id": st.sampled_from(sorted(PROJECTS)),
        "name": st.just("a") | st.sampled_from(NAMES),
        "version": st.sampled_from(("v1", "v2", "v10", "b")),
        "status": st.sampled_from(("LIVE", "DRAFT")),
        "created_at": st.sampled_from(INSTANTS),
        "description": st.none() | st.sampled_from(TEXTS),
        "algorithm": st.none() | st.sampled_from(TEXTS),
        "deployment_date": st.sampled_from(DATES),
        "owner_id": st.sampled_from((None, MAYA.user["id"], OTHER["id"])),
    }
)


def _one_of_each(models: list[Json]) -> list[Json]:
    """Leave out what cannot stand beside another model: the same id, or version."""
    by_version = {(row["project_id"], row["name"], row["version"]): row for row in models}
    return list({row["id"]: row for row in by_version.values()}.values())


MODELS = st.lists(A_MODEL, max_size=14).map(_one_of_each)


def _rule(field: str, *operators: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    named = {"field": st.just(field), "operator": st.sampled_from(operators)}
    return st.fixed_dictionaries({**named, "value": values})


NAMED = _rule("name", "equal", values=st.just("a") | st.sampled_from((*NAMES, "unknown", "\ud800")))
RULES = st.one_of(
    NAMED,
    _rule("name", "not_equal", "contains", "begins_with", "greater", values=st.sampled_from(NAMES)),
    _rule("version", "in", "not_in", values=st.lists(st.sampled_from(("v1", "b", "x")), max_size=2)),
    _rule("description", "is_null", "is_empty", "is_not_null", values=st.none()),
    _rule("algorithm", "less_or_equal", "not_ends_with", values=st.sampled_from(TEXTS)),
    _rule("project_id", "equal", values=st.sampled_from(sorted(PROJECTS)).map(str.upper)),
    _rule("owner.full_name", "equal", "not_contains", values=st.sampled_from(("Maya Lindqvist", "\u0130"))),
    _rule("created_at", "equal", "less", "greater_or_equal", values=st.sampled_from(INSTANTS)),
    _rule("deployment_date", "less", "not_equal", values=st.just("2025-07-01T12:00:00Z")),
)
CONDITIONS = st.sampled_from(("AND", "OR"))


def _group(of: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({"condition": CONDITIONS, "rules": st.lists(of, max_size=3)})


FILTERS = st.one_of(
    st.none(),
    _group(st.recursive(RULES, _group, max_leaves=5)),
    # A name at the top, among other rules, is what an index helps with.
    st.builds(
        lambda before, named, after: {"rules": [*before, named, *after]},
        st.lists(RULES, max_size=1),
        NAMED,
        st.lists(RULES | _group(RULES), max_size=2),
    ),
)
ORDERINGS = st.none() | st.lists(
    st.builds(str.__add__, st.sampled_from(("", "-")), st.sampled_from(sorted(MODEL_ORDERING))),
    min_size=1,
    max_size=4,
).map(",".join)
QUERIES = st.builds(
    ModelQuery,
    latest_only=st.booleans(),
    project_id=st.none() | st.sampled_from((*PROJECTS, *map(str.upper, PROJECTS), NO_ID, "\u0130")),
    filter=FILTERS.map(lambda group: group and json.dumps(group)),
    search=st.none() | st.sampled_from(("", *SEARCHED)),
    ordering=ORDERINGS,
    limit=st.sampled_from((1, 2, 3, 50, 10**30)),
    offset=st.sampled_from((0, 0, 1, 2, 5, 10**30)),
)


def filled(models: list[Json]) -> World:
    """Return a world with these models."""
    where = build.world()
    template = build.model(where, build.project(where))["id"]
    (whole,) = (row for row in where.snapshot()["models"] if row["id"] == template)
    users = [(user, who.organization) for who in (MAYA, INES) for user in (who.user,)]
    where.restore(
        {
            "organizations": [HARBOUR, KESTREL],
            "users": [{**user, "organization_id": of["id"]} for user, of in (*users, (OTHER, HARBOUR))],
            "projects": [
                {"id": project_id, "name": name, **MADE, **_made_by(project_id)}
                for project_id, (_, _, name) in PROJECTS.items()
            ],
            "models": [{**whole, **row, **_made_by(row["project_id"])} for row in models],
        }
    )
    return where


def _made_by(project_id: str) -> Json:
    organization, user, _ = PROJECTS[project_id]
    return {
        "organization_id": organization["id"],
        "created_by_id": user["id"],
        "updated_by_id": user["id"],
    }


def to_the_letter(where: World) -> World:
    """Return a world of the same rows that follows the rules one by one."""
    rules = Rules([Replacement("candidates", lambda original: original)])
    return World(where.store, clock=where.clock, ids=IdFactory(1), jobs=JobPlan(), rules=rules)


def shown(where: World, wanted: ModelQuery, who: Identity) -> tuple[list[bytes], Page]:
    """Return a page, and the very texts of its items."""
    page = where.models.list(wanted, who)
    return [item.text for item in page.items], page


@settings(deadline=None, max_examples=250)
@given(
    models=MODELS,
    deleted=st.sets(st.integers(0, 13), max_size=3),
    queries=st.lists(st.tuples(QUERIES, st.sampled_from((MAYA, MAYA, INES))), min_size=1, max_size=4),
    batch=st.sampled_from((1, 2, 3, 2000)),
)
def test_both_ways_give_the_same(
    models: list[Json], deleted: set[int], queries: list[tuple[ModelQuery, Identity]], batch: int
) -> None:
    """Whatever there is and was, and whatever is asked: the same items, byte for byte, the same total."""
    where = filled(models)
    with where.store.transaction() as rows:
        for at in deleted.intersection(range(len(models))):
            rows.delete("models", models[at]["id"])
    letter = to_the_letter(where)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selection, "BATCH", batch)
        for wanted, who in queries:
            assert shown(where, wanted, who) == shown(letter, wanted, who)


def rule(field: str, operator: str, value: object) -> Json:
    """Return a rule of a filter."""
    return {"field": field, "operator": operator, "value": value}


A, B, V1 = rule("name", "equal", "a"), rule("name", "equal", "b"), rule("version", "equal", "v1")


@pytest.mark.parametrize(
    "asked",
    [
        {"rules": [A]},
        {"condition": "OR", "rules": [A]},
        {"condition": "OR", "rules": [A, V1]},
        {"rules": [A, B]},
        {"rules": [V1, A]},
        {"rules": [{"rules": [A]}, V1]},
        {"rules": [{"condition": "OR", "rules": [A, B]}]},
        {"rules": [A, {"condition": "OR", "rules": [B, V1]}]},
        {"rules": [rule("name", "not_equal", "a")]},
        {"rules": [rule("name", "begins_with", "a"), rule("name", "less", "b")]},
        {"rules": [rule("project.name", "equal", "fleet")]},
    ],
    ids=json.dumps,
)
def test_a_name_in_the_filter(asked: Json) -> None:
    """Wherever it stands: with every project, newest or all, in each order, it is as by the rules."""
    named = [
        (at, name, version) for at in PROJECTS for name in ("a", "b", "ab") for version in ("v1", "v2", "v3")
    ]
    where = filled(
        [
            # Created in no order of versions, and some at one instant.
            {
                "id": str(uuid.UUID(int=at * 29 % 31, version=4)),
                "project_id": project_id,
                "name": name,
                "version": version,
                "created_at": INSTANTS[at * 7 % 4],
            }
            for at, (project_id, name, version) in enumerate(named)
        ]
    )
    letter = to_the_letter(where)
    found = 0
    for latest_only, project_id, ordering, who in itertools.product(
        (False, True), (None, *PROJECTS, *map(str.upper, PROJECTS), NO_ID), (None, "-version"), (MAYA, INES)
    ):
        wanted = ModelQuery(latest_only, project_id, json.dumps(asked), None, ordering)
        shown_items = shown(where, wanted, who)
        assert shown_items == shown(letter, wanted, who)
        found += len(shown_items[0])
    assert found or asked == {"rules": [A, B]}


def test_the_two_ways_differ() -> None:
    """The worlds that are held against each other do not both go the same way."""
    where = build.world()
    ways = []
    for world in (where, to_the_letter(where)):
        asked = selection.Selection(world.rules, ModelQuery(), world.rules.Group("AND", ()), ())
        ways.append(asked.by_the_rules)
    assert ways == [False, True]


def some(count: int) -> World:
    """Return a world of models of one project, created one after the other."""
    project_id = next(iter(PROJECTS))
    ids = [str(uuid.UUID(int=count - at, version=4)) for at in range(count)]
    return filled(
        [
            {"id": row_id, "project_id": project_id, "name": f"m{at % 3}", "version": f"v{at}"}
            for at, row_id in enumerate(ids)
        ]
    )


class TestRuns:
    """Lists of more models than are sorted in one go."""

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(selection, "BATCH", 4)

    @pytest.mark.parametrize("count", [0, 1, 4, 5, 8, 9])
    @pytest.mark.parametrize("wanted", [ModelQuery(ordering="-name,version"), ModelQuery(ordering="id")])
    def test_pages_partition_the_list(self, count: int, wanted: ModelQuery) -> None:
        """Pages hold every model once and in order, whatever the number of runs."""
        where = some(count)
        whole = where.models.list(ModelQuery(ordering=wanted.ordering), MAYA)
        pages = [
            where.models.list(ModelQuery(ordering=wanted.ordering, limit=2, offset=at), MAYA)
            for at in range(0, count + 2, 2)
        ]
        assert [item["id"] for page in pages for item in page.items] == [item["id"] for item in whole.items]
        assert len(whole.items) == count
        assert {page.total for page in pages} == {count}

    @pytest.mark.parametrize("count", [0, 1, 9])
    @pytest.mark.parametrize(
        "asked", [{}, {"ordering": "name"}, {"search": "m"}, {"ordering": "-id", "search": "m"}]
    )
    def test_no_number_is_too_large(self, count: int, asked: Json) -> None:
        """Far past the end there are no items, and a limit beyond every list gives all of it."""
        where = some(count)
        page = where.models.list(ModelQuery(offset=10**30, **asked), MAYA)
        assert (list(page.items), page.total) == ([], count)
        page = where.models.list(ModelQuery(limit=10**30, **asked), MAYA)
        assert (len(page.items), page.total) == (count, count)

    def test_what_takes_long(self) -> None:
        """Only a list that needs more than an index, among more models than are looked at in one go."""
        where, small = some(5), some(4)
        for asked in ({"filter": '{"rules": []}'}, {"search": "x"}, {"ordering": "name"}, {"limit": 5}):
            assert where.models.takes_long(ModelQuery(**asked), MAYA)
            assert not small.models.takes_long(ModelQuery(**asked), MAYA)
            assert not where.models.takes_long(ModelQuery(**asked), INES)
        assert not where.models.takes_long(ModelQuery(latest_only=True, limit=4), MAYA)
