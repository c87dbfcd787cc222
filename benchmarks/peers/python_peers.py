"""Servers in Python: the limit, this mock, Connexion and FastAPI."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.peers import cache
from benchmarks.peers.peer import Peer
from benchmarks.peers.store import WORLD
from benchmarks.process import Launch, mock_launch

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.peer import Place

_FASTAPI = ("fastapi==0.165.0", "uvicorn==0.54.0", "uvloop==0.23.0", "httptools==0.9.0")
"""uvicorn, uvloop and httptools as in the kit's environment when this was written."""


def _uvicorn(interpreter: str | Path, application: str, place: Place) -> Launch:
    """One worker with uvicorn's defaults, which are httptools and uvloop; only its messages are left out."""
    quiet = ("--no-access-log", "--log-level", "warning")
    command = (str(interpreter), "-m", "uvicorn", f"benchmarks.peers.{application}:app", *quiet)
    return Launch((*command, "--port", str(place.port)), {WORLD: str(place.world)})


def _bare(place: Place) -> Launch:
    return _uvicorn(sys.executable, "bare_app", place)


def _mock(place: Place) -> Launch:
    return mock_launch(place.mock, place.port, place.world)


def _connexion(place: Place) -> Launch:
    return _uvicorn(sys.executable, "connexion_app", place)


def _fastapi(place: Place) -> Launch:
    return _uvicorn(cache.python(*_FASTAPI), "fastapi_app", place)


PEERS = (
    Peer("bare", _bare),
    Peer("mock", _mock),
    Peer("connexion", _connexion),
    Peer("fastapi", _fastapi),
)
