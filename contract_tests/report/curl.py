"""The requests that lead to a violation, as a bash script that needs only curl and python3."""

from __future__ import annotations

import base64
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from contract_tests.exchange import NotJson
from contract_tests.report.text import laid_out, one_line, printable, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from contract_tests.events import Failure
    from contract_tests.exchange import Exchange

LONGEST_TEXT = 2_000
LONGEST_BODY = 64_000
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_OWN_HEADERS = {"accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"}
_ENCODE = "python3 -c 'import sys, urllib.parse as url; print(url.quote(sys.argv[1], safe=\"\"))'"
_FIELD = """\
field() { # prints one member of the JSON answer on standard input
  python3 -c 'import json, sys
text = sys.stdin.read()
try:
    value = json.loads(text)
    for key in sys.argv[1:]: value = value[int(key) if isinstance(value, list) else key]
except (ValueError, LookupError, TypeError): sys.exit(f"no {sys.argv[1:]} in the answer: {text}")
print(value)' "$@"
}
"""


@dataclass(frozen=True)
class Capture:
    """An id that an answer produced and a later request needs.

    Attributes:
        variable: name of the shell variable that holds it.
        value: the id, as it was in the run.
        place: keys that lead to it in the answer.
    """

    variable: str
    value: str
    place: tuple[str, ...]


def script(failure: Failure) -> str:
    """The failure's chain of requests as a bash script; empty when there is no chain.

    It asks for the environment variables TOKEN and SECOND_TOKEN where they are needed, and takes URL from the
    environment where it is set. Ids that the target makes up are read from its answers. The answer that shows
    the violation stands at the end as a comment.
    """
    if not failure.chain:
        return ""
    captures = _captures(failure.chain)
    known = {"$TOKEN": "$TOKEN", "$SECOND_TOKEN": "$SECOND_TOKEN"}
    text = _head(failure) + (_FIELD if any(captures) else "")
    for number, (exchange, taken) in enumerate(zip(failure.chain, captures, strict=True), start=1):
        label = _joined(_pieces(one_line(exchange.label), known), str)
        text += f"\n# {number}. {label}\n"
        text += _step(exchange, taken, known, number if number < len(failure.chain) else None)
        known |= {capture.value: f"${capture.variable}" for capture in taken}
    return text + "\n" + _answer(failure.chain[-1])


def _head(failure: Failure) -> str:
    chain = failure.chain
    lines = ["#!/usr/bin/env bash", f"# {failure.clause.id}: {one_line(failure.clause.sentence)}"]
    lines += [f"# expected: {one_line(failure.expected)}", f"# got: {one_line(failure.actual)}"]
    lines += ["set -euo pipefail", f'URL="${{URL:-{_escaped(chain[0].url)}}}"']
    sent = "\n".join(map(_sent, chain))
    lines += [
        f': "${{{name}:?export {name} first: the bearer token to send}}"'
        for name in ("TOKEN", "SECOND_TOKEN")
        if f"${name}" in sent
    ]
    queries = " ".join(value for exchange in chain for _, value in exchange.query)
    lines += [
        f'{name}_IN_URL=$({_ENCODE} "${name}")' for name in ("TOKEN", "SECOND_TOKEN") if f"${name}" in queries
    ]
    return "\n".join(lines) + "\n"


def _step(exchange: Exchange, taken: Sequence[Capture], known: Mapping[str, str], number: int | None) -> str:
    """One command; the last (without a number) shows its answer, the others keep what is needed of theirs."""
    feed, data, text = _body(exchange, known)
    show = " -i" if number is None and exchange.method != "HEAD" else ""
    words = [f"{feed}curl -sS{show}{_method(exchange)} {_url(exchange, known)}"]
    words += [f"-H {word}" for word in _headers(exchange, known)]
    if number is not None and not taken:
        words.append(f"-o /dev/null -w '{number}. %{{http_code}}\\n'")
    words += data
    command = " \\\n  ".join(words)
    if len(taken) == 1:
        command += f" | field {shlex.join(taken[0].place)}"
    command += f"\n{text}\nEND\n" if text is not None else ""
    if len(taken) == 1:
        return f"{taken[0].variable}=$({command})\n"
    if taken:
        fields = [f'{one.variable}=$(field {shlex.join(one.place)} <<<"$ANSWER")\n' for one in taken]
        return f"ANSWER=$({command})\n" + "".join(fields)
    return command.rstrip("\n") + "\n"


def _method(exchange: Exchange) -> str:
    if exchange.method == "HEAD":
        return " --head"
    if exchange.method == "GET" and exchange.request_body is None:
        return ""
    return f" -X {shlex.quote(exchange.method)}"


def _url(exchange: Exchange, known: Mapping[str, str]) -> str:
    pieces = [("$URL", True), *_pieces(exchange.path, known)]
    for number, (name, value) in enumerate(exchange.query):
        pieces.append((f"{'&' if number else '?'}{quote(name, safe='')}=", False))
        for piece, special in _pieces(value, known):
            encoded = f"{piece}_IN_URL" if piece.endswith("TOKEN") else piece
            pieces.append((encoded if special else quote(piece, safe=""), special))
    flags = "-g " if set("[]{}") & set(exchange.path) else ""
    flags += "--path-as-is " if "/." in exchange.path else ""
    return flags + _double(pieces)


