"""The views of a model: the same facts as a write's answer, GET, the list and the columns show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.bench import covers, same
from contract_tests.instants import same_instant
from contract_tests.places import settled

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Document, Json

DETAIL: Json = {"$ref": "#/components/schemas/ModelDetail"}
SUMMARY: Json = {"$ref": "#/components/schemas/ModelSummary"}
COLUMN: Json = {"$ref": "#/components/schemas/Column"}


def known(document: Document, schema: Json, value: Any, *, top: bool = True) -> Any:
    """What of an answer the contract names: no further members, and below the top no nulls."""
    if not isinstance(value, list | dict):
        return value
    node = settled(document, schema, value)
    if isinstance(value, list) and "items" in node:
        return [known(document, node["items"], item, top=False) for item in value]
    members = node.get("properties")
    if not isinstance(value, dict) or not members:
        return value
    named = {
        name: known(document, members[name], value[name], top=False) for name in members if name in value
    }
    return named if top else {name: member for name, member in named.items() if member is not None}


def difference(document: Document, schema: Json, left: Json, right: Json, but: tuple[str, ...] = ()) -> str:
    """Where two answers tell different things in members that the contract names; empty where they agree.

    Date-times compare as moments; a null xai_params is an empty one.

    Args:
        document: the contract.
        schema: what both conform to; members that only one of them has are compared too.
        left: one answer.
        right: the other.
        but: members that may differ.
    """
    one, other = known(document, schema, left), known(document, schema, right)
    for name in [*one, *(name for name in other if name not in one)]:
        if name in but:
            continue
        first, second = one.get(name), other.get(name)
        if name.endswith(("_at", "_date")) and same_instant(first, second):
            continue
        if name == "xai_params":
            first, second = first or {}, second or {}
        if not same(first, second):
            return f"{name} is {shortened(first)} here and {shortened(second)} there"
    return ""


def item_of(bench: Bench, model_id: str) -> Json:
    """The model as the list shows it; Violated when it does not."""
    found = [item for item in bench.items() if item.get("id") == model_id]
    bench.require(len(found) == 1, f"the model {model_id} once in the list", f"{len(found)} times")
    return found[0]


def columns_of(bench: Bench, model_id: str) -> list[Json]:
    """The columns as list_columns shows them."""
    items: list[Json] = bench.data(bench.call("list_columns", model_id=model_id))["items"]
    return items


def expected(body: Json) -> Json:
    """What the views must carry of a body that was sent, date-times aside."""
    wanted = {
        name: value
        for name, value in body.items()
        if name not in {"project_id", "owner_id", "deployment_date"}
    }
    if "project_id" in body:
        wanted["project"] = {"id": body["project_id"]}
    if body.get("xai_params", ()) is None:
        del wanted["xai_params"]
    return wanted


def note_shown(
    bench: Bench, model_id: str, body: Json, *, answer: Json | None = None, what: str = ""
) -> None:
    """Note every view that does not carry the body as sent: the answer, GET, the list, the columns."""
    detail, item = bench.read(model_id), item_of(bench, model_id)
    wanted = expected(body)
    short = {name: value for name, value in wanted.items() if name in item}
    views: list[tuple[str, Any, Any]] = [("GET", detail, wanted), ("the list", item, short)]
    if answer is not None:
        views.insert(0, ("the answer", answer, wanted))
    if "schema" in body:
        columns = columns_of(bench, model_id)
        views.append(("list_columns", columns, body["schema"]["columns"]))
    for name, view, part in views:
        place = covers(view, part)
        bench.note(place is None, f"{what or 'the model'} as sent", f"{name} shows {place}")
        if isinstance(view, dict):
            _note_date(bench, view, body, name)


def note_answered(bench: Bench, answer: Json, body: Json, what: str) -> None:
    """Note where the answer to a write does not carry the body as sent."""
    place = covers(answer, expected(body))
    bench.note(place is None, f"{what} as sent", f"the answer shows {place}")
    _note_date(bench, answer, body, "the answer")


def _note_date(bench: Bench, view: Json, body: Json, name: str) -> None:
    if "deployment_date" in body:
        sent, shown = body["deployment_date"], view.get("deployment_date")
        moment = f"deployment_date {sent!r} as a moment"
        bench.note(same_instant(shown, sent), moment, f"{name} shows {shown!r}")


def note_agreement(bench: Bench, model_id: str) -> Json:
    """Note where list and columns do not tell what GET tells; return GET's answer."""
    detail, document = bench.read(model_id), bench.document
    differs = difference(document, SUMMARY, item_of(bench, model_id), detail, but=_DETAIL_ONLY)
    bench.note(not differs, "the list to tell what GET tells", f"in the list against GET, {differs}")
    shown = [known(document, COLUMN, column, top=False) for column in columns_of(bench, model_id)]
    kept = [known(document, COLUMN, column, top=False) for column in detail["schema"]["columns"]]
    bench.note(
        same(shown, kept), f"the columns of GET, {shortened(kept)}", f"list_columns: {shortened(shown)}"
    )
    return detail


_DETAIL_ONLY = (
    "task_params",
    "schema",
    "spec",
    "event_id_col",
    "event_ts_col",
    "event_ts_format",
    "xai_params",
    "artifact_files",
    "is_binary_ranking_model",
)


def shortened(value: Any, limit: int = 200) -> str:
    """The value as Python writes it, cut for a message."""
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + " ..."
