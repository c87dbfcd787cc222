"""The keys of a world in Redis."""

import re
from collections.abc import Iterator
from dataclasses import fields
from io import BytesIO

import pytest
from redis import Redis

from mock_server.stores.redis.keys import Keys
from mock_server.stores.redis.store import RedisStore
from tests.redis_server import RedisServer

_TAG = re.compile(r"\{([^}]+)\}")


@pytest.fixture
def client(redis_server: RedisServer) -> Iterator[Redis]:
    """A plain client of the Redis of the tests."""
    with Redis(port=redis_server.port, decode_responses=True) as connected:
        yield connected


def slot_tag(key: str) -> str:
    """Return what Redis Cluster hashes of a key: what stands in the first braces, if anything."""
    found = _TAG.search(key)
    assert found is not None, key
    return found[1]


def test_every_key_of_a_world_has_one_hash_tag() -> None:
    """So that one script may use them all; another world has another, so that worlds spread."""
    keys = Keys.of("farm", "job-7")
    names = [getattr(keys, field.name) for field in fields(Keys) if not field.name.startswith("_")]
    names.append(keys.blob("x"))
    assert {slot_tag(name) for name in names} == {"farm:job-7"}
    assert len(set(names)) == len(names)
    assert slot_tag(Keys.of("farm", "job-8").rows) != "farm:job-7"


def test_nothing_else_is_written(redis_server: RedisServer, client: Redis) -> None:
    """Whatever a store does, all keys that it leaves in Redis have the tag of its world."""
    before = set(client.keys())
    store = RedisStore(redis_server.url("tags"))
    content = store.keep(BytesIO(b"x" * 200_000))
    with store.transaction() as rows:
        rows.put("models", {"id": "a"})
        rows.put_content("f", content)
        rows.set_number("ids", 3)
        rows.mark()
    with store.transaction() as rows:
        rows.put("models", {"id": "a", "n": 2})
    assert store.log is not None
    store.log.append([b"entry"])
    written = set(client.keys()) - before
    assert len(written) >= 8
    assert {slot_tag(str(key)) for key in written} == {"tags:default"}
    store.close()


def test_prefixes_keep_worlds_apart(redis_server: RedisServer) -> None:
    """Two kits may use one database."""
    one, other = (RedisStore(redis_server.url(prefix)) for prefix in ("one", "other"))
    with one.transaction() as rows:
        rows.put("models", {"id": "a"})
    with other.transaction(reading=True) as rows:
        assert not rows.has("models", "a")
    for store in (one, other):
        store.close()
