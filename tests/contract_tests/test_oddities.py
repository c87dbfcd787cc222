"""The odd values are what they are said to be."""

from __future__ import annotations

import json

import pytest

from contract_tests.behaviour.oddities import BROKEN, NOT_OBJECTS, ODD_FIELDS


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:20]))
def test_broken_bodies_are_no_json(content: bytes) -> None:
    """A body that could be read would be refused for nothing."""
    with pytest.raises((ValueError, RecursionError)):
        json.loads(content)


@pytest.mark.parametrize("content", NOT_OBJECTS[:5])
def test_other_bodies_are_json_but_no_objects(content: bytes) -> None:
    """They are refused for their type."""
    assert not isinstance(json.loads(content), dict)


def test_odd_fields_can_be_written_as_ascii() -> None:
    """Lone surrogates cannot be sent as UTF-8, but as escapes they can."""
    for fields in ODD_FIELDS:
        assert json.dumps(fields).isascii()
