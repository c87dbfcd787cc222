"""Tests of the mutants: each can be served, is one of its own, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from contract_tests.cli import main
from contract_tests.mutants import GROUPS, MUTANTS, serve
from contract_tests.mutants.mutant import Edit, Mutant, Patch, Wrap, mutant, rule
from mock_server.app import MockApp, build_app
from mock_server.documents import Document, bundled, read_document
from mock_server.mutation import UnknownMutantError, find_mutant
from mock_server.settings import ConfigurationError, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Message

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
def test_each_patch_is_in_force_inside_its_block_only(patch: Patch) -> None:
    """The target exists, is replaced inside the block and is the very same object after it."""
    before = _stands(patch)
    with patch.in_force():
        assert _stands(patch) is not before
    assert _stands(patch) is before


@pytest.mark.parametrize("broken", EDITED)
def test_each_edit_changes_a_copy_of_the_document(broken: Mutant, document: Document) -> None:
    """What the mock validates by differs, and what it shows stays as it was."""
    before = json.dumps(document.data)
    assert json.dumps(broken.edit_document(document.data)) != before
    assert json.dumps(document.data) == before


@pytest.mark.parametrize("broken", EVERY)
def test_each_mutant_answers(broken: Mutant, plain: MockApp) -> None:
    """Every one starts and answers a request with a status, however wrong."""
    with serve(broken.id) as mutation:
        app = build_app(Settings(), mutation) if _changes_the_build(broken) else mutation.wrap(plain)
        status = asyncio.run(_status(app, "/v3/models", b"limit=5"))
    assert 200 <= status < 600


def _changes_the_build(broken: Mutant) -> bool:
    """Whether the app must be built anew; building one takes longer than all else here."""
    targets = [fault.target for fault in broken.faults if isinstance(fault, Patch)]
    return not all(target.startswith("mock_server.world.") for target in targets) or any(
        isinstance(fault, Edit) for fault in broken.faults
    )


def test_a_mutant_without_edits_gets_the_document_itself(document: Document) -> None:
    """Nothing is copied where nothing is changed."""
    assert MUTANTS["E05"].edit_document(document.data) is document.data


def test_what_a_patch_remembers_starts_empty_each_time() -> None:
    """Two servings of a mutant share nothing."""
    broken = mutant("E00", "Counts.", rule("page:cut", _counting))
    counts: list[list[object]] = []
    for _ in range(2):
        with broken.served():
            from mock_server.world import page  # noqa: PLC0415 - the patched name

            counts.append([page.cut([], 1, 0), page.cut([], 1, 0)])
    assert counts == [[1, 2], [1, 2]]


def test_an_unknown_target_is_an_error_when_served() -> None:
    """A patch that has lost its target does not pass silently."""
    with pytest.raises(AttributeError), rule("page:slice", lambda original: original).in_force():
        pass
    with pytest.raises(KeyError), rule("effects:EFFECTS", lambda original: original, "undo").in_force():
        pass


def test_the_entry_point_serves_mutants_to_the_mock() -> None:
    """`mock-server --mutant ID` finds them, and is told what is near an id that does not exist."""
    with find_mutant("E05") as mutation:
        assert mutation is MUTANTS["E05"]
    with pytest.raises(UnknownMutantError, match="E"):
        serve("E00")
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


def _stands(patch: Patch) -> Any:
    if patch.key is not None:
        return patch.current()
    owner, name = patch.place()
    return vars(owner)[name]


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
