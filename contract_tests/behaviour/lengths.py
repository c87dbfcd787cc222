"""Lengths: texts around the sizes at which stores cut them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause

if TYPE_CHECKING:
    from contract_tests.bench import Bench

SIZES = (255, 256, 1000, 1024, 4000, 4096, 8000, 16_384, 32_767, 32_768, 65_535, 65_536, 70_000)
MEMBERS = ("description", "algorithm", "framework", "event_id_col")


@clause(
    "models.fidelity.text.sizes",
    "A text of any length is kept to its last character, or refused with 400 or 413.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelCreate/properties/description",
)
def sizes(bench: Bench) -> None:
    """Give a model ever longer texts, of one-byte and of three-byte characters, and read each back."""
    model_id = bench.create()["id"]
    for number, size in enumerate(SIZES):
        member, letter = MEMBERS[number % len(MEMBERS)], "x\u6570"[number % 2]
        text = letter * (size - 1) + "!"
        answer = bench.call("update_model", model_id=model_id, json={member: text})
        known = answer.status in {200, 400, 413}
        if bench.note(known, f"200, 400 or 413 for {size} characters", answer.summary(160)) and answer.ok:
            shown = bench.read(model_id)[member]
            kept = f"{len(shown)} characters" if isinstance(shown, str) else repr(shown)
            bench.note(shown == text, f"the {size} characters of {member}", kept)
