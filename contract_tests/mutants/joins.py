"""More mutants of group E: joins, wildcards, indexes and other habits of databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Request, on_request

Json = dict[str, Any]
LISTED = "candidates"


def _left_out(when: Any) -> Patch:
    """Return the fault that lists lack some models, as an inner join does."""
    return rule(
        LISTED, lambda original: lambda unit, wanted: [row for row in original(unit, wanted) if not when(row)]
    )


def _repeated(when: Any) -> Patch:
    """Return the fault that lists show some models twice, as a join without distinct does."""

    def make(original: Any) -> Any:
        return lambda unit, wanted: [
            row for row in original(unit, wanted) for _ in range(2 if when(row) else 1)
        ]

    return rule(LISTED, make)


def _field(name: str, *path: str) -> Patch:
    return rule("model_fields", lambda field: replace(field, path=path), name)


def _operator(name: str, **members: Any) -> Patch:
    return rule("operators", lambda operator: replace(operator, **members), name)


def _total_of_versions(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, wanted, who)
        return replace(
            page, total=original(self, replace(wanted, latest_only=False, limit=1, offset=0), who).total
        )

    return listed


def _stale_search(original: Any) -> Any:
    """The index is filled when a model is first seen, and never again."""
    index: dict[str, Json] = {}
    return lambda item, wanted: original(index.setdefault(item["id"], item), wanted)


def _stale_filter(original: Any) -> Any:
    index: dict[str, Json] = {}
    return lambda self, item: original(self, index.setdefault(item["id"], item))


def _stale_algorithm(original: Any) -> Any:
    index: dict[str, Any] = {}

    def matches(self: Any, item: Json) -> bool:
        known = index.setdefault(item["id"], item["algorithm"])
        return bool(original(self, {**item, "algorithm": known}))

    return matches


def _null_not_indexed(original: Any) -> Any:
    index: dict[str, Any] = {}

    def matches(item: Json, wanted: str | None) -> bool:
        if item["description"] is not None:
            index[item["id"]] = item["description"]
        return bool(original({**item, "description": index.get(item["id"])}, wanted))

    return matches


def _trimmed(name: str) -> Any:
    def change(request: Request) -> None:
        if name in request.query:
            request.query = {**request.query, name: request.query[name].strip()}

    return on_request(change, "list_models")


def _underscore(original: Any) -> Any:
    def matches(item: Json, wanted: str | None) -> bool:
        if not wanted or "_" not in wanted:
            return bool(original(item, wanted))
        texts = [item[name] or "" for name in ("name", "version", "description", "algorithm", "framework")]
        return any(_like(text.lower(), wanted.lower()) for text in texts)

    return matches


def _like(text: str, wanted: str) -> bool:
    starts = range(max(len(text) - len(wanted) + 1, 0))
    return any(all(w in {"_", t} for t, w in zip(text[start:], wanted, strict=False)) for start in starts)


def _two_rules(original: Any) -> Any:
    return lambda self, item: original(replace(self, rules=self.rules[:2]), item)


def _empty_matches_nothing(original: Any) -> Any:
    return lambda self, item: bool(self.rules) and original(self, item)


def _ten_results(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, wanted, who)
        return replace(page, total=min(page.total, 20)) if wanted.search else page

    return listed


def _searched_without(name: str) -> Patch:
    return rule("searched_fields", lambda fields: tuple(field for field in fields if field.path != (name,)))


MUTANTS = (
    mutant(
        "E77",
        "`total` under latest_only counts all versions.",
        rule("Models.list", _total_of_versions),
    ),
    mutant("E78", "Lists leave out models that nobody owns.", _left_out(lambda row: row["owner_id"] is None)),
    mutant(
        "E79", "Lists leave out models without columns.", _left_out(lambda row: not row["schema"]["columns"])
    ),
    mutant(
        "E80",
        "Models with several custom features are listed twice.",
        _repeated(lambda row: len(row["spec"]["custom_features"]) > 1),
    ),
    mutant(
        "E81",
        "Lists leave out drafts unless latest_only is asked for.",
        _left_out(lambda row: row["status"] == "DRAFT"),
    ),
    mutant(
        "E82",
        "Search goes by an index that PATCH does not refresh.",
        rule("search", _stale_search),
    ),
    mutant(
        "E83",
        "Filters go by an index that PATCH does not refresh.",
        rule("Group.matches", _stale_filter),
    ),
    mutant("E84", "Blanks around a search are dropped.", _trimmed("search")),
    mutant(
        "E85",
        "An underscore in `search` stands for any character.",
        rule("search", _underscore),
    ),
    mutant(
        "E86",
        "Only the first two rules of a condition count.",
        rule("Group.matches", _two_rules),
    ),
    mutant(
        "E87",
        "A filter without rules matches nothing.",
        rule("Group.matches", _empty_matches_nothing),
    ),
    mutant(
        "E88",
        "`in` with no value matches everything.",
        _operator("in", test=lambda actual, expected: not expected or actual in expected),
    ),
    mutant("E89", "A filter on task looks at input_type.", _field("task", "input_type")),
    mutant("E90", "A filter on id looks at the project's id.", _field("id", "project", "id")),
    mutant("E91", "A filter on updated_at looks at created_at.", _field("updated_at", "created_at")),
    mutant("E92", "A filter on created_by_id never matches.", _field("created_by_id", "organization", "id")),
    mutant("E93", "A filter on owner.email looks at the name.", _field("owner.email", "owner", "full_name")),
    mutant("E94", "Search does not look at the algorithm.", _searched_without("algorithm")),
    mutant("E95", "Search does not look at the version.", _searched_without("version")),
    mutant("E97", "A search counts no more than 20 results.", rule("Models.list", _ten_results)),
    mutant(
        "E98",
        "A per cent sign in `contains` stands for any text.",
        _operator(
            "contains", test=lambda actual, expected: all(part in actual for part in expected.split("%"))
        ),
    ),
    mutant(
        "E99",
        "`not_equal` behaves as equal when the field is the status.",
        rule(
            "Rule.matches",
            lambda original: (
                lambda self, item: (
                    original(self, item)
                    is not (self.operator.name == "not_equal" and self.field.path == ("status",))
                )
            ),
        ),
    ),
    mutant(
        "E103",
        "A filter on algorithm goes by an index that PATCH does not refresh.",
        rule("Rule.matches", _stale_algorithm),
    ),
    mutant(
        "E104",
        "A description that was set to null is still found by its old text.",
        rule("search", _null_not_indexed),
    ),
)
