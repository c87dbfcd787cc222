"""PATCH of one field at a time, with everything else watched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.behaviour.requests import unknown_id
from contract_tests.clauses import Evidence, clause, clauses
from contract_tests.specimens import column
from contract_tests.views import DETAIL, difference, note_agreement, note_answered, shortened

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json


PATCH = "/paths/~1v3~1models~1{model_id}/patch"
UPDATE = "/components/schemas/ModelUpdate"


STAMPS = ("updated_at", "updated_by")


@dataclass(frozen=True)
class Field:
    """A member that PATCH can change.

    Attributes:
        name: the member.
        values: values to write, one after the other.
        nullable: whether null clears it.
        derives: members of the model that follow from it.
    """

    name: str
    values: tuple[Any, ...]
    nullable: bool = False
    derives: tuple[str, ...] = ()


_SCHEMAS: tuple[Json, ...] = (
    {"schema_version": 1, "columns": [column("Score", "int", min=1, max=2), column("fresh", "str")]},
    {"columns": [column("Score", "float")]},
    specimens.full_schema(),
)


_SPECS: tuple[Json, ...] = (
    {"inputs": ["Income"], "outputs": ["Score"]},
    {"targets": [], "metadata": ["at", "id"], "custom_features": specimens.custom_features()[:2]},
    {},
)


# A server may refuse a schema without the columns that other members name.
_LOOSE: Json = {
    "spec": {"inputs": ["Score"], "metadata": ["Score"]},
    "task_params": {"top_k": 7, "class_weights": [0.25, 0.75]},
    "event_id_col": None,
    "event_ts_col": None,
}
FIELDS = (
    Field("status", ("LIVE", "DRAFT", "LIVE")),
    Field("version", ("2", "next", "v" * 64)),
    Field("input_type", ("text", "mixed", "structured")),
    Field("task", ("regression", "ranking", "llm", "not_set"), derives=("is_binary_ranking_model",)),
    Field("schema", _SCHEMAS),
    Field("spec", _SPECS),
    Field("task_params", ({"top_k": 3}, {}, {"group_by": "id"}), derives=("is_binary_ranking_model",)),
    Field(
        "xai_params",
        ({}, {"default_explain_method": "lime"}, {"custom_explain_methods": ["z", "a"]}),
        nullable=True,
    ),
    Field("deployment_date", ("2030-01-02T03:04:05Z", "2001-01-01T00:00:00+05:00"), nullable=True),
    *(Field(name, ("changed", "", "Grüße 🚀"), nullable=True) for name in specimens.FREE_TEXT),
    # A server may refuse what is no column of the schema.
    *(Field(name, ("Purpose", "Score", "Income"), nullable=True) for name in specimens.EVENT_COLUMNS),
)


class Family:
    """A model with every member, and its neighbours that no change of it may touch."""

    def __init__(self, bench: Bench, **fields: Any) -> None:
        self._bench = bench
        body = bench.full_body(**fields)
        self.model_id = str(self._made(body)["id"])
        self.model = note_agreement(bench, self.model_id)
        neighbours = [
            {**body, "version": "other"},
            {**bench.body(), "name": body["name"], "version": "live", "status": "LIVE"},
            {**body, "name": f"{body['name']}-b"},
        ]
        self._neighbours = [bench.read(self._made(one)["id"]) for one in neighbours]

    def _made(self, body: Json) -> Json:
        return self._bench.prepared(self._bench.call("create_model", json=body))

    def note_changed(self, change: Json, derives: tuple[str, ...] = ()) -> None:
        """Send a change; note where the answer lacks it, where views disagree, and what else has changed."""
        bench, document = self._bench, self._bench.document
        sent = bench.call("update_model", model_id=self.model_id, json=change)
        bench.note(sent.status == 200, f"200 for {shortened(change)}", sent.summary(200))
        if sent.status != 200:
            return
        answer, before = bench.data(sent), self.model
        note_answered(bench, answer, change, f"after {shortened(change)}, its members")
        self.model = note_agreement(bench, self.model_id)
        differs = difference(document, DETAIL, answer, self.model)
        bench.note(not differs, "GET to tell what the PATCH told", f"in the PATCH against GET, {differs}")
        differs = difference(document, DETAIL, self.model, before, but=(*STAMPS, *change, *derives))
        bench.note(not differs, f"all but {', '.join(change)} as before", f"after against before, {differs}")

    def note_neighbours(self, what: str) -> None:
        """Note every neighbour that is not as it was."""
        for before in self._neighbours:
            differs = difference(self._bench.document, DETAIL, self._bench.read(before["id"]), before)
            where = f"{before['name']} {before['version']}"
            self._bench.note(not differs, f"{where} as it was, {what}", f"now against before, {differs}")


def _evidence(field: Field) -> Evidence:
    return "client" if field.nullable else "vendor"


@clauses(
    FIELDS,
    id=lambda field: f"models.update.field.{field.name.replace('_', '-')}",
    sentence=lambda field: (
        f"PATCH of {field.name} alone changes it{', null clears it' if field.nullable else ''}; left out, it"
        " stays; nothing else and no other model changes."
    ),
    operation="update_model",
    evidence=_evidence,
    rests_on=lambda field: f"{UPDATE}/properties/{field.name}",
)
def changed(bench: Bench, field: Field) -> None:
    """Write every value, null between them, with everything read before and after."""
    family = Family(bench, **(_LOOSE if field.name == "schema" else {}))
    for value in (*field.values, *((None, field.values[0]) if field.nullable else ())):
        family.note_changed({field.name: value}, field.derives)
        if value is None:
            shown = family.model[field.name]
            empty = not any((shown or {}).values()) if field.name == "xai_params" else shown is None
            bench.note(empty, f"{field.name} null", repr(shown))
    family.note_changed({"status": "LIVE"})
    family.note_neighbours(f"after changes of {field.name}")


@clause(
    "models.update.together",
    "A PATCH of many members gives each its own value.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def together(bench: Bench) -> None:
    """Change every member at once, no two texts alike; then leave one after the other out."""
    family = Family(bench)
    texts = {name: f"{name} anew" for name in specimens.FREE_TEXT}
    change = {field.name: field.values[0] for field in FIELDS if field.name != "schema"} | texts
    change |= {"schema": specimens.full_schema(), "event_id_col": "Score", "event_ts_col": "Income"}
    family.note_changed(change, ("is_binary_ranking_model",))
    for name in texts:
        others = {other: f"{text} again" for other, text in texts.items() if other != name}
        family.note_changed(others)
    family.note_neighbours("after changes of many members")


@clause(
    "models.update.owner",
    "PATCH of owner_id sets the owner, who must exist; null removes it, and leaving it out keeps it.",
    operation="update_model",
    evidence="decided",
    rests_on=f"{UPDATE}/properties/owner_id",
)
def owner(bench: Bench) -> None:
    """Remove the owner, set it again, change something else."""
    created = bench.create()
    caller, model_id = created["created_by"]["id"], created["id"]
    for change, wanted in (
        ({"owner_id": None}, None),
        ({"status": "DRAFT"}, None),
        ({"owner_id": caller}, caller),
        ({"description": "x"}, caller),
    ):
        answer = bench.data(bench.call("update_model", model_id=model_id, json=change))
        for view, model in (("the answer", answer), ("GET", note_agreement(bench, model_id))):
            actual = (model["owner"] or {}).get("id")
            bench.note(actual == wanted, f"owner {wanted} after {change}", f"{view}: {model['owner']!r}")
    nobody = bench.call("update_model", model_id=model_id, json={"owner_id": unknown_id(bench)})
    bench.note(nobody.status == 404, "404 for an owner who does not exist", nobody.summary(160))
