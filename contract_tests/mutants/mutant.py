"""Mutants: mocks with one deliberate fault each, and variants that are correct though unusual."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp

    from mock_server.mutation import Parts

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
    """A fault in one rule of the mock.

    Attributes:
        target: the name of a rule (`mock_server.world.rules.STANDARD`), `Class.method` for a method of a
            class among them, `Authenticator.identify`, or `functions`, the table of the operations.
        make: given the rule in force, returns what stands in its place. Called anew for each app, so that
            what it remembers starts empty.
        key: where the target is a table, its entry to replace.
    """

    target: str
    make: Callable[[Any], Any]
    key: str | None = None


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

    def change(self, parts: Parts) -> Parts:
        """Return what an app is built from, with what this mutant replaces.

        LookupError when a fault is in no rule.
        """
        from mock_server.world.rules import Replacement, Rules  # noqa: PLC0415 - listing mutants needs no mock

        rules, functions, kind = [], dict(parts.functions), parts.authenticator
        for fault in (fault for fault in self.faults if isinstance(fault, Patch)):
            name, _, method = fault.target.partition(".")
            if name == "functions":
                functions[str(fault.key)] = fault.make(functions[str(fault.key)])
            elif name == "Authenticator":
                kind = type(name, (kind,), {method: fault.make(getattr(kind, method))})
            else:
                rules.append(Replacement(fault.target, fault.make, fault.key))
        return replace(parts, rules=Rules(rules), functions=functions, authenticator=kind)

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
    """Return the fault that replaces a rule of the mock's world, or an entry of one that is a table."""
    return Patch(target, make, key)


def operation(operation_id: str, make: Callable[[Any], Any]) -> Patch:
    """Return the fault that replaces the function of one operation; `make` is given the original."""
    return Patch("functions", make, operation_id)
