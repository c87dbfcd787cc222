"""Filters that cannot be meant, and filters that fit no field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.filtering import FILTER
from contract_tests.clauses import clause, clauses
from contract_tests.criteria import both, rule, same_as

if TYPE_CHECKING:
    from contract_tests.bench import Bench


MALFORMED = {
    "no-json": "name = x",
    "cut-off": '{"condition":"AND","rules":[{"field":"name","operator":"equal","value":"x"}',
    "single-quotes": "{'condition':'AND','rules':[]}",
    "array": "[]",
    "string": '"name"',
    "number": "1",
    "unknown-condition": '{"condition":"XOR","rules":[{"field":"name","operator":"equal","value":"x"}]}',
    "rules-no-array": '{"condition":"AND","rules":{"field":"name","operator":"equal","value":"x"}}',
    "rule-no-object": '{"condition":"AND","rules":["name"]}',
    "rule-null": '{"condition":"AND","rules":[null]}',
    "no-field": '{"condition":"AND","rules":[{"operator":"equal","value":"x"}]}',
    "no-operator": '{"condition":"AND","rules":[{"field":"name","value":"x"}]}',
    "unknown-field": '{"condition":"AND","rules":[{"field":"nonsense","operator":"equal","value":"x"}]}',
    "unknown-field-valueless": '{"condition":"AND","rules":[{"field":"nonsense","operator":"is_null"}]}',
    "unknown-field-in-or": '{"condition":"OR","rules":[{"field":"name","operator":"is_not_null"},'
    '{"field":"nonsense","operator":"equal","value":"x"}]}',
    "unknown-field-deep": '{"condition":"AND","rules":[{"condition":"OR","rules":[{"condition":"AND","rules":'
    '[{"field":"nonsense","operator":"equal","value":"x"}]}]}]}',
    "unknown-condition-nested": '{"condition":"AND","rules":[{"condition":"XOR","rules":'
    '[{"field":"name","operator":"equal","value":"x"}]}]}',
    "unknown-operator": '{"condition":"AND","rules":[{"field":"name","operator":"equals","value":"x"}]}',
    "unknown-operator-nested": '{"condition":"AND","rules":[{"condition":"OR","rules":'
    '[{"field":"name","operator":"~","value":"x"}]}]}',
    "operator-no-string": '{"condition":"AND","rules":[{"field":"name","operator":1,"value":"x"}]}',
    "between-one": '{"condition":"AND","rules":[{"field":"name","operator":"between","value":["x"]}]}',
    "brackets": "[" * 1200,  # encoded, it still fits into the 4 kB that some servers read
}


@clauses(
    MALFORMED,
    id=lambda key: f"models.list.filter.refuses.{key}",
    sentence=lambda key: f"A filter that cannot be meant ({key.replace('-', ' ')}) is refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
    writes=False,
)
def refuses(bench: Bench, key: str) -> None:
    """Send a malformed filter."""
    bench.expect(bench.page(filter=MALFORMED[key]), 400, why=f"for filter={MALFORMED[key][:120]}")


ODD: tuple[Any, ...] = (
    '{"condition":"AND","rules":[]}',
    "{}",
    "null",
    "",
    both(same_as("name", None)),
    both(same_as("name", 1)),
    both(same_as("name", ["x"])),
    both(same_as("name", {"x": 1})),
    both(rule("name", "in", "x")),
    both(rule("name", "in", [])),
    both(rule("name", "in", [None, 1, True])),
    both(rule("name", "between", "x")),
    both(rule("name", "between", [None, None])),
    both(rule("name", "contains", 5)),
    both(rule("name", "less", 5)),
    both(rule("name", "equal")),
    both(same_as("created_at", "yesterday")),
    both(rule("created_at", "less", "2025-13-45T00:00:00Z")),
    both(rule("created_at", "greater", 0)),
    both(rule("deployment_date", "between", ["0000-00-00", "9999-12-31T23:59:60Z"])),
    both(rule("deployment_date", "contains", "2025")),
    both(rule("deployment_date", "is_empty")),
    both(same_as("project_id", "not-a-uuid")),
    both(rule("id", "begins_with", "0")),
    both(rule("project", "equal", "x")),
    both(rule("owner", "is_null")),
    both(same_as("status", "nothing")),
    both(same_as("name", "a\0b")),
    both(same_as("name", "'; --")),
    both(same_as("name", "\ud800")),
    both(rule("description", "contains", "x" * 2000)),
)


@clause(
    "models.list.filter.odd",
    "Whatever stands in a filter, it is answered with a page or refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
)
def odd(bench: Bench) -> None:
    """Send filters with values that fit no field."""
    bench.create(description="a model to compare with")
    for value in ODD:
        exchange = bench.page(filter=value)
        bench.note(
            exchange.status in {200, 400},
            f"status 200 or 400 for filter={value!r:.120}",
            exchange.summary(120),
        )
