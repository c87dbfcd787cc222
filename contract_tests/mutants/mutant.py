"""Mutants: mocks with one deliberate fault each, and variants that are correct though unusual."""

from __future__ import annotations

import copy
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.types import ASGIApp

    Json = dict[str, Any]


@dataclass(frozen=True)
class Wrap:
    """A fault on the way in or out: the app inside a middleware."""

    middleware: Callable[[ASGIApp], ASGIApp]


@dataclass(frozen=True)
class Edit:
    """A fault in what the mock validates by: a change, in place, to a copy of the document."""

    change: Callable[[Json], None]


@dataclass(frozen=True)
class Patch:
    """A fault in one rule of the mock's code.

    Attributes:
        target: `module:name` or `module:Class.name`.
        make: given the original, returns what stands in its place. Called anew at each serving,
            so that what it remembers starts empty.
        key: where the target is a table, its entry to replace.
    """

    target: str
    make: Callable[[Any], Any]
    key: str | None = None

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Put the fault in place for as long as the block lasts.

        Raises:
            AttributeError, KeyError, ImportError: there is no such target.
        """
        if self.key is not None:
            table = resolve_name(self.target)
            with mock.patch.dict(table, {self.key: self.make(table[self.key])}):
                yield
            return
        owner, name = self.place()
        original = vars(owner)[name] if isinstance(owner, type) else getattr(owner, name)
        with mock.patch.object(owner, name, self.make(original)):
            yield

    def place(self) -> tuple[Any, str]:
        """Return the object that holds the target, and its name there."""
        module, _, dotted = self.target.partition(":")
        outer, _, name = dotted.rpartition(".")
        return resolve_name(f"{module}:{outer}" if outer else module), name

    def current(self) -> Any:
        """Return what stands at the target now."""
        found = resolve_name(self.target)
        return found if self.key is None else found[self.key]


Fault = Wrap | Edit | Patch


@dataclass(frozen=True)
class Mutant:
    """A mock that differs from the correct one in one way.

    Attributes:
        id: as in the fault catalogue; the letter is the group.
        sentence: what it does, in one sentence.
        faults: the changes that make it; for most, one.
        target: what a run against it must be told besides URL and tokens, such as `project_id`.
    """

    id: str
    sentence: str
    faults: tuple[Fault, ...]
    target: Mapping[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The letter of its group; Z holds the variants that are correct."""
        return self.id[0]

    @property
    def correct(self) -> bool:
        """Whether nothing is wrong with it, so that it must pass."""
        return self.group == "Z"

    @contextmanager
    def served(self) -> Iterator[Mutant]:
        """Put its patches in force as long as the block lasts; a process can hold one mutant at a time."""
        with ExitStack() as stack:
            for fault in self.faults:
                if isinstance(fault, Patch):
                    stack.enter_context(fault.in_force())
            yield self

    def edit_document(self, document: Json) -> Json:
        """Return the document to validate by."""
        edits = [fault for fault in self.faults if isinstance(fault, Edit)]
        changed = copy.deepcopy(document) if edits else document
        for edit in edits:
            edit.change(changed)
        return changed

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Return the app inside the mutant's middleware."""
        for fault in self.faults:
            if isinstance(fault, Wrap):
                app = fault.middleware(app)
        return app


def mutant(mutant_id: str, sentence: str, *faults: Fault, **target: str) -> Mutant:
    """Return a mutant; `target` is what a run against it must be told."""
    return Mutant(mutant_id, sentence, faults, target)


def rule(target: str, make: Callable[[Any], Any], key: str | None = None) -> Patch:
    """Return the fault that replaces a rule of the mock's world: `module:name` below `mock_server.world`."""
    return Patch(f"mock_server.world.{target}", make, key)


def operation(operation_id: str, make: Callable[[Any], Any]) -> Patch:
    """Return the fault that replaces the function of one operation; `make` is given the original."""
    return Patch("mock_server.operations:FUNCTIONS", make, operation_id)
