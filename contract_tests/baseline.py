"""Violations that a team knows of and accepts for a while, kept as a YAML file beside its code.

accepted:
  - clause: models.list.ordering.ties
    operation: list_models        # or "*": whichever operation
    reason: Known since the new database; the fix is planned.
    owner: backend team
    expires: 2026-03-31           # the last day on which it is accepted
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MEMBERS = ("clause", "operation", "reason", "owner", "expires")


class BaselineError(ValueError):
    """The file cannot be used; the message names the file, the line and the remedy."""


@dataclass(frozen=True)
class Entry:
    """One accepted violation.

    Attributes:
        clause: id of the clause.
        operation: operationId, or `*` for any.
        reason: why it is accepted.
        owner: who will see to it.
        expires: last day on which it is accepted.
        place: file and line, for messages.
    """

    clause: str
    operation: str
    reason: str
    owner: str
    expires: date
    place: str

    def covers(self, clause_id: str, operation: str) -> bool:
        """Whether the entry is about this violation."""
        return self.clause == clause_id and self.operation in {"*", operation}


class Baseline:
    """The accepted violations of one run.

    Args:
        entries: what the file says.
        today: the day of the run; what expired before it accepts nothing.
        checked: ids of the clauses that the run checks; entries about others are not called unused.
        known: ids of all clauses; an entry about none of them is pointed out.
    """

    def __init__(
        self, entries: Sequence[Entry], *, today: date, checked: Iterable[str], known: Iterable[str]
    ) -> None:
        self._entries = entries
        self._today = today
        self._checked = frozenset(checked)
        self._known = frozenset(known)
        self._used: set[Entry] = set()

    def accepts(self, clause_id: str, operation: str) -> str | None:
        """The reason for which a violation is accepted; None when it is not."""
        for entry in self._entries:
            if entry.covers(clause_id, operation) and entry.expires >= self._today:
                self._used.add(entry)
                return f"{entry.reason} ({entry.owner}, until {entry.expires})"
        return None

    def notices(self) -> list[str]:
        """Sentences about entries that are expired, that nothing has used, or whose clause does not exist."""
        return [notice for entry in self._entries if (notice := self._notice(entry))]

    def _notice(self, entry: Entry) -> str | None:
        about = f"Baseline {entry.place}: the entry for {entry.clause}, operation {entry.operation},"
        if entry.clause not in self._known:
            return f"{about} accepts nothing: there is no such clause (see `contract-tests clauses`)."
        if entry.expires < self._today:
            return f"{about} expired on {entry.expires} and accepts nothing; {entry.owner} owns it."
        if entry.clause in self._checked and entry not in self._used:
            return f"{about} was not needed; take it out."
        return None


def load_entries(path: Path) -> list[Entry]:
    """The entries of a baseline file.

    Raises:
        BaselineError: it cannot be read, is no YAML, or an entry lacks or mistakes something.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise BaselineError(f"--baseline {path}: cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BaselineError(f"{path}, line {line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BaselineError(f"{path}: not YAML: {error}") from error
    return [] if node is None else _entries(node, path)


def _entries(node: yaml.Node, path: Path) -> list[Entry]:
    members = {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    accepted = members.get("accepted")
    if list(members) != ["accepted"] or accepted is None:
        raise _wrong(path, node, "the file must have one member, `accepted`, with a list of entries")
    if isinstance(accepted, yaml.ScalarNode) and accepted.value in {"", "null", "~"}:
        return []
    if not isinstance(accepted, yaml.SequenceNode):
        raise _wrong(path, accepted, "`accepted` must be a list of entries")
    return [_entry(item, path) for item in accepted.value]


def _entry(node: yaml.Node, path: Path) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(path, node, f"an entry must have the members {', '.join(MEMBERS)}")
    members: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in MEMBERS:
            raise _wrong(path, key, f"unknown member `{key.value}`; an entry has {', '.join(MEMBERS)}")
        if key.value in members:
            raise _wrong(path, key, f"`{key.value}` is there twice")
        members[key.value] = value
    for name in MEMBERS:
        if name not in members:
            raise _wrong(path, node, f"`{name}` is missing; an entry has {', '.join(MEMBERS)}")
    texts = {name: _text(name, members[name], path) for name in MEMBERS if name != "expires"}
    return Entry(**texts, expires=_date(members["expires"], path), place=f"{path}, line {_line(node)}")


def _text(name: str, node: yaml.Node, path: Path) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or node.tag.endswith(":null"):
        raise _wrong(path, node, f"`{name}` must be a text that is not empty")
    return str(node.value).strip()


def _date(node: yaml.Node, path: Path) -> date:
    value: Any = node.value if isinstance(node, yaml.ScalarNode) else ""
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        raise _wrong(path, node, "`expires` must be a day, such as 2026-03-31") from None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _wrong(path: Path, node: yaml.Node, message: str) -> BaselineError:
    return BaselineError(f"{path}, line {_line(node)}: {message}")
