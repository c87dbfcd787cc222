"""Mutations: deliberate faults that another package can build into the mock, by an entry point.

The mock knows none of them. A package registers a callable under the entry point group `mock_server.mutants`:
`serve(mutant_id) -> context manager of a Mutation`; it raises UnknownMutantError (or another LookupError)
for an id it does not know. Entering the context may also patch code.
"""

import difflib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib.metadata import entry_points
from typing import Protocol

from starlette.types import ASGIApp

from mock_server.documents import Json
from mock_server.settings import ConfigurationError

GROUP = "mock_server.mutants"


class Mutation(Protocol):
    """A fault, as changes to what the mock is built from."""

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


Serve = Callable[[str], AbstractContextManager[Mutation]]


def find_mutant(mutant_id: str) -> AbstractContextManager[Mutation]:
    """Return the context of a mutation; ConfigurationError, with near matches, when nobody knows the id."""
    points = list(entry_points(group=GROUP))
    if not points:
        raise ConfigurationError(f"--mutant {mutant_id}: no installed package registers {GROUP}.")
    reasons = []
    for point in points:
        try:
            serve: Serve = point.load()
        except (ImportError, AttributeError) as error:
            raise ConfigurationError(
                f"--mutant {mutant_id}: {point.value} cannot be loaded: {error}."
            ) from error
        try:
            return serve(mutant_id)
        except LookupError as error:
            reasons.append(str(error))
    raise ConfigurationError(f"--mutant {mutant_id}: there is no such mutant; {'; '.join(reasons)}.")