def _headers(exchange: Exchange, known: Mapping[str, str]) -> Iterator[str]:
    names = {name.lower() for name, _ in exchange.request_headers}
    for name, value in exchange.request_headers:
        if name.lower() not in _OWN_HEADERS:
            # curl takes `Name:` as an order to leave the header out, and `Name;` as an empty one.
            yield _word(f"{name}: {value}" if value.strip() else f"{name};", known)
    if exchange.request_body is not None and "content-type" not in names:
        yield "'Content-Type:'"
    if "accept" not in names:
        yield "'Accept:'"


def _body(exchange: Exchange, known: Mapping[str, str]) -> tuple[str, list[str], str | None]:
    """What feeds curl, curl's own words, and the lines that follow the command up to END."""
    body = exchange.request_body
    if body is None:
        return "", [], None
    known = {**known, **_fresh(exchange)}
    plain = body.decode("utf-8", "replace")
    exact = plain.encode() == body and printable(plain) == plain
    laid = laid_out(body) if exact and len(body) <= LONGEST_BODY else None
    if laid is not None:
        pieces = _pieces(laid, known)
        special = any(special for _, special in pieces)
        mark, text = ("END", _joined(pieces, _escaped)) if special else ("'END'", laid)
        return "", [f"--data-binary @- <<{mark}"], text
    if exact and len(body) <= LONGEST_TEXT and not plain.startswith("@"):
        return "", [f"--data-binary {_word(plain, known)}"], None
    if len(body) <= LONGEST_BODY:
        encoded = base64.encodebytes(body).decode().rstrip("\n")
        return "base64 --decode <<'END' | ", ["--data-binary @-"], encoded
    name = f"body-{exchange.number}.bin"
    return f"# {name}: {len(body)} bytes, too many to be printed here\n", [f"--data-binary @{name}"], None


def _fresh(exchange: Exchange) -> dict[str, str]:
    """A project gets a name with the script's process id, so that the script can run again."""
    if exchange.method != "POST" or not exchange.path.endswith("/projects"):
        return {}
    name = re.search(rb'"name": ?"([\w.-]+)"', exchange.request_body or b"")
    return {name[1].decode(): f"{name[1].decode()}-$$"} if name else {}


def _captures(chain: Sequence[Exchange]) -> list[list[Capture]]:
    """For each request, the ids in its answer that no request had before and a later one has."""
    found: list[list[Capture]] = []
    sent, used, variables = "", set[str](), set[str]()
    for index, exchange in enumerate(chain):
        sent += _sent(exchange) + "\n"
        later = "\n".join(map(_sent, chain[index + 1 :]))
        taken = []
        for place, value in _ids(_json(exchange), ()):
            if value in later and value not in sent and value not in used:
                used.add(value)
                taken.append(Capture(_variable(exchange, place, variables), value, place))
        found.append(taken)
    return found


def _ids(value: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _ids(member, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _ids(item, (*place, str(index)))
    elif isinstance(value, str) and _UUID.fullmatch(value):
        yield place, value


def _variable(exchange: Exchange, place: tuple[str, ...], taken: set[str]) -> str:
    """A name that says what the id names, such as MODEL_ID, or MODEL_ID_2 for the second one."""
    owner = place[-2] if len(place) > 1 else "data"
    if owner in {"data", "items"} or owner.isdigit():
        nouns = [part for part in exchange.path.split("/") if part.isalpha() and part != "upload"]
        owner = (nouns or ["data"])[-1].removesuffix("s")
    stem = re.sub(r"\W+", "_", owner, flags=re.ASCII).upper().strip("_0123456789") or "SOME"
    name = f"{stem}_ID"
    while name in taken:
        name = f"{stem}_ID_{1 + sum(one == f'{stem}_ID' or one.startswith(f'{stem}_ID_') for one in taken)}"
    taken.add(name)
    return name


def _json(exchange: Exchange) -> Any:
    try:
        return exchange.json
    except NotJson:
        return None


def _sent(exchange: Exchange) -> str:
    """All that a request says, for searching."""
    values = [value for _, value in (*exchange.query, *exchange.request_headers)]
    return "\n".join([exchange.path, *values, (exchange.request_body or b"").decode("utf-8", "replace")])


def _pieces(text: str, known: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The text cut into literal pieces and shell expansions (True) of the values that are known."""
    values = sorted(known, key=len, reverse=True)
    parts = re.split("(" + "|".join(map(re.escape, values)) + ")", text)
    return [(known[part] if odd % 2 else part, odd % 2 == 1) for odd, part in enumerate(parts) if part]


def _joined(pieces: Sequence[tuple[str, bool]], escape: Callable[[str], str]) -> str:
    text = ""
    for index, (piece, special) in enumerate(pieces):
        after = pieces[index + 1][0][:1] if index + 1 < len(pieces) else ""
        name = re.fullmatch(r"\$(\w+)", piece) if special else None
        if name and re.match(r"\w", after):
            text += f"${{{name[1]}}}"
        else:
            text += piece if special else escape(piece)
    return text


def _double(pieces: Sequence[tuple[str, bool]]) -> str:
    return '"' + _joined(pieces, lambda piece: _escaped(piece).replace('"', '\\"')) + '"'


def _escaped(text: str) -> str:
    return re.sub(r"[\\$`]", r"\\\g<0>", text)


def _word(text: str, known: Mapping[str, str]) -> str:
    pieces = _pieces(text, known)
    return _double(pieces) if any(special for _, special in pieces) else shlex.quote(text)


def _answer(last: Exchange) -> str:
    if last.failure:
        lines = [f"No answer came: {one_line(last.failure)}"]
    else:
        shown = readable(last.body, LONGEST_TEXT) if last.body else "(no body)"
        lines = [f"The answer was {last.status}:", *shown.split("\n")]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
