"""The list of mutants, for people and for programs."""

from __future__ import annotations

import json

from contract_tests.mutants import GROUPS, MUTANTS


def as_text() -> str:
    """Return one line a mutant, under the heading of its group."""
    lines = []
    for letter, name in GROUPS.items():
        of_group = [mutant for mutant in MUTANTS.values() if mutant.group == letter]
        lines += ["", f"{letter}  {name} ({len(of_group)})"]
        lines += [f"  {mutant.id:5} {mutant.sentence}" for mutant in of_group]
    return "\n".join(lines[1:])


def as_json() -> str:
    """Return a JSON array of `{id, group, sentence, correct}`."""
    rows = [
        {
            "id": mutant.id,
            "group": GROUPS[mutant.group],
            "sentence": mutant.sentence,
            "correct": mutant.correct,
        }
        for mutant in MUTANTS.values()
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)
