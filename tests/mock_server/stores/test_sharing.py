"""A world that several processes use at the same time."""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.world import ModelQuery
from tests.mock_server.stores.callers import (
    Create,
    Done,
    Patch,
    Poll,
    Publish,
    Remove,
    Setting,
    callers,
    world_in,
)
from tests.mock_server.world import build

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.world import World
    from tests.mock_server.stores.callers import Call, Callers
    from tests.mock_server.stores.kinds import Kind

COUNT = 3
FIELDS = ("description", "framework", "algorithm")
POLLS = 10

CALLS: st.SearchStrategy[Call] = st.one_of(
    st.builds(Create, st.sampled_from("mn"), st.sampled_from("12")),
    st.builds(Patch, st.integers(0, 1), st.sampled_from(FIELDS), st.text(max_size=3)),
    st.builds(Publish, st.integers(0, 1), st.integers(1, 5)),
    st.just(Remove()),
    st.just(Poll()),
)


@pytest.fixture(scope="module")
def others() -> Iterator[Callers]:
    """Processes that call at the same time."""
    with callers(COUNT) as running:
        yield running


def prepared(kind: Kind) -> Setting:
    """Begin a world with a project, two models and a job that needs ten polls."""
    name = kind.name()
    world = world_in(name, f"manual:{POLLS}")
    world.begin(dict)
    project = build.project(world)
    models = [world.models.create(build.body(project, name=f"kept {at}"), build.MAYA)["id"] for at in (0, 1)]
    doomed = world.models.create(build.body(project, name="doomed"), build.MAYA)["id"]
    job = world.models.delete(doomed, build.MAYA)["id"]
    world.store.close()
    return Setting(name, project, models, job)


def parts_of(dones: Sequence[Done], kind: type[Any]) -> list[Any]:
    """Return the calls of a kind that were carried out."""
    return [done for done in dones if isinstance(done.call, kind) and done.result is not None]


def stamps_of(dones: Sequence[Done]) -> list[str]:
    """Return when the models were written that calls have written, in the order of the calls."""
    written = [done.result for done in dones if isinstance(done.call, Create | Patch)]
    return [result["updated_at"] for result in written if result is not None]


def check_models(world: World, setting: Setting, dones: Sequence[Done]) -> None:
    """Each version exists once, and each model is what its changes, one by one, have made it."""
    listed = [item.value for item in world.models.list(ModelQuery(limit=1000), build.MAYA).items]
    assert set(Counter((item["name"], item["version"]) for item in listed).values()) == {1}
    made = {done.result["id"] for done in parts_of(dones, Create)}
    removed = {done.result["id"] for done in parts_of(dones, Remove)}
    kept = {item["id"] for item in listed if item["name"] in set("mn")}
    assert kept == made - removed
    for at, model_id in enumerate(setting.models):
        changes = sorted(
            (done for done in parts_of(dones, Patch) if done.call.model == at),
            key=lambda done: done.result["updated_at"],
        )
        expected = dict.fromkeys(FIELDS)
        for done in changes:
            expected[done.call.field] = done.call.value
            # Nobody's change was lost at any moment.
            assert {field: done.result[field] for field in FIELDS} == expected
        found = world.models.get(model_id, build.MAYA)
        assert {field: found[field] for field in FIELDS} == expected


def check_sequences(dones: Sequence[Done]) -> None:
    """No instant and no identifier was given twice."""
    stamps = stamps_of(dones)
    assert len(set(stamps)) == len(stamps)
    ids = [done.result["id"] for done in parts_of(dones, Create)]
    ids += chain.from_iterable(done.result["event_ids"] for done in parts_of(dones, Publish))
    assert len(set(ids)) == len(ids)


def check_events(world: World, setting: Setting, dones: Sequence[Done]) -> None:
    """Every publication counts once."""
    for at, model_id in enumerate(setting.models):
        published = sum(done.call.count for done in parts_of(dones, Publish) if done.call.model == at)
        environments = world.environments.of_model(model_id, None, 10, 0, build.MAYA).items
        assert [item["row_count"] for item in environments] == ([published] if published else [])


def check_job(world: World, setting: Setting, dones: Sequence[Done]) -> None:
    """Each poll moves the job once: no two of them see the same."""
    seen = [done.result["progress"] for done in parts_of(dones, Poll)]
    moving = [progress for progress in seen if progress < 100]
    assert len(set(moving)) == len(moving)
    assert len(moving) == min(len(seen), POLLS - 1)
    final = world.jobs.get(setting.job, build.MAYA, counted=False)
    assert (final["status"] == "SUCCESS") is (len(seen) >= POLLS)


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(calls=st.tuples(*[st.lists(CALLS, min_size=5, max_size=25)] * COUNT))
def test_nothing_is_lost_or_done_twice(
    shared_kind: Kind, others: Callers, calls: Sequence[Sequence[Call]]
) -> None:
    """Whatever three processes do at once, each call happens whole, once, and one after another."""
    setting = prepared(shared_kind)
    per_caller = others.run(setting, calls)
    dones = [done for own in per_caller for done in own]
    world = world_in(setting.store, f"manual:{POLLS}")
    check_models(world, setting, dones)
    check_sequences(dones)
    check_events(world, setting, dones)
    check_job(world, setting, dones)
    for own in per_caller:
        stamps = stamps_of(own)
        assert stamps == sorted(stamps)
    world.store.close()


def test_a_world_is_begun_once(shared_kind: Kind) -> None:
    """Who comes second finds what the first has begun, and its own rows are not even asked for."""
    name = shared_kind.name()
    first, second = world_in(name), world_in(name)
    assert first.begin(dict)
    project = build.project(first)

    def never() -> dict[str, list[dict[str, Any]]]:
        raise AssertionError("asked for")

    assert not second.begin(never)
    assert [item["id"] for item in second.projects.list(None, 10, 0, build.MAYA).items] == [project]
    for world in (first, second):
        world.store.close()


def test_the_way_back_is_everybodys(shared_kind: Kind) -> None:
    """One process goes back to the start; the other sees that, and clock and identifiers start over."""
    name = shared_kind.name()
    one, other = world_in(name), world_in(name)
    one.begin(dict)
    first = json.dumps(one.projects.create({"name": "p"}, build.MAYA)["id"])
    one.store.reverted()
    assert other.projects.list(None, 10, 0, build.MAYA).total == 0
    assert json.dumps(other.projects.create({"name": "p"}, build.MAYA)["id"]) == first
    for world in (one, other):
        world.store.close()
