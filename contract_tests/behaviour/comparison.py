"""How a filter compares values: date-times as instants, text literally and by case."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.filtering import FILTER, MEMBERSHIP, TEXTUAL, judge
from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.criteria import COMPARISONS, both, rule
from contract_tests.shelf import lay

if TYPE_CHECKING:
    from contract_tests.bench import Bench


@clauses(
    [name for name in COMPARISONS if name not in {"any", "begins_with", "contains", "ends_with"}]
    + ["not_equal", "not_in", "not_between"],
    id=lambda name: f"models.list.filter.instants.{name.replace('_', '-')}",
    sentence=lambda name: f"The operator {name} compares date-times as instants, whatever their offset.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
)
def instants(bench: Bench, name: str) -> None:
    """Filter by dates whose text tells otherwise."""
    dates = (
        "2025-05-01T23:00:00+14:00",  # 09:00 UTC
        "2025-05-01T10:00:00Z",
        "2025-05-01T10:00:00.500Z",
        "2025-05-01T08:00:00-03:30",  # 11:30 UTC
        "2025-05-01T00:00:00+09:00",  # 15:00 UTC on 30 April
    )
    models = lay(bench, [{"deployment_date": date} for date in dates])
    values = ("2025-05-01T12:00:00+02:00", "2025-05-01T05:30:00-06:00", "2025-05-01T09:00:00.000Z")
    for value in values:
        if name.endswith("between"):
            operand: Any = ["2025-05-01T11:00:00+02:00", value]
        else:
            operand = [value, "2030-01-01T00:00:00Z"] if name in MEMBERSHIP else value
        judge(bench, models, both(rule("deployment_date", name, operand)))


LITERALS = (
    ("a_b", "axb"),
    ("50%", "50x"),
    ("a%c", "abc"),
    ("a.b", "axb"),
    ("a*b", "aab"),
    ("a\\b", "ab"),
    ("O'Hara", "OHara"),
    ('a"b', "ab"),
    ("a(b", "ab"),
    ("[ab]", "a"),
    ("a+b", "a b"),
    ("r&d", "r"),
    ("数据🚀", "数据"),
    ("Grüße", "Gre"),
    ("no blank", "noblank"),
    (" two", "two"),
)


@clauses(
    ("equal", "not_equal", "in", "not_in", *TEXTUAL),
    id=lambda name: f"models.list.filter.literal.{name.replace('_', '-')}",
    sentence=lambda name: f"The operator {name} takes its text literally: no wildcards, patterns or quotes.",
    operation="list_models",
    evidence="client",
    rests_on=FILTER,
)
def literal(bench: Bench, name: str) -> None:
    """Filter by special characters, beside models that a pattern would match."""
    around = name in TEXTUAL
    prefix = "" if not around or "begins" in name else "x"
    suffix = "" if not around or "ends" in name else "x"
    texts = dict.fromkeys(prefix + text + suffix for pair in LITERALS for text in pair)
    models = lay(bench, [{"description": text} for text in texts])
    for text, _ in LITERALS:
        judge(bench, models, both(rule("description", name, [text] if name.endswith("in") else text)))


ENCODED = (("a%41b", "aAb"), ("a%25b", "a%b"), ("a+b", "a b"), ("a%22b", 'a"b'), ("a%5Cb", "a\\b"))


@clause(
    "models.list.filter.encoded-once",
    "A filter is percent-decoded once: what its text then holds of percent and plus signs is text.",
    operation="list_models",
    evidence="client",
    rests_on=FILTER,
)
def encoded_once(bench: Bench) -> None:
    """Filter by text that a second decoding changes, beside the models that it would lead to."""
    models = lay(bench, [{"description": text} for pair in ENCODED for text in pair])
    for (text, _), name in itertools.product(ENCODED, ("equal", "contains")):
        judge(bench, models, both(rule("description", name, text)))


FOLDING = ("equal", "in", "begins_with", "contains")
"""Under a collation without case all of them match; a single one is a mistake."""


@clauses(
    ("equal", "not_equal", "in", "not_in", *TEXTUAL),
    id=lambda name: f"models.list.filter.case.{name.replace('_', '-')}",
    sentence=lambda name: f"The operator {name} tells upper from lower case.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
)
def case(bench: Bench, name: str) -> None:
    """Filter by text in another case."""
    texts, fields = ("Delta", "delta", "DELTA"), ("description", "algorithm", "framework", "version")
    models = lay(bench, [dict.fromkeys(fields, text) for text in texts])
    if all(
        len(bench.items(filter=both(rule("algorithm", probe, ["DELTA"] if probe == "in" else "DELTA")))) == 3
        for probe in FOLDING
    ):
        raise NotVerified("the target compares no text by case, whatever the operator")
    for field, text in itertools.product(fields, texts):
        judge(bench, models, both(rule(field, name, [text] if name.endswith("in") else text)))
