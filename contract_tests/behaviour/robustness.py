"""Robustness: odd requests are answered, with a success or with a 4xx, and spoil nothing.

That no answer is a server error is the oracle's to see; here stands what else must hold.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from contract_tests.behaviour.oddities import (
    HUGE,
    NOT_INTEGERS,
    ODD_HEADERS,
    ODD_TEXTS,
    RAW_QUERIES,
    SEGMENTS,
)
from contract_tests.behaviour.requests import POINTERS, Scene
from contract_tests.clauses import NotVerified, clause, clauses

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.exchange import Exchange

LIST = POINTERS["list_models"]
SEARCH = "/components/parameters/Search"
TEXTUAL = ("search", "filter", "ordering", "project_id")
"""Parameters that somebody may take for a pattern or put into a query."""
PARAMETERS = (*TEXTUAL, "latest_only", "limit", "offset")


def answered(bench: Bench, answer: Exchange, what: str, *, least: int = 200) -> None:
    """Note an answer that is neither a 4xx nor, where `least` is 200, a success."""
    fine = least <= answer.status < 300 or 400 <= answer.status < 500
    bench.note(fine, f"{'a success or a' if least < 300 else 'a'} 4xx for {what}", answer.summary(200))


@clauses(
    PARAMETERS,
    id=lambda name: f"robustness.query.{name}",
    sentence=lambda name: f"Whatever text {name} holds, the list answers with a success or a 4xx.",
    operation="list_models",
    evidence="guide",
    rests_on=LIST,
)
def texts(bench: Bench, name: str) -> None:
    """Send every odd text; to a parameter that holds a number or a boolean, some of them."""
    bench.create(description="(a+)+$ %s {0} ' \" \\ text")
    for text in ODD_TEXTS if name in TEXTUAL else ODD_TEXTS[::3]:
        answered(bench, bench.page(**{name: text}), f"{name}={text!r}")
    bench.expect(bench.page(), 200, why="after all that")


@clause(
    "robustness.filter.parts",
    "Whatever stands in the parts of a filter, the list answers with a success or a 4xx.",
    operation="list_models",
    evidence="client",
    rests_on="/components/parameters/Filter",
)
def filter_parts(bench: Bench) -> None:
    """Odd texts as value, field and operator; odd types in every place."""
    bench.create()
    odd: tuple[Any, ...] = (None, 7, -1.5, True, [], {}, [[]], [None], {"a": 1}, 10**30, "x" * 2000)
    rules = [{"field": "name", "operator": "contains", "value": text} for text in ODD_TEXTS]
    for place in ("field", "operator", "value"):
        rule = {"field": "name", "operator": "equal", "value": "x"}
        words = ("__class__", "name.__class__", "project.", ".", "name;--", "project.name.x", "", "\x00")
        rules += [{**rule, place: value} for value in (*odd, *(words if place != "value" else ()))]
        rules.append({key: value for key, value in rule.items() if key != place})
    conditions: list[Any] = [{"condition": "AND", "rules": [rule]} for rule in rules]
    conditions += [{"condition": word, "rules": rules[:1]} for word in (*odd, "", "XOR", "and")]
    conditions += [{"condition": "AND", "rules": value} for value in (*odd, [[rules[0]]])]
    conditions += [*odd, {}, {"rules": []}, {"condition": "AND"}]
    for condition in conditions:
        answered(bench, bench.page(filter=json.dumps(condition)), f"filter={json.dumps(condition)[:100]}")


@clause(
    "robustness.filter.deep",
    "A filter that nests deep or holds many rules is answered with a success or a 4xx.",
    operation="list_models",
    evidence="client",
    rests_on="/components/parameters/Filter",
)
def deep_filter(bench: Bench) -> None:
    """Conditions within conditions, arrays within arrays, many rules in one."""
    rule = {"field": "name", "operator": "equal", "value": "x"}
    texts = ["[" * 1500, "[" * 1500 + "]" * 1500, '{"rules":' * 400, '{"a":' * 400 + "1" + "}" * 400]
    for depth in (5, 20, 60):
        head, tail = '{"condition":"AND","rules":[' * depth, "]}" * depth
        texts.append(f"{head}{json.dumps(rule)}{tail}")
    texts.append(json.dumps({"condition": "OR", "rules": [rule] * 50}))
    for text in texts:
        _odd_size(bench, _unjudged(bench, filter=text), text)


def _unjudged(bench: Bench, **query: Any) -> Exchange:
    """A request whose size a server in front may refuse in its own words."""
    query = {"project_id": bench.project_id, **query}
    return bench.call("list_models", query=query, judged=False)


def _in_its_words(bench: Bench, method: str, path: str, **how: Any) -> Exchange:
    """A request that a server in front of the implementation may refuse in its own words, not in JSON."""
    answer = bench.client.send(method, path, judged=False, **how)
    if "json" in answer.headers.get("content-type", "") or answer.ok:
        bench.client.judge(answer)
    return answer


def _odd_size(bench: Bench, answer: Exchange, text: str) -> None:
    answered(bench, answer, f"{len(text)} characters, {text[:40]!r} ...")


@clause(
    "robustness.search.long",
    "A search of any length is answered: with no match, or with a 4xx where it is too long to read.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def long_search(bench: Bench) -> None:
    """Double the length up to 32 000 characters, ASCII and not; up to 255 is legal everywhere."""
    bench.create()
    for length in (65, 100, 129, 200, 255, 256, 257, 500, 513, 1000):
        answer = bench.page(search="z" * length)
        if length > 255 and answer.status == 400:
            continue
        total = bench.data(answer)["total"]
        bench.note(total == 0, f"nothing found by {length} characters", f"total {total}")
    for text in ("z" * 1025, "z" * 2000, "ü" * 700, "z" * 4097, "(" * 5000, "z" * 10_001, "z" * 32_000):
        _odd_size(bench, _unjudged(bench, search=text), text)


@clause(
    "robustness.search.plain",
    "Search takes its text literally: no character of it is a pattern.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def plain_search(bench: Bench) -> None:
    """Search for texts that as patterns would match more, or less, than themselves."""
    bodies = (
        "q.c",
        "qxc",
        "q%c",
        "q_c",
        "q(c)",
        "qc",
        "q[c]",
        "q*c",
        "qqc",
        "q\\c",
        "q+c",
        "q?c",
        "q'c",
        "q|c",
        "q$c",
    )
    made = {text: bench.create(description=f"~{text}~")["id"] for text in bodies}
    for text, model_id in made.items():
        found = [item["id"] for item in bench.items(search=f"~{text}~")]
        names = [other for other, one in made.items() if one in found]
        bench.note(found == [model_id], f"~{text}~ found by search=~{text}~ alone", f"{names}")
    for pattern in (".*", "q.*c", "%", "~q_c", "^~", "q[.]c", "(q)", "~q%"):
        expected = sorted(text for text in bodies if pattern in f"~{text}~")
        found = [item["id"] for item in bench.items(search=pattern)]
        names = sorted(text for text, one in made.items() if one in found)
        bench.note(names == expected, f"{expected} found by search={pattern}", f"{names}")


@clause(
    "robustness.query.raw",
    "Query strings that are no UTF-8 or broken percent-encoding are answered with a success or a 4xx.",
    operation="list_models",
    evidence="guide",
    rests_on=LIST,
)
def raw_query(bench: Bench) -> None:
    """Send the bytes as they are, as a value and as a name."""
    for raw in RAW_QUERIES:
        for query in (f"search={raw}", f"{raw}=1", f"filter={raw}", f"project_id={raw}", f"ordering={raw}"):
            answer = _in_its_words(bench, "GET", f"/v3/models?limit=1&{query}", operation="list_models")
            answered(bench, answer, f"?{query}")
            injected = answer.headers.get("x-injected")
            bench.note(injected is None, "no header out of the query", f"X-Injected: {injected}")


@clauses(
    ("limit", "offset"),
    id=lambda name: f"robustness.huge.{name}",
    sentence=lambda name: f"A huge {name} is answered with the right page or a 400.",
    operation="list_models",
    evidence="decided",
    rests_on=lambda name: f"/components/parameters/{name.title()}",
)
def huge(bench: Bench, name: str) -> None:
    """Numbers around the widths of integers; texts that look like numbers."""
    bench.create()
    for value in HUGE:
        answer = bench.page(**{name: value})
        bench.note(answer.status in {200, 400}, f"200 or 400 for {name}={value}", answer.summary(160))
        count = len(answer.data["items"]) if answer.ok else 0
        wrong = answer.ok and ((name == "offset" and count != 0) or (name == "limit" and count == 0))
        bench.note(not wrong, f"the page that {name}={value} asks for", f"{count} items")
        answered(bench, bench.page(**{name: -value}), f"{name}={-value}", least=300)
    for text in NOT_INTEGERS:
        answered(bench, bench.page(**{name: text}), f"{name}={text!r}")
    answered(bench, bench.page(limit=2**63, offset=2**63), "both huge")


@clause(
    "robustness.query.repeated",
    "Repeated and unknown query parameters are ignored or refused with 400.",
    operation="list_models",
    evidence="decided",
    rests_on=LIST,
)
def repeated(bench: Bench) -> None:
    """Send every parameter twice, with equal and with different values; send unknown ones."""
    bench.create()
    values = {
        "limit": ("1", "2"), "offset": ("0", "1"), "search": ("a", "b"), "ordering": ("name", "-name"),
        "latest_only": ("true", "false"), "project_id": (bench.project_id, bench.project_id),
        "filter": ("{}", "{"),
    }  # fmt: skip
    queries = [[(name, first), (name, second)] for name, (first, second) in values.items()]
    queries += [
        [(name, "1")] for name in ("page", "unknown", "limit[]", "limit[0]", "Limit", "__proto__", "self")
    ]
    queries += [[("unknown", str(n)) for n in range(100)], [("limit[a][b]", "1"), ("limit", "1")]]
    for query in queries:
        answer = bench.call("list_models", query=query)
        bench.note(answer.status in {200, 400}, f"200 or 400 for {query[:3]}", answer.summary(160))


@clauses(
    ("model_id", "column_id"),
    id=lambda name: f"robustness.path.{name}",
    sentence=lambda name: f"Whatever stands where {name} belongs is answered with a 4xx.",
    operation="*",
    evidence="decided",
    rests_on="/components/parameters/ModelId",
)
def segments(bench: Bench, name: str) -> None:
    """Odd segments, as they are."""
    scene = Scene(bench)
    for segment in SEGMENTS:
        paths = (
            [f"/v3/models/{segment}", f"/v3/models/{segment}/columns"]
            if name == "model_id"
            else [f"/v3/models/{scene.model_id}/columns/{segment}"]
        )
        for path in paths:
            for method in ("GET", "DELETE") if name == "model_id" else ("GET",):
                answer = _in_its_words(bench, method, path)
                answered(bench, answer, f"{method} {path[:100]}", least=300)
    scene.untouched("requests for odd paths")


@clause(
    "robustness.headers",
    "Header values that mean nothing do not change the answer, except that they may be refused.",
    operation="list_models",
    evidence="decided",
    rests_on=LIST,
)
def headers(bench: Bench) -> None:
    """Odd values of headers that servers like to read."""
    bench.create()
    for name, value in ODD_HEADERS.items():
        answered(bench, _page_with(bench, {name: value}), f"{name}: {value[:60]}")
    bench.expect(bench.page(), 200, why="after all that")


def _page_with(bench: Bench, extra: dict[str, str]) -> Exchange:
    """The list with one header more, which a server in front may refuse in its own words."""
    query = {"project_id": bench.project_id, "limit": 1}
    return bench.call("list_models", query=query, headers=extra, judged=False)


@clause(
    "robustness.echo",
    "No answer reflects a text from the request as markup or into a header.",
    operation="*",
    evidence="decided",
    rests_on="/components/responses/BadRequest",
)
def echo(bench: Bench) -> None:
    """Send markup and line breaks where errors like to quote."""
    markup = "<b onclick=alert(1)>"
    answers = [
        bench.page(ordering=markup),
        bench.page(filter=markup),
        _in_its_words(bench, "GET", f"/v3/{quote(markup)}"),
        _in_its_words(bench, "GET", f"/v3/models/{quote(markup)}"),
        bench.call("create_model", json=bench.body(task=markup)),
    ]
    for answer in answers:
        kind = answer.headers.get("content-type", "")
        reflected = "html" in kind and markup.encode() in answer.body
        bench.note(not reflected, f"no markup of {answer.label[:80]} in the answer", f"Content-Type: {kind}")
    if not any(400 <= answer.status < 500 for answer in answers):
        raise NotVerified("none of the odd requests was refused")
