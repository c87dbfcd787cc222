"""The guide's own examples against the contract: what breaks it is known, place by place."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.document import operation
from tests.contract.validation import violations
from tests.guide import FIXTURES, examples

DEVIATIONS = FIXTURES / "deviations.yaml"
EXAMPLES = dict(examples())


def table() -> list[dict[str, Any]]:
    """Read the table, one mapping of file, pointer, rule and reason per deviation."""
    rows: list[dict[str, Any]] = yaml.safe_load(DEVIATIONS.read_text(encoding="utf-8"))["deviations"]
    return rows


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_deviations_are_exactly_the_table(name: str) -> None:
    """A printed example breaks the contract at the places in the table, by the rules in the table."""
    operation_id, kind, _ = name.split(".")
    found = operation(operation_id)
    schema = found.request_schema() if kind == "request" else found.response_schema()
    expected = {(row["pointer"], row["rule"]) for row in table() if row["file"] == name}
    assert violations(schema, EXAMPLES[name]) == expected


def test_rows_are_complete_and_unique() -> None:
    """Every row has a file that exists, a place, a rule and a reason, and stands there once."""
    for row in table():
        assert list(row) == ["file", "pointer", "rule", "reason"]
        assert (FIXTURES / Path(row["file"])).is_file()
        assert row["reason"]
    places = Counter((row["file"], row["pointer"], row["rule"]) for row in table())
    assert [place for place, count in places.items() if count > 1] == []
