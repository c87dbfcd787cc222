"""Servers on Node; the versions are the newest that run on Node 20."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers import cache
from benchmarks.peers.peer import FULL, Peer
from benchmarks.process import ROOT, Launch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.peers.peer import Place

_CONTRACT = str(ROOT / "openapi.yaml")


def _prism(place: Place) -> Launch:
    program = cache.node_modules("@stoplight/prism-cli@5.14.2") / ".bin" / "prism"
    quiet = ("--verboseLevel", "silent")
    return Launch((str(program), "mock", "--port", str(place.port), *quiet, _CONTRACT))


def _mockoon(place: Place) -> Launch:
    program = cache.node_modules("@mockoon/cli@9.9.0") / ".bin" / "mockoon-cli"
    address = ("--port", str(place.port), "--hostname", "127.0.0.1")
    # It has no switch for what it prints of each request, which goes to a file here.
    return Launch((str(program), "start", "--data", _CONTRACT, *address, "--disable-log-to-file"))


def _json_server(place: Place) -> Launch:
    program = cache.node_modules("json-server@0.17.4") / ".bin" / "json-server"
    # Its own copy, with nothing but what it serves: it writes every change to the file.
    models = json.loads(place.world.read_text(encoding="utf-8"))["models"]
    database = place.scratch / "json-server.json"
    database.write_text(json.dumps({"models": models}), encoding="utf-8")
    address = ("--port", str(place.port), "--host", "127.0.0.1")
    return Launch((str(program), "--quiet", *address, str(database)), folder=place.scratch)


def _openapi_backend(place: Place) -> Launch:
    modules = cache.node_modules("openapi-backend@5.21.2")
    script = Path(__file__).with_name("openapi_backend.cjs")
    arguments = (str(place.port), _CONTRACT, str(place.world))
    return Launch(("node", str(script), *arguments), {"NODE_PATH": str(modules)})


def _only(*names: str, **others: int) -> Mapping[str, int]:
    return {**{name: FULL[name] for name in names}, **others}


PEERS = (
    # It answers every id from the document's example, so it knows no missing one.
    Peer("prism", _prism, _only("get", "page", "patch", "create", "refused")),
    # It validates nothing either.
    Peer("mockoon", _mockoon, _only("get", "page", "patch", "create")),
    # It knows no contract: no envelope, no validation, its own name for the limit, 201 for what is new.
    Peer("json-server", _json_server, _only("get", "page", "patch", "missing", create=201), "", "_limit"),
    Peer("openapi-backend", _openapi_backend),
)
