"""Tests of the mutants: each can be built into an app, is one of its own, and concerns no other app."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from contract_tests.cli import main
from contract_tests.mutants import GROUPS, MUTANTS, find
from contract_tests.mutants.mutant import Edit, Mutant, Patch, Wrap, mutant, operation, rule
from mock_server.http.app import MockApp, build_app
from mock_server.http.auth import Authenticator
from mock_server.http.state import State
from mock_server.mutation import Parts, UnknownMutantError, find_mutant
from mock_server.openapi.document import Document, bundled, read_document
from mock_server.operations import FUNCTIONS
from mock_server.settings import ConfigurationError, Settings
from mock_server.world.rules import STANDARD, Rules
from mock_server.worlds import starting_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Message

    from mock_server.stores.store import Rows

PARTS = Parts(Rules(), FUNCTIONS, Authenticator)
EVERY = [pytest.param(mutant, id=mutant.id) for mutant in MUTANTS.values()]
PATCHED = [
    pytest.param(patch, id=f"{mutant.id}-{patch.target}")
    for mutant in MUTANTS.values()
    for patch in mutant.faults
    if isinstance(patch, Patch)
]
EDITED = [
    pytest.param(mutant, id=mutant.id)
    for mutant in MUTANTS.values()
    if any(isinstance(fault, Edit) for fault in mutant.faults)
]


@pytest.fixture(scope="module")
def document() -> Document:
    """The contract."""
    return read_document(bundled("openapi.yaml"))


@pytest.fixture(scope="module")
def plain() -> MockApp:
    """The mock without a fault."""
    return build_app(Settings())


@pytest.fixture(scope="module")
def rows() -> Rows:
    """What the mock's world starts with."""
    return starting_rows("demo")


@pytest.mark.parametrize("broken", EVERY)
def test_each_mutant_says_in_one_sentence_what_it_does(broken: Mutant) -> None:
    """The sentence is a whole one, and the id begins with the letter of a group."""
    assert re.fullmatch(r"\S.*\.", broken.sentence, re.DOTALL)
    assert broken.group in GROUPS
    assert re.fullmatch(r"[A-Z]\d{2,3}[a-z]?", broken.id)
    assert broken.faults


def test_no_two_mutants_share_an_id_or_a_sentence() -> None:
    """Ids name one mutant each, and no mutant says what another says."""
    from contract_tests.mutants import _MODULES  # noqa: PLC0415 - the table hides what it lost

    all_of_them = [mutant for module in _MODULES for mutant in module.MUTANTS]
    assert len({mutant.id for mutant in all_of_them}) == len(all_of_them)
    assert len({mutant.sentence for mutant in all_of_them}) == len(all_of_them)


def test_there_are_enough_mutants_in_every_group() -> None:
    """At least ten in each group, and variants that must pass."""
    counts = {letter: sum(mutant.group == letter for mutant in MUTANTS.values()) for letter in GROUPS}
    assert min(counts.values()) >= 10


@pytest.mark.parametrize("patch", PATCHED)
def test_each_patch_is_in_the_parts_it_was_made_for_only(patch: Patch) -> None:
    """The target exists, is replaced in the parts of the broken app, and stands in all others as before."""
    before = _stands(PARTS, patch)
    changed = mutant("E00", "Changes.", patch).change(PARTS)
    assert _stands(changed, patch) is not before
    assert _stands(PARTS, patch) is before
    assert _stands(Parts(Rules(), FUNCTIONS, Authenticator), patch) == before


@pytest.mark.parametrize("patch", PATCHED)
def test_each_patch_names_what_there_is(patch: Patch) -> None:
    """A rule, a method of a class among the rules or of the authenticator, or an operation's function."""
    name, _, method = patch.target.partition(".")
    assert name in {*STANDARD, "functions", "Authenticator"}
    owner = {"functions": FUNCTIONS, "Authenticator": Authenticator}.get(name) or STANDARD[name]
    assert isinstance(owner, type) == bool(method)
    assert not method or inspect.isfunction(vars(owner).get(method))
    assert (patch.key is not None) <= (patch.key in owner if isinstance(owner, dict) else False)


@pytest.mark.parametrize("broken", EVERY)
def test_each_mutant_can_be_built_into_an_app(broken: Mutant, rows: Rows) -> None:
    """What the app would be built from holds everything that is needed, and a world stands on it."""
    parts = broken.change(PARTS)
    assert parts.functions.keys() == FUNCTIONS.keys()
    assert issubclass(parts.authenticator, Authenticator)
    assert vars(parts.rules).keys() == vars(PARTS.rules).keys()
    names = {fault.target.partition(".")[0] for fault in broken.faults if isinstance(fault, Patch)}
    assert parts.rules.replaced == names - {"functions", "Authenticator"}
    assert State(Settings(), lambda: rows, parts.rules).fresh


