"""The order of lists."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.world import BadRequest, ModelQuery, World
from mock_server.world.listing import ordering
from mock_server.world.listing.filter import MOST_VIOLATIONS
from mock_server.world.listing.ordering import MODEL_ORDERING
from mock_server.world.rules import Rules
from tests.mock_server.world import build

ITEMS: list[dict[str, Any]] = [
    {"id": "c", "name": "b", "description": None, "created_at": "2025-07-01T12:00:00Z", "owner": None},
    {"id": "a", "name": "b", "description": "x", "created_at": "2025-07-01T13:00:00+02:00", "owner": None},
    {"id": "b", "name": "B", "description": "y", "created_at": "2025-07-01T12:00:00Z", "owner": None},
    {
        "id": "d",
        "name": "a",
        "description": None,
        "created_at": "2025-06-30T12:00:00Z",
        "owner": {"full_name": "M"},
    },
]


def arranged(text: str | None) -> str:
    """Return the ids of the items in an order."""
    keys = ordering.parse(Rules(), text, MODEL_ORDERING)
    return "".join(item["id"] for item in ordering.arrange(ITEMS, keys))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (None, "dabc"),
        ("", "dabc"),
        ("created_at", "dabc"),
        ("-created_at", "bcad"),
        ("id", "abcd"),
        ("-id", "dcba"),
        ("name", "bdac"),
        ("-name", "acdb"),
        ("name,-id", "bdca"),
        ("-name, -id", "cadb"),
        ("description", "abcd"),
        ("-description", "cdba"),
        ("description,-name", "abcd"),
        ("owner", "dabc"),
        ("-owner", "abcd"),
        ("created_at,name", "dabc"),
        ("name,name", "bdac"),
        ("name,-name,id,-id", "bdac"),
        ("-name,name", "acdb"),
    ],
)
def test_arrange(text: str | None, ids: str) -> None:
    """Keys in turn, nulls last ascending and first descending, ties by id, date-times as instants."""
    assert arranged(text) == ids


@pytest.mark.parametrize(
    ("text", "count"),
    [("nope", 1), ("-", 1), ("name,", 1), ("--name", 1), ("+name,x", 2), ("Name", 1), ("schema", 1)],
)
def test_unknown_fields(text: str, count: int) -> None:
    """Each unknown name is one violation at `ordering`."""
    with pytest.raises(BadRequest) as caught:
        ordering.parse(Rules(), text, MODEL_ORDERING)
    assert [violation.place for violation in caught.value.violations] == ["ordering"] * count


def test_a_field_named_again_decides_nothing() -> None:
    """Only its first place counts, so that no ordering has more keys than there are fields."""
    text = ",".join(["-name", "name", " -name", *sorted(MODEL_ORDERING)] * 1000)
    keys = ordering.parse(Rules(), text, MODEL_ORDERING)
    assert len(keys) == len(MODEL_ORDERING)
    assert (keys[0].field, keys[0].descending) == (MODEL_ORDERING["name"], True)


def test_violations_are_bounded() -> None:
    """Of many unknown names the first hundred are reported."""
    with pytest.raises(BadRequest) as caught:
        ordering.parse(Rules(), ",".join(f"x{at}" for at in range(5000)), MODEL_ORDERING)
    assert len(caught.value.violations) == MOST_VIOLATIONS == 100
    assert '"x99"' in caught.value.violations[-1].message


class TestMerged:
    """The first items of several runs."""

    @given(
        items=st.lists(
            st.builds(
                lambda name, description: {"name": name, "description": description},
                st.sampled_from("abc"),
                st.none() | st.sampled_from("xy"),
            ),
            max_size=9,
        ),
        size=st.integers(1, 4),
        text=st.sampled_from(
            ("name", "-name", "description,-name", "-description,name", "id", "-id", "created_at")
        ),
        count=st.integers(0, 12),
    )
    def test_it_is_the_beginning_of_the_whole(
        self, items: list[dict[str, Any]], size: int, text: str, count: int
    ) -> None:
        """Whatever the runs, the keys and the nulls, it is what sorting everything begins with."""
        # Identifiers that go up and down, so that ties do not come in order.
        every = [
            {**item, "id": str(at * 7 % 10), "created_at": "2025-07-01"} for at, item in enumerate(items)
        ]
        keys = ordering.parse(Rules(), text, MODEL_ORDERING)
        runs = [ordering.arrange(every[at : at + size], keys) for at in range(0, len(every), size)]
        assert ordering.merged(runs, keys, count) == ordering.arrange(every, keys)[:count]


@pytest.mark.parametrize("name", sorted(MODEL_ORDERING))
def test_every_field_orders_models(world: World, project_id: str, name: str) -> None:
    """Models, some members null, can be ordered by every field, both ways, one the reverse of the other."""
    build.model(world, project_id, version="v1", deployment_date="2025-01-01T00:00:00Z", algorithm="a")
    build.model(world, project_id, version="v2", owner_id=None)
    up = world.models.list(ModelQuery(ordering=f"{name},id"), build.MAYA).items
    down = world.models.list(ModelQuery(ordering=f"-{name},-id"), build.MAYA).items
    assert up == down[::-1]


def test_filter_and_ordering_are_refused_together(world: World) -> None:
    """One error names what is wrong with both."""
    with pytest.raises(BadRequest) as caught:
        build.names(world, filter="{", ordering="nope")
    assert [violation.place for violation in caught.value.violations] == ["filter", "ordering"]
