"""Mutations: deliberate faults that another package can build into the mock, by an entry point.

The mock knows none of them. A package registers a callable under the entry point group `mock_server.mutants`:
`find(mutant_id) -> Mutation`; it raises UnknownMutantError (or another LookupError) for an id it does not
know. A mutation is a value: it concerns the app that is built with it, and no other.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Protocol

from starlette.types import ASGIApp

from mock_server.openapi.document import Json
from mock_server.settings import ConfigurationError
from mock_server.world.rules import Rules

GROUP = "mock_server.mutants"


@dataclass(frozen=True)
class Parts:
    """What an app is built from besides its settings.

    Attributes:
        rules: The rules of its world.
        functions: The functions of its operations, by operationId.
        authenticator: The class of what tells who is calling.
    """

    rules: Rules
    functions: Mapping[str, Any]
    authenticator: type[Any]


class Mutation(Protocol):
    """A fault, as changes to what the mock is built from."""

    def change(self, parts: Parts) -> Parts:
        """Return what the app is built from, with what the fault replaces."""

    def edit_document(self, document: Json) -> Json:
        """Return the document to validate by; what `/openapi.json` shows stays as it is."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Return the app inside a middleware, which becomes the outermost one."""


class UnknownMutantError(LookupError):
    """There is no mutant of this id; `known` names those there are."""

    def __init__(self, mutant_id: str, known: Iterable[str]) -> None:
        super().__init__(mutant_id)
        self.mutant_id = mutant_id
        self.known = sorted(known)

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.mutant_id.upper(), self.known, n=3, cutoff=0.3)
        return f"near it are {', '.join(near)}" if near else "nothing is near it"


Find = Callable[[str], Mutation]


def find_mutant(mutant_id: str) -> Mutation:
    """Return a mutation; ConfigurationError, with near matches, when nobody knows the id."""
    points = list(entry_points(group=GROUP))
    if not points:
        raise ConfigurationError(f"--mutant {mutant_id}: no installed package registers {GROUP}.")
    reasons = []
    for point in points:
        try:
            find: Find = point.load()
        except (ImportError, AttributeError) as error:
            raise ConfigurationError(
                f"--mutant {mutant_id}: {point.value} cannot be loaded: {error}."
            ) from error
        try:
            return find(mutant_id)
        except LookupError as error:
            reasons.append(str(error))
    raise ConfigurationError(f"--mutant {mutant_id}: there is no such mutant; {'; '.join(reasons)}.")
