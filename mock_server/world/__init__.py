"""What exists and how it changes. Knows no HTTP."""

from mock_server.world.clock import Clock
from mock_server.world.errors import BadRequest, Conflict, Forbidden, NotFound, RuleError, Violation
from mock_server.world.identity import Identity
from mock_server.world.ids import IdFactory
from mock_server.world.listing.paging import Page
from mock_server.world.models import ModelQuery
from mock_server.world.plan import JobPlan
from mock_server.world.seeding.loading import WorldFileError, load_world
from mock_server.world.world import World

__all__ = [
    "BadRequest",
    "Clock",
    "Conflict",
    "Forbidden",
    "IdFactory",
    "Identity",
    "JobPlan",
    "ModelQuery",
    "NotFound",
    "Page",
    "RuleError",
    "Violation",
    "World",
    "WorldFileError",
    "load_world",
]
