"""Look-alikes: texts that a careless server reads as numbers or as literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.bench import covers
from contract_tests.clauses import clause
from contract_tests.views import note_answered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.bench import Bench
    from contract_tests.document import Json

MEMBERS = ("version", "description", "algorithm", "framework")
LOOKALIKES = ("007", "1e3", "0x1", "true", "null", "1.0")


@clause(
    "models.fidelity.text.look-alikes",
    "A text that looks like a number or a literal is kept as the text that was sent.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelCreate/properties/version",
)
def look_alikes(bench: Bench) -> None:
    """Give each text to each member, by create and then, in other places, by PATCH."""
    sent: dict[str, Json] = {}
    for turn in range(len(LOOKALIKES)):
        texts = _turned(turn)
        created = bench.data(bench.call("create_model", json=bench.body(**texts)))
        note_answered(bench, created, texts, "the texts")
        sent[str(created["id"])] = texts
    _note_kept(bench, sent)
    for turn, model_id in enumerate(sent):
        texts = _turned(turn + len(MEMBERS))
        changed = bench.data(bench.call("update_model", model_id=model_id, json=texts))
        note_answered(bench, changed, texts, "after a PATCH, the texts")
        sent[model_id] = texts
    _note_kept(bench, sent)


def _turned(turn: int) -> Json:
    return {name: LOOKALIKES[(turn + place) % len(LOOKALIKES)] for place, name in enumerate(MEMBERS)}


def _note_kept(bench: Bench, sent: Mapping[str, Json]) -> None:
    listed = {str(item["id"]): item for item in bench.items()}
    for model_id, texts in sent.items():
        for view, model in (("GET", bench.read(model_id)), ("the list", listed.get(model_id))):
            place = covers(model, texts)
            bench.note(place is None, f"{texts} as sent", f"{view} shows {place}")
