"""What the tests of the world are built from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mock_server.stores import MemoryStore
from mock_server.world import Clock, Identity, IdFactory, JobPlan, ModelQuery, World
from mock_server.world.indexes import INDEXES

if TYPE_CHECKING:
    from mock_server.stores.json_text import JsonText
    from mock_server.world.rules import Rules

Json = dict[str, Any]

START = datetime(2025, 7, 1, 12, tzinfo=UTC)
NO_ID = "00000000-0000-4000-8000-000000000000"

HARBOUR = {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be001", "name": "Harbour Lane Credit"}
KESTREL = {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be002", "name": "Kestrel Freight"}

MAYA = Identity(
    {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be011", "full_name": "Maya Lindqvist", "email": "maya@hl.example"},
    HARBOUR,
)
TOMAS = Identity(
    {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be012", "full_name": "Tomas Okafor", "email": "tomas@hl.example"},
    HARBOUR,
    frozenset({"read"}),
)
INES = Identity(
    {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be013", "full_name": "Ines Duarte", "email": "ines@kf.example"},
    KESTREL,
)


def world(plan: str = "immediate", seed: int = 1, rules: Rules | None = None) -> World:
    """Return an empty world with a frozen clock and seeded ids."""
    store, clock = MemoryStore(INDEXES), Clock.frozen(START)
    return World(store, clock=clock, ids=IdFactory(seed), jobs=JobPlan.parse(plan), rules=rules)


def project(where: World, name: str = "consumer-lending", who: Identity = MAYA) -> str:
    """Add a project and return its id."""
    return str(where.projects.create({"name": name}, who)["id"])


def body(project_id: str, **members: Any) -> Json:
    """Return the body of a create."""
    return {
        "name": "loan-default",
        "project_id": project_id,
        "input_type": "structured",
        "task": "binary_classification",
        "schema": {"columns": [{"name": "Income", "data_type": "float"}]},
        "spec": {"inputs": ["Income"]},
        **members,
    }


def model(where: World, project_id: str, who: Identity = MAYA, **members: Any) -> JsonText:
    """Add a model and return it."""
    return where.models.create(body(project_id, **members), who)


def names(where: World, who: Identity = MAYA, **wanted: Any) -> list[str]:
    """Return `name version` of the models on a page."""
    items = where.models.list(ModelQuery(**wanted), who).items
    return [f"{item['name']} {item['version']}" for item in items]


def csv_file(where: World, text: str = "a,b\n1,x\n2,y\n", who: Identity = MAYA) -> str:
    """Upload a CSV file and return its id."""
    return str(where.files.upload("sample.csv", text.encode(), who)["id"])


def places(error: Any) -> list[str]:
    """Return the places of an error's violations."""
    return [violation.place for violation in error.value.violations]
