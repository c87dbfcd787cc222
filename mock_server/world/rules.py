"""The rules of one app, as a frozen value: an app that breaks one is given another value.

Each rule stands here under a name of its own. The rules call one another through this value, never directly,
so that a replaced one takes effect wherever it is asked for.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from mock_server.world import (
    archive,
    artifacts,
    columns,
    deployment,
    effects,
    factory,
    ids,
    inference,
    instants,
    jobs,
    model_rows,
    models,
    plan,
    references,
    samples,
    spec,
    surrogates,
    unit,
)
from mock_server.world.listing import fields, latest, operators, ordering, paging, search
from mock_server.world.listing import filter as filters
from mock_server.world.listing.search import SearchedText
from mock_server.world.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from typing import BinaryIO

    from mock_server.world.errors import Violation
    from mock_server.world.listing.fields import Field, Kind
    from mock_server.world.listing.operators import Operator
    from mock_server.world.plan import JobPlan
    from mock_server.world.rows import Rows
    from mock_server.world.unit import Unit

    Json = dict[str, Any]

STANDARD: Mapping[str, Any] = {
    # Models, from a body to a row.
    "new_model": model_rows.new,
    "merged_model": model_rows.merged,
    "changes": model_rows.changes,
    "schema": spec.schema,
    "spec": spec.spec,
    "custom_feature": spec.custom_feature,
    "task_params": spec.task_params,
    "xai_params": spec.xai_params,
    "version_of": spec.version_of,
    "is_binary_ranking": spec.is_binary_ranking,
    "normalised_columns": columns.normalised,
    "known_column": columns.known_column,
    "with_bins": columns.with_bins,
    "equal_bins": columns.equal_bins,
    "column_named": columns.named,
    "in_utc": instants.in_utc,
    "timestamp": instants.text,
    # What is found, and by whom.
    "owned": references.owned,
    "all_owned": references.all_owned,
    "find": references.find,
    "check_references": references.check,
    "broken_references": references.broken,
    "check_version_free": models.check_version_free,
    # Lists.
    "candidates": models.candidates,
    "newest": latest.newest,
    "search": search.matches,
    "searched_fields": search.SEARCHED,
    "model_fields": fields.MODEL_FIELDS,
    "literal": fields.literal,
    "operators": operators.OPERATORS,
    "deepest_filter": filters.DEEPEST,
    "Reader": filters.Reader,
    "Group": filters.Group,
    "Rule": filters.Rule,
    "model_ordering": ordering.MODEL_ORDERING,
    "default_order": ordering.DEFAULT,
    "Key": ordering.Key,
    "arrange": ordering.arrange,
    "cut": paging.cut,
    # Jobs and what they do.
    "job_plan": plan.unchanged,
    "start_job": jobs.start,
    "settle_jobs": jobs.settle,
    "start_deletion": models.start_deletion,
    "remove_model": effects.remove_model,
    "effects": effects.EFFECTS,
    "check_first": deployment.check_first,
    "artifact_listing": artifacts.listing,
    "archive_members": archive.members,
    # Samples of data.
    "read_sample": samples.read,
    "csv_sample": samples.csv_sample,
    "cell": samples.value,
    "infer_columns": inference.inferred,
    "column_types": inference.TYPES,
    "text_column": inference.text_column,
    # What a world is built from.
    "Unit": unit.Unit,
    "IdFactory": ids.IdFactory,
    "Models": models.Models,
    "Columns": columns.Columns,
    "Artifacts": artifacts.Artifacts,
    "Surrogates": surrogates.Surrogates,
    "Factory": factory.Factory,
}
"""Every rule that can be replaced. A function whose first parameter is `rules` is bound to the app's."""


@dataclass(frozen=True)
class Replacement:
    """One rule replaced by another.

    Attributes:
        rule: Its name in `STANDARD`, or `Class.method` for a method of a class that stands there.
        make: Given the rule in force (a method: the plain function), returns what takes its place. Called
            once for each app.
        key: Where the rule is a table, the entry to replace.
    """

    rule: str
    make: Callable[[Any], Any]
    key: str | None = None