@pytest.mark.parametrize("broken", EDITED)
def test_each_edit_changes_a_copy_of_the_document(broken: Mutant, document: Document) -> None:
    """What the mock validates by differs, and what it shows stays as it was."""
    before = json.dumps(document.data)
    assert json.dumps(broken.edit_document(document.data)) != before
    assert json.dumps(document.data) == before


@pytest.mark.parametrize("broken", EVERY)
def test_each_mutant_answers(broken: Mutant, plain: MockApp, rows: Rows) -> None:
    """Every one starts and answers a request with a status, however wrong."""
    if _changes_the_build(broken):
        app: ASGIApp = build_app(Settings(), broken)
    else:
        plain.state.world = State(Settings(), lambda: rows, broken.change(PARTS).rules).world
        app = broken.wrap(plain)
    assert 200 <= asyncio.run(_status(app, "/v3/models", b"limit=5")) < 600


def _changes_the_build(broken: Mutant) -> bool:
    """Whether the app must be built anew; building one takes longer than all else here."""
    changed = broken.change(PARTS)
    return (
        changed.functions != FUNCTIONS
        or changed.authenticator is not Authenticator
        or any(isinstance(fault, Edit) for fault in broken.faults)
    )


def test_a_mutant_without_edits_gets_the_document_itself(document: Document) -> None:
    """Nothing is copied where nothing is changed."""
    assert MUTANTS["E05"].edit_document(document.data) is document.data


def test_what_a_patch_remembers_starts_empty_each_time() -> None:
    """Two apps with one mutant share nothing."""
    broken = mutant("E00", "Counts.", rule("cut", _counting))
    counts: list[list[object]] = []
    for _ in range(2):
        cut = broken.change(PARTS).rules.cut
        counts.append([cut([], 1, 0), cut([], 1, 0)])
    assert counts == [[1, 2], [1, 2]]


@pytest.mark.parametrize(
    "patch",
    [
        rule("slice", lambda original: original),
        rule("effects", lambda original: original, "undo"),
        operation("list_everything", lambda original: original),
    ],
)
def test_an_unknown_target_is_an_error_when_built(patch: Patch) -> None:
    """A patch that has lost its target does not pass silently."""
    with pytest.raises(LookupError):
        mutant("E00", "Is lost.", patch).change(PARTS)


@pytest.mark.parametrize("target", ["Models.slice", "Authenticator.recognise"])
def test_an_unknown_method_is_an_error_when_built(target: str) -> None:
    """Nor does one that has lost its method."""
    with pytest.raises((LookupError, AttributeError)):
        mutant("E00", "Is lost.", Patch(target, lambda original: original)).change(PARTS)


def test_the_entry_point_gives_mutants_to_the_mock() -> None:
    """`mock-server --mutant ID` finds them, and is told what is near an id that does not exist."""
    assert find_mutant("E05") is MUTANTS["E05"]
    with pytest.raises(UnknownMutantError, match="E"):
        find("E00")
    with pytest.raises(ConfigurationError, match="no such mutant"):
        find_mutant("nonsense")


def test_the_command_lists_every_mutant() -> None:
    """As text and as JSON."""
    text = CliRunner().invoke(main, ["mutants"]).output
    rows = json.loads(CliRunner().invoke(main, ["mutants", "--json"]).output)
    assert [row["id"] for row in rows] == list(MUTANTS)
    assert all(mutant.sentence in text for mutant in MUTANTS.values())
    assert {row["id"] for row in rows if row["correct"]} == {
        mutant_id for mutant_id in MUTANTS if mutant_id[0] == "Z"
    }


def test_wraps_stand_in_the_order_in_which_they_are_named() -> None:
    """The last one named is the outermost."""
    broken = mutant(
        "E00", "Wraps.", Wrap(lambda app: _Named("first", app)), Wrap(lambda app: _Named("last", app))
    )
    outermost = broken.wrap(_Named("app", None))
    assert isinstance(outermost, _Named)
    assert outermost.names() == ["last", "first", "app"]


class _Named:
    def __init__(self, name: str, app: Any) -> None:
        self.name, self.app = name, app

    async def __call__(self, *_: Any) -> None:
        """Do nothing."""

    def names(self) -> list[str]:
        return [self.name, *(self.app.names() if self.app else [])]


def _counting(_: Any) -> Callable[..., int]:
    numbers: Iterator[int] = iter(range(1, 100))
    return lambda *_args: next(numbers)


def _stands(parts: Parts, patch: Patch) -> Any:
    """Return what stands at the target of a patch."""
    name, _, method = patch.target.partition(".")
    owner: Any = parts.authenticator if name == "Authenticator" else None
    owner = parts.functions if name == "functions" else owner or getattr(parts.rules, name)
    if method:
        return getattr(owner, method)
    stands = owner if patch.key is None else owner[patch.key]
    # A function of the world is bound to the rules of each app.
    return stands.func if isinstance(stands, functools.partial) else stands


async def _status(app: ASGIApp, path: str, query: bytes) -> int:
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query, "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"127.0.0.1"), (b"authorization", b"Bearer mock-token")],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return int(sent[0]["status"])
