"""Identifiers."""

from __future__ import annotations

import uuid

from mock_server.world import IdFactory
from tests.mock_server.world import build


def test_ids_are_version_4_uuids() -> None:
    """Every id parses as a version 4 UUID in canonical form."""
    for factory in (IdFactory(), IdFactory(7)):
        made = factory.new()
        assert uuid.UUID(made).version == 4
        assert str(uuid.UUID(made)) == made


def test_no_id_repeats() -> None:
    """Of many ids without a seed all differ, and all are version 4 UUIDs."""
    factory = IdFactory()
    made = [uuid.UUID(factory.new()) for _ in range(1000)]
    assert len(set(made)) == 1000
    assert {(one.version, one.variant) for one in made} == {(4, uuid.RFC_4122)}


def test_a_seed_repeats_the_sequence() -> None:
    """The same seed gives the same ids, another seed others."""

    def sequence(seed: int) -> list[str]:
        factory = IdFactory(seed)
        return [factory.new() for _ in range(5)]

    assert sequence(7) == sequence(7)
    assert set(sequence(7)).isdisjoint(sequence(8))


def test_no_two_seeds_give_the_same() -> None:
    """A seed and its opposite are two; a seed may have any length."""
    first = {IdFactory(seed).new() for seed in (0, 1, -1, 7, -7, 2**70, -(2**70))}
    assert len(first) == 7


def test_without_a_seed_nothing_repeats() -> None:
    """Two factories without a seed give different ids."""
    assert IdFactory().new() != IdFactory().new()


def test_a_seeded_sequence_that_starts_over_overwrites_nothing() -> None:
    """A world restored from a snapshot skips the ids it already holds."""
    first = build.world(seed=3)
    build.project(first, "one")
    second = build.world(seed=3)
    second.restore(first.snapshot())
    build.project(second, "two")
    assert second.projects.list(None, 50, 0, build.MAYA).total == 2