class Rules:
    """The rules of one app, by name; LookupError for a replacement of what is no rule."""

    replaced: frozenset[str]
    shapes: Shapes

    new_model: Callable[[Unit, Json], Json]
    merged_model: Callable[[Unit, Json, Json], Json]
    changes: Callable[[Json, Json], Json]
    schema: Callable[..., Json]
    spec: Callable[[Json | None], Json]
    custom_feature: Callable[[Json], Json]
    task_params: Callable[[Json | None], Json]
    xai_params: Callable[[Json | None], Json]
    version_of: Callable[[Json], Any]
    is_binary_ranking: Callable[[Json], bool]
    normalised_columns: Callable[..., list[Json]]
    known_column: Callable[[Json], Json]
    with_bins: Callable[[Json], Json]
    equal_bins: Callable[[Any, Any], list[float] | None]
    column_named: Callable[[Iterable[Json], str], Json]
    in_utc: Callable[[str], str]
    timestamp: Callable[[datetime], str]

    owned: Callable[[Json, str], bool]
    all_owned: Callable[[Unit, str], list[Json]]
    find: Callable[[Unit, str, Any], Json | None]
    check_references: Callable[[Unit, Json, Iterable[str]], None]
    broken_references: Callable[[Unit, Json, Iterable[str]], list[Violation]]
    check_version_free: Callable[[Unit, Json], None]

    candidates: Callable[[Unit, models.ModelQuery], list[Json]]
    newest: Callable[[Iterable[Json]], list[Json]]
    search: Callable[[Mapping[str, Any], str | None], bool]
    searched_fields: tuple[Field, ...]
    searched_text: SearchedText
    model_fields: Mapping[str, Field]
    literal: Callable[[Kind, Any], Any]
    operators: Mapping[str, Operator]
    deepest_filter: int
    Reader: type[filters.Reader]
    Group: type[filters.Group]
    Rule: type[filters.Rule]
    model_ordering: Mapping[str, Field]
    default_order: tuple[ordering.Key, ...]
    Key: type[ordering.Key]
    arrange: Callable[..., list[Any]]
    cut: Callable[[Any, int, int], paging.Page]

    job_plan: Callable[[JobPlan], JobPlan]
    start_job: Callable[[Unit, str, Json, Json], Json]
    settle_jobs: Callable[[Unit], None]
    start_deletion: Callable[[Unit, Json], Json]
    remove_model: Callable[[Rows, str], None]
    effects: Mapping[str, effects.Effect]
    check_first: Callable[[Unit, Json, frozenset[str], str], None]
    artifact_listing: Callable[[Unit, str | None], list[Json]]
    archive_members: Callable[[BinaryIO], list[Json]]

    read_sample: Callable[..., samples.Sample]
    csv_sample: Callable[[BinaryIO, int], samples.Sample]
    cell: Callable[[str], str | None]
    infer_columns: Callable[[samples.Sample, int], list[Json]]
    column_types: tuple[Any, ...]
    text_column: Callable[..., Json]

    Unit: type[Unit]
    IdFactory: type[ids.IdFactory]
    Models: type[models.Models]
    Columns: type[columns.Columns]
    Artifacts: type[artifacts.Artifacts]
    Surrogates: type[surrogates.Surrogates]
    Factory: type[factory.Factory]

    def __init__(self, replacements: Iterable[Replacement] = ()) -> None:
        members = self.__dict__
        members.update((name, _bound(rule, self)) for name, rule in STANDARD.items())
        replaced = list(replacements)
        for replacement in replaced:
            name, _, method = replacement.rule.partition(".")
            if name not in STANDARD:
                raise LookupError(f"there is no rule {name}; there are {', '.join(sorted(STANDARD))}")
            members[name] = _replaced(members[name], method, replacement)
        # Worked out once, as each write asks for it.
        members["searched_text"] = SearchedText(self.searched_fields)
        members["shapes"] = Shapes(self)
        members["replaced"] = frozenset(replacement.rule.partition(".")[0] for replacement in replaced)

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name}: the rules of an app do not change; build other ones")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name}: the rules of an app do not change; build other ones")


def _bound(rule: Any, rules: Rules) -> Any:
    takes_rules = inspect.isfunction(rule) and next(iter(inspect.signature(rule).parameters), "") == "rules"
    return partial(rule, rules) if takes_rules else rule


def _replaced(rule: Any, method: str, replacement: Replacement) -> Any:
    entries = rule if isinstance(rule, Mapping) else {}
    if (method and not hasattr(rule, method)) or replacement.key not in (None, *entries):
        raise LookupError(f"there is no rule {replacement.rule} {replacement.key or ''}".rstrip())
    if method:
        return type(rule.__name__, (rule,), {method: replacement.make(getattr(rule, method))})
    if replacement.key is not None:
        return {**rule, replacement.key: replacement.make(rule[replacement.key])}
    return replacement.make(rule)
