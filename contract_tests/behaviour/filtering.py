"""The operators and the fields of a filter, each held against an oracle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.criteria import INSTANTS, OPERATORS, VALUELESS, both, rule, verdict
from contract_tests.instants import moment
from contract_tests.shelf import ids, label, lay, wait_a_tick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.bench import Bench
    from contract_tests.clauses import Evidence
    from contract_tests.document import Json

FILTER = "/components/parameters/Filter"
RULE = "/components/schemas/FilterRule"

TEXTS = ("name", "version", "description", "algorithm", "framework")
ENUMS = ("status", "input_type", "task", "artifact_status")
IDS = ("id", "project_id")
REFERENCES = (
    "organization_id",
    "owner_id",
    "created_by_id",
    "updated_by_id",
    "project.id",
    "project.name",
    "organization.name",
    "owner.id",
    "owner.full_name",
    "owner.email",
    "created_by.email",
)
ORDERED = ("less", "less_or_equal", "greater", "greater_or_equal", "between", "not_between")
TEXTUAL = (
    "begins_with",
    "not_begins_with",
    "contains",
    "not_contains",
    "ends_with",
    "not_ends_with",
)
MEMBERSHIP = ("in", "not_in", "any")

VALUES = ("delta", "golf", "adelta", "deltas", "bravo", "delta mike", "kilo")
"""Words that contain, begin and end one another, and sort alike under every collation but for the space."""


def shelve(bench: Bench) -> list[Json]:
    """Seven models with every kind of value in every field, nulls and equal values among them."""
    stem = bench.name()
    dates = ("2024-02-29T00:00:00Z", "2024-02-29T00:00:01Z", "2024-03-01T00:00:00Z", "2025-11-30T23:59:59Z")
    return lay(
        bench,
        [
            {
                "name": stem + VALUES[number],
                "version": VALUES[-number],
                "description": (VALUES[0], "", None)[number] if number < 3 else VALUES[number],
                "algorithm": None if number == 4 else VALUES[number % 3],
                "framework": VALUES[number // 2],
                "status": ("LIVE", "DRAFT")[number % 2],
                "input_type": ("structured", "text", "mixed")[number % 3],
                "task": ("regression", "llm", "not_set")[number // 3],
                "deployment_date": dates[number % 4] if number < 6 else None,
            }
            for number in range(len(VALUES))
        ],
    )


def judge(bench: Bench, models: Sequence[Json], condition: Json, **query: Any) -> None:
    """Raise Violated unless a list under the condition shows the models that it matches, and no others."""
    items = bench.items(filter=condition, **query)
    shown = ids(items)
    wrong = [
        model for model in models if verdict(condition, model) is not (model["id"] in shown)
        and verdict(condition, model) is not None
    ]  # fmt: skip
    bench.require(
        not wrong and len(shown) == len(set(shown)),
        f"the filter {condition} to show {_names(m for m in models if verdict(condition, m))}",
        _names(items),
    )


def _names(models: Any) -> str:
    return "[" + ", ".join(sorted(label(model) for model in models)) + "]"


def rules(bench: Bench, models: Sequence[Json], operator: str) -> Iterator[Json]:
    """Rules of an operator over every field that it suits, with values at and around those that exist."""
    stem = str(models[0]["name"]).removesuffix(VALUES[0])
    if operator in VALUELESS:
        yield from _valueless(operator)
        return
    for field in TEXTS:
        for value in _text_values(bench, operator, stem if field == "name" else ""):
            yield rule(field, operator, value)
    if operator in TEXTUAL:
        return
    for field in ("deployment_date", "created_at", "updated_at"):
        known = sorted({str(model[field]) for model in models if model[field]})
        for value in _moments(operator, field, known):
            yield rule(field, operator, value)
    if operator not in ORDERED:
        yield from _exact(operator, models)


def _valueless(operator: str) -> Iterator[Json]:
    empty = operator.endswith("empty")
    for field in ("description", "algorithm", "framework", *(() if empty else ("deployment_date", "name"))):
        yield rule(field, operator)
        yield rule(field, operator, None)


def _text_values(bench: Bench, operator: str, stem: str) -> Iterator[Any]:
    if operator in TEXTUAL:
        begins = "begins" in operator
        yield from (
            stem + word if begins else word for word in ("delta", "del", "elt", "lta", "kilo", "nope")
        )
    elif operator.endswith("between"):
        for low, high in (("bravo", "delta"), ("delta", "delta"), ("deltas", "kilo")):
            yield [stem + low, stem + high]
    elif operator in MEMBERSHIP:
        some = [stem + word for word in bench.random.sample(VALUES, 3)]
        yield from (some[:1], some[:2], [stem + "nope", some[2], stem + "delta"], [stem + "nope"])
    elif operator in ORDERED:
        yield from (stem + word for word in ("delta", "deltas", "golf", "bravo", "echo"))
    else:
        yield from (stem + word for word in ("delta", "delt", "deltas", "nope"))


def _moments(operator: str, field: str, known: Sequence[str]) -> Iterator[Any]:
    middle, far = known[len(known) // 2], ("1999-01-01T00:00:00Z", "2999-01-01T00:00:00Z")
    if operator.endswith("between"):
        yield from ([known[0], middle], [middle, known[-1]], [far[0], middle], list(far))
    elif operator in MEMBERSHIP:
        yield from ([known[0]], [middle, known[-1]], [known[0], middle, far[0]])
    elif operator in ORDERED or field == "deployment_date":
        yield from (known[0], middle, known[-1], *far)


def _exact(operator: str, models: Sequence[Json]) -> Iterator[Json]:
    known = ids(models)
    for field, one, other in (
        ("status", "LIVE", "DRAFT"),
        ("input_type", "text", "mixed"),
        ("task", "regression", "llm"),
        ("artifact_status", "no_model", "surrogate"),
        ("id", known[1], known[2]),
    ):
        if operator in MEMBERSHIP:
            yield from (rule(field, operator, [one]), rule(field, operator, [other, one]))
        else:
            yield from (rule(field, operator, one), rule(field, operator, other))


@clauses(
    [name for name in OPERATORS if name != "any"],
    id=lambda name: f"models.list.filter.operator.{name.replace('_', '-')}",
    sentence=lambda name: (
        f"The operator {name} shows exactly the models that it matches, on every kind of field."
    ),
    operation="list_models",
    evidence="client",
    rests_on=RULE,
)
def operator(bench: Bench, name: str) -> None:
    """Hold an operator against the oracle."""
    models = shelve(bench)
    for one in rules(bench, models, name):
        judge(bench, models, both(one))


@clause(
    "models.list.filter.operator.any",
    "The operator any shows the models whose value is any of those in the array.",
    operation="list_models",
    evidence="decided",
    rests_on=RULE,
)
def any_operator(bench: Bench) -> None:
    """Hold `any` against the oracle of `in`."""
    models = shelve(bench)
    if not bench.page(filter=both(rule("version", "any", ["delta"]))).ok:
        raise NotVerified("the target gives the operator any another meaning")
    for one in rules(bench, models, "any"):
        judge(bench, models, both(one))


@dataclass(frozen=True)
class Kind:
    """Fields that compare alike."""

    id: str
    words: str
    fields: tuple[str, ...]
    evidence: Evidence


@clauses(
    (
        Kind("text", "text", TEXTS, "guide"),
        Kind("enum", "enum", ENUMS, "guide"),
        Kind("date-time", "date-time", tuple(sorted(INSTANTS - {"deleted_at"})), "guide"),
        Kind("id", "id", IDS, "client"),
    ),
    id=lambda kind: f"models.list.filter.fields.{kind.id}",
    sentence=lambda kind: f"A list can be filtered by every {kind.words} field of its items.",
    operation="list_models",
    evidence=lambda kind: kind.evidence,
    rests_on=FILTER,
)
def fields(bench: Bench, kind: Kind) -> None:
    """Filter by each field, for the values that the models have."""
    models = shelve(bench)
    if kind.id == "date-time":
        models = _changed(bench, models)
    for field in kind.fields:
        values = sorted({str(_value(model, field)) for model in models if _value(model, field) is not None})
        for value in values[:3]:
            if field in INSTANTS:
                judge(bench, models, both(rule(field, "less_or_equal", value)))
                judge(bench, models, both(rule(field, "greater", value)))
            else:
                judge(bench, models, both(rule(field, "equal", value)))
                judge(bench, models, both(rule(field, "not_in", [value])))


def _changed(bench: Bench, models: Sequence[Json]) -> list[Json]:
    """Change the models in another order than that of their creation, and return them as they are then."""
    order = sorted(models, key=lambda model: moment(model["created_at"]), reverse=True)
    after: dict[str, Json] = {}
    for model in order:
        wait_a_tick(model, "updated_at")
        answer = bench.call("update_model", model_id=model["id"], json={"event_id_col": "changed"})
        after[model["id"]] = bench.prepared(answer)
    return [after[model["id"]] for model in models]


def _value(model: Json, field: str) -> Any:
    return model["project"]["id"] if field == "project_id" else model[field]


@clauses(
    REFERENCES,
    id=lambda field: f"models.list.filter.references.{field.replace('_', '-')}",
    sentence=lambda field: f"A list can be filtered by {field}.",
    operation="list_models",
    evidence="decided",
    rests_on=FILTER,
)
def references(bench: Bench, field: str) -> None:
    """Filter by a member of a reference."""
    models = lay(bench, [{}, {"owner_id": None}, {}])
    reference, _, member = field.partition(".") if "." in field else field.rpartition("_")
    value = models[0][reference][member]
    if not bench.page(filter=both(rule(field, "equal", value))).ok:
        raise NotVerified(f"the target does not filter by {field}")
    for name in ("equal", "not_equal", "is_null", "is_not_null"):
        judge(bench, models, both(rule(field, name, value)))
    other = "0c4f41dd-5f5c-4c29-9c0e-d3a3b9f7e000" if member == "id" else "nobody of this name"
    for name in ("equal", "not_equal"):
        judge(bench, models, both(rule(field, name, other)))
