"""Columns: identifiers, bins, reads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.world import NotFound, World, columns
from mock_server.world.rules import Rules
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA


def column(name: str, data_type: str = "str", **members: Any) -> dict[str, Any]:
    """Return a column of a request."""
    return {"name": name, "data_type": data_type, **members}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("CreditScore", "creditscore"),
        ("credit score", "credit_score"),
        ("a-b.c/d", "a_b_c_d"),
        ("under_score_9", "under_score_9"),
        ("é🚚\x00", "___"),
        ("", "_"),
        ("   ", "___"),
        ("\u0130", "i_"),
    ],
)
def test_slug(name: str, slug: str) -> None:
    """Lower case, and _ for everything but letters, digits and _."""
    assert columns.slug(name) == slug


def ids(sent: list[str], before: list[dict[str, Any]] | None = None) -> list[str]:
    """Return the ids that columns of these names get."""
    return [made["id"] for made in columns.normalised(Rules(), [column(name) for name in sent], before or [])]


@given(st.lists(st.text(max_size=3), max_size=12))
def test_ids_are_unique(names: list[str]) -> None:
    """Whatever the names, duplicates included, no two columns share an id."""
    assert len(set(ids(names))) == len(names)


def test_ids_collide_into_suffixes() -> None:
    """The second and third of one slug are numbered."""
    assert ids(["a b", "a_b", "A B", "a_b_2"]) == ["a_b", "a_b_2", "a_b_3", "a_b_2_2"]


class _Watched(set[str]):
    """A set that counts how often it is asked."""

    asked = 0

    def __contains__(self, member: object) -> bool:
        self.asked += 1
        return super().__contains__(member)


def test_ids_of_one_name_are_found_at_once() -> None:
    """However many columns share a name, few identifiers are tried for each."""
    taken = _Watched({"a_500"})
    free = columns.FreeIds(taken)
    assert [free.take("a") for _ in range(1000)] == [
        "a", *(f"a_{number}" for number in range(2, 1002) if number != 500)
    ]  # fmt: skip
    assert taken.asked <= 2 * 1000


def test_ids_stay_with_their_names() -> None:
    """After a change of order, with new and dropped columns, a name keeps its id."""
    before = columns.normalised(Rules(), [column("a b"), column("a_b"), column("gone")])
    assert ids(["new", "a_b", "a-b", "a b"], before) == ["new", "a_b_2", "a_b_3", "a_b"]


def test_repeated_names_keep_their_ids_in_order() -> None:
    """Of two columns with one name the first keeps the first's id."""
    before = columns.normalised(Rules(), [column("x"), column("x")])
    assert ids(["x", "x", "x"], before) == ["x", "x_2", "x_3"]
    assert ids(["x"], before) == ["x"]


def test_members_are_kept_as_sent() -> None:
    """Nulls stay null, absent stays absent, unknown members and a sent id are dropped."""
    sent = column(
        "A",
        "category",
        id="mine",
        min=None,
        categories=["b", 1, True],
        replace_with_nulls=[-1],
        n_dimensions=None,
        x=1,
    )
    assert columns.normalised(Rules(), [sent]) == [
        {
            "id": "a",
            "name": "A",
            "data_type": "category",
            "min": None,
            "categories": ["b", 1, True],
            "replace_with_nulls": [-1],
            "n_dimensions": None,
        }
    ]


@pytest.mark.parametrize(
    ("low", "high", "bins"),
    [
        (1, 3, [1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8, 3.0]),
        (0, 1, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (300, 850, [300, 355, 410, 465, 520, 575, 630, 685, 740, 795, 850]),
        (-1.5, -1.5, [-1.5] * 11),
        (3, 1, None),
        (0, 10**400, None),
        (float("inf"), 1.0, None),
        (float("nan"), 1.0, None),
        ("1", 2, None),
    ],
)
def test_equal_bins(low: Any, high: Any, bins: list[float] | None) -> None:
    """Eleven exact edges, or none where bounds make no sense."""
    assert columns.equal_bins(low, high) == bins


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_bins_start_and_end_at_the_bounds(one: float, other: float) -> None:
    """Edges ascend from min to max exactly, over the whole range of floats."""
    low, high = min(one, other), max(one, other)
    bins = columns.equal_bins(low, high)
    assert bins is not None
    assert (bins[0], bins[-1], len(bins)) == (low, high, 11)
    assert bins == sorted(bins)


@pytest.mark.parametrize(
    ("sent", "derived"),
    [
        (column("a", "int", min=0, max=10), True),
        (column("a", "float", min=0.0, max=1.0, bins=None), True),
        (column("a", "int", min=0, max=10, bins=[0, 5, 10]), False),
        (column("a", "int", min=0, max=10, bins=[]), False),
        (column("a", "int", min=0), False),
        (column("a", "int", min=0, max=None), False),
        (column("a", "str", min=0, max=10), False),
    ],
)
def test_when_bins_are_derived(sent: dict[str, Any], derived: bool) -> None:  # noqa: FBT001 -- a table's column
    """Only numeric columns with both bounds and no bins get them."""
    (made,) = columns.normalised(Rules(), [sent])
    assert (made.get("bins") != sent.get("bins")) is derived


class TestReads:
    """GET of columns."""

    def test_all_columns_on_one_page(self, world: World, project_id: str) -> None:
        """Sixty columns come in order, on one page, as in the model."""
        sent = {"columns": [column(f"c{at}") for at in range(60)]}
        made = build.model(world, project_id, schema=sent)
        page = world.columns.list(made["id"], MAYA)
        assert page.items == made["schema"]["columns"]
        assert (page.total, page.limit, page.offset) == (60, 60, 0)

    def test_no_columns(self, world: World, project_id: str) -> None:
        """An empty schema is an empty page with a page size."""
        made = build.model(world, project_id, schema={"columns": []})
        page = world.columns.list(made["id"], MAYA)
        assert (page.items, page.total, page.limit) == ([], 0, 1)

    def test_one_column(self, world: World, project_id: str) -> None:
        """Each column is found under its own id."""
        made = build.model(world, project_id, schema={"columns": [column("A"), column("B", "int")]})
        for expected in made["schema"]["columns"]:
            assert world.columns.get(made["id"], expected["id"], MAYA) == expected

    @pytest.mark.parametrize("column_id", ["z", "A", "", "\x00", "a" * 5000])
    def test_unknown_column(self, world: World, project_id: str, column_id: str) -> None:
        """Ids are exact; anything else is NotFound at column_id."""
        made = build.model(world, project_id, schema={"columns": [column("A")]})
        with pytest.raises(NotFound) as caught:
            world.columns.get(made["id"], column_id, MAYA)
        assert caught.value.violations[0].place == "column_id"

    def test_columns_follow_an_update(self, world: World, project_id: str) -> None:
        """After a new schema the reads show it, ids kept by name."""
        made = build.model(world, project_id, schema={"columns": [column("a b"), column("a_b")]})
        world.models.update(made["id"], {"schema": {"columns": [column("a_b", "int"), column("c")]}}, MAYA)
        assert [(item["id"], item["data_type"]) for item in world.columns.list(made["id"], MAYA).items] == [
            ("a_b_2", "int"),
            ("c", "str"),
        ]
        with pytest.raises(NotFound):
            world.columns.get(made["id"], "a_b", MAYA)
