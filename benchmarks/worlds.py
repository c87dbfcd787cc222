"""Worlds of any size for the benchmarks: `python -m benchmarks.worlds 1000 world.json` writes one.

Every id is known from a model's number, so that who sends requests needs no list of them.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]

_KIT = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0"
ORGANIZATION = {"id": f"{_KIT}01", "name": "Harbour Lane Credit"}
"""The organization of the mock's built-in token."""
USERS = [
    {
        "id": f"{_KIT}11",
        "organization_id": ORGANIZATION["id"],
        "full_name": "Maya Lindqvist",
        "email": "maya.lindqvist@harbourlane.example",
    },
    {
        "id": f"{_KIT}12",
        "organization_id": ORGANIZATION["id"],
        "full_name": "Tomas Okafor",
        "email": "tomas.okafor@harbourlane.example",
    },
]
PROJECTS = 10
"""Each holds this share of the models."""
VERSIONS = 4
"""Versions of each name."""
RARE_WORDS = ("quokka", "axolotl", "okapi", "tapir", "narwhal", "pangolin", "numbat", "saiga")
"""Each stands in the description of every 1,000th model, and in one at least."""
UNKNOWN_ID = "ffffffff-0000-4000-8000-ffffffffffff"

_START = datetime(2025, 1, 1, tzinfo=UTC)
_COLUMNS = [
    {"name": "CreditScore", "data_type": "int", "min": 300, "max": 850, "replace_with_nulls": [-1]},
    {"name": "Income", "data_type": "float", "min": 0, "max": 250000},
    {"name": "Purpose", "data_type": "category", "categories": ["car", "home", "study"]},
    {"name": "DefaultProbability", "data_type": "float", "min": 0, "max": 1},
    {"name": "Defaulted", "data_type": "category", "categories": ["repaid", "defaulted"]},
    {"name": "DecidedAt", "data_type": "timestamp"},
]
_SPEC = {
    "inputs": ["CreditScore", "Income", "Purpose"],
    "outputs": ["DefaultProbability"],
    "targets": ["Defaulted"],
    "metadata": ["DecidedAt"],
}
_TASK_PARAMS = {"binary_classification_threshold": 0.35, "target_class_order": ["repaid", "defaulted"]}


def model_id(number: int) -> str:
    """The id of a model; the first has number 1."""
    return f"00000000-0000-4000-8000-{number:012x}"


def project_id(number: int) -> str:
    """The id of the project that a model is in."""
    return f"00000000-0000-4000-9000-{_family(number) % PROJECTS:012x}"


def model_name(number: int) -> str:
    """The name of a model, which its versions share. Names are not in the order of creation."""
    return f"model-{_family(number) * 7919 % 1_000_003:07d}"


def body(name: str, number: int = 1) -> Json:
    """What a request sends to create a model: six columns, as somebody's model may well have."""
    return {
        "name": name,
        "version": f"v{(number - 1) % VERSIONS + 1}",
        "project_id": project_id(number),
        "status": "DRAFT" if number % 5 == 0 else "LIVE",
        "input_type": "structured",
        "task": "binary_classification",
        "description": _description(number),
        "owner_id": USERS[number % 2]["id"],
        "deployment_date": "2025-06-02T08:00:00Z",
        "algorithm": "gradient boosting",
        "framework": "xgboost 2.1",
        "schema": {"columns": _COLUMNS},
        "spec": _SPEC,
        "task_params": _TASK_PARAMS,
        "event_ts_col": "DecidedAt",
        "event_ts_format": "ISO8601",
    }


def write_world(path: Path, models: int) -> Path:
    """Write a world of so many models and return its path."""
    with path.open("wb") as file:
        head = {"organizations": [ORGANIZATION], "users": USERS, "projects": _projects()}
        file.write(orjson.dumps(head)[:-1] + b',"models":[')
        # Row by row: the rows of a large world together would take gigabytes.
        for number in range(1, models + 1):
            file.write(b",\n" if number > 1 else b"\n")
            file.write(orjson.dumps(_row(number)))
        file.write(b"]}\n")
    return path


def _family(number: int) -> int:
    return (number - 1) // VERSIONS


def _description(number: int) -> str:
    rare = (number - 1) % 1000
    about = f" in the {RARE_WORDS[rare]} portfolio" if rare < len(RARE_WORDS) else ""
    return f"Probability that a consumer loan{about} defaults within a year"


def _row(number: int) -> Json:
    return {
        "id": model_id(number),
        "organization_id": ORGANIZATION["id"],
        "created_at": _instant(number),
        "created_by_id": USERS[0]["id"],
        **body(model_name(number), number),
    }


def _projects() -> list[Json]:
    return [
        {
            "id": f"00000000-0000-4000-9000-{number:012x}",
            "organization_id": ORGANIZATION["id"],
            "created_at": _instant(0),
            "created_by_id": USERS[0]["id"],
            "name": f"project-{number}",
        }
        for number in range(PROJECTS)
    ]


def _instant(number: int) -> str:
    return (_START + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def main() -> None:
    """Write a world for use by hand."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worlds", description=main.__doc__)
    parser.add_argument("models", type=int, help="how many")
    parser.add_argument("file", type=Path, help="where to")
    options = parser.parse_args()
    path = write_world(options.file, options.models)
    sys.stdout.write(f"{path}: {options.models} models, {path.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
