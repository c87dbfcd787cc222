"""The search of a list: plain text, in any case, within one text field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause, clauses
from contract_tests.shelf import confined, in_order, labels, lay, lay_generations, shows, walk

if TYPE_CHECKING:
    from contract_tests.bench import Bench

SEARCH = "/components/parameters/Search"
FIELDS = ("name", "version", "description", "algorithm", "framework")


@clauses(
    FIELDS,
    id=lambda field: f"models.list.search.{field}",
    sentence=lambda field: f"A search finds text at the beginning, in the middle and at the end of {field}.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def field_of_item(bench: Bench, field: str) -> None:
    """Search for parts of a value that only one model has in only one field."""
    value = bench.name("wombat")
    made = lay(bench, [{field: value}, {field: bench.name("other")}, {}])
    middle = value[len(value) // 2 - 3 : -2]
    for text in (value, value[3:], middle, value[: -len("bat")], value.upper(), value.title()):
        if text.lower() in str(made[1][field]).lower():
            continue
        found = bench.items(search=text)
        shows(bench, found, [m for m in made if text.lower() in _text(m)], f"search={text}")


def _text(model: object) -> str:
    members = model if isinstance(model, dict) else {}
    return "\n".join(str(members.get(field) or "") for field in FIELDS).lower()


@clause(
    "models.list.search.case",
    "A search finds text in any case, however the model and the search write it.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def case(bench: Bench) -> None:
    """Search in upper, lower and mixed case for text in upper, lower and mixed case."""
    stored = ("quagga herd", "QUAGGA HERD", "QuAgGa HeRd")
    for field in ("description", "algorithm", "framework"):
        made = lay(bench, [{field: text} for text in stored])
        others = [{"description": "zebra"}, {"description": "quagg"}]
        lay(bench, others)
        for text in ("quagga herd", "QUAGGA HERD", "qUaGgA hErD", "Quagga", "A H", "gA"):
            found = bench.items(search=text, filter=_named(made))
            shows(bench, found, made, f"search={text}")


def _named(made: list[dict[str, object]]) -> dict[str, object]:
    names = [model["name"] for model in made]
    return {"condition": "AND", "rules": [{"field": "name", "operator": "in", "value": names}]}


LITERALS = (
    ("percent", "5%zz", "5a zz"),
    ("underscore", "q_zq", "qxzq"),
    ("dot", "q.zq", "qxzq"),
    ("star", "qq*z", "qqqz"),
    ("plus", "q+zq", "q zq"),
    ("question-mark", "qq?z", "qz"),
    ("backslash", "q\\zq", "qzq"),
    ("parenthesis", "q(zq", "qzq"),
    ("brackets", "[qz]j", "qj"),
    ("braces", "q{2}z", "qqz"),
    ("caret-and-dollar", "q^z$j", "qzj"),
    ("bar", "q|zzj", "zzj"),
    ("quote", "q'zq", "qzq"),
    ("double-quote", 'q"zq', "qzq"),
    ("ampersand", "q&zq", "qzq"),
    ("hash", "q#zq", "qzq"),
    ("slash", "q/zq", "qzq"),
    ("semicolon", "q;zq", "q"),
    ("equals-sign", "q=zq", "qzq"),
    ("comma", "q,zq", "zq q"),
    ("space", "qz jx", "jx qz"),
    ("percent-encoding", "q%20z", "q z"),
    ("escape", "q\\nz", "q\nz"),
    ("non-ascii", "qñøz", "qxyz"),
    ("cjk", "数据科学", "数据"),
    ("emoji", "q🚀z", "q🛰z"),
)


@clauses(
    LITERALS,
    id=lambda case: f"models.list.search.literal.{case[0]}",
    sentence=lambda case: f"A search takes special characters literally ({case[0].replace('-', ' ')}).",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def literal(bench: Bench, case: tuple[str, str, str]) -> None:
    """Search for text beside text that a pattern, a tokeniser or a second decoding would take for it."""
    _, text, decoy = case
    made = [bench.create(description=f"so {text} it is"), bench.create(description=f"so {decoy} it is")]
    shows(bench, bench.items(search=text), made[:1], f"search={text}")
    shows(bench, bench.items(search=text[1:-1]), _holding(made, text[1:-1]), f"search={text[1:-1]}")


def _holding(made: list[dict[str, object]], text: str) -> list[dict[str, object]]:
    return [model for model in made if text in str(model["description"])]


@clause(
    "models.list.search.one-field",
    "The text must stand within one field, as it is written.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def one_field(bench: Bench) -> None:
    """Search for text that spans two fields, and for the words of a text in another order."""
    words = {"description": "okapi zulu", "algorithm": "yurt quince", "framework": "vexing jolt"}
    bench.create(**words)
    for text in (
        "okapi zulu yurt",
        "zuluyurt",
        "quince vexing",
        "quincevexing",
        "zulu okapi",
        "okapi yurt",
        "quince,vexing",
        '"algorithm"',
        '": "',
        "okapi  zulu",
    ):
        found = bench.items(search=text)
        bench.require(not found, f"nothing for search={text}", labels(found))


@clause(
    "models.list.search.no-match",
    "A search that nothing matches gives an empty page.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def no_match(bench: Bench) -> None:
    """Search for text that nothing has."""
    bench.create(description="a model to overlook")
    for text in (bench.name("nowhere"), "qxzjqxzjqxzj", "overlook a model"):
        page = bench.data(bench.page(search=text))
        bench.require(
            page["items"] == [] and page["total"] == 0,
            f"no items and total 0 for search={text}",
            f"{page['total']}: {labels(page['items'])}",
        )


@clause(
    "models.list.search.long",
    "A long search finds the long text that holds it, and nothing else.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def long(bench: Bench) -> None:
    """Search for hundreds of characters; a server may take no more than 255."""
    text = "".join(bench.random.choice("bdfgkmpr") for _ in range(600))
    made = [bench.create(description=text), bench.create(description=text[:230])]
    for length, expected in ((200, made), (250, made[:1])):
        shows(bench, bench.items(search=text[:length]), expected, f"the first {length} characters")
    shows(bench, bench.items(search=text[:249] + "z"), [], "249 characters and one that is wrong")
    if bench.page(search=text[:500]).ok:
        shows(bench, bench.items(search=text[:500]), made[:1], "the first 500 characters")
        shows(bench, bench.items(search=text[:499] + "z"), [], "499 characters and one that is wrong")


@clauses(
    (256, 257, 1025, 2049, 4097, 7000),
    id=lambda length: f"models.list.search.longest.{length}",
    sentence=lambda length: (
        f"A search of {length} characters is answered with a page or refused with 400, 414 or 431."
    ),
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def longest(bench: Bench, length: int) -> None:
    """Search for very long text."""
    bench.create(description="x" * 100)
    # A server in front may refuse so long a line in its own words.
    query = {"project_id": bench.project_id, "search": "x" * length}
    exchange = bench.call("list_models", query=query, judged=length < 2000)
    bench.expect(exchange, 200, 400, 414, 431)
    if exchange.ok:
        shows(bench, bench.data(exchange)["items"], [], f"search of {length} characters")


BROKEN = ("%", "%zz", "100%")


@clauses(
    {
        "nul": ("%00", "a%00b", "numbat%00zz"),
        "control": ("%01", "%0A", "%0D%0A", "%7F", "%1B"),
        "broken-utf-8": ("%FF", "%C3%28", "%ED%A0%80", "numbat%80"),
        "broken-encoding": BROKEN,
        "unusual": ("%EF%BB%BF", "%E2%80%AE", "%EF%BF%BD", "%CC%81", "null", "None", "[]", "%F4%8F%BF%BF"),
    }.items(),
    id=lambda case: f"models.list.search.odd.{case[0]}",
    sentence=lambda case: (
        f"A search with odd characters ({case[0]}) gives a page of what holds them, or 400."
    ),
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def odd(bench: Bench, case: tuple[str, tuple[str, ...]]) -> None:
    """Search for characters that break text functions."""
    made = bench.create(description="the numbat")
    place = f"/v3/models?project_id={bench.project_id}&limit=200"
    for text in case[1]:
        exchange = bench.client.send("GET", f"{place}&search={text}", operation="list_models", judged=False)
        bench.expect(exchange, 200, 400, why=f"for search={text}")
        if "json" in exchange.headers.get("content-type", "") or exchange.ok:
            bench.client.judge(exchange)
        if text in BROKEN:
            continue  # some servers drop a parameter that they cannot decode, and so do not search
        shown = exchange.ok and any(item["id"] == made["id"] for item in bench.data(exchange)["items"])
        bench.require(not shown, f"search={text} not to find {made['description']!r}", "it does")


@clause(
    "models.list.search.composes",
    "A search holds together with project_id, ordering, latest_only and paging.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def composes(bench: Bench) -> None:
    """Combine a search with the other criteria."""
    word = bench.name("dugong")
    names = [bench.name() for _ in range(3)]
    rounds = [
        [
            {"name": name, "version": version, "framework": f"a {word} b" if name != names[1] else None}
            for name in names
        ]
        for version in ("v10", "v9")
    ]
    made = lay_generations(bench, rounds)
    found = [made[0], made[3], made[2], made[5]]
    for query, expected in (
        ({"ordering": "name,-created_at"}, [made[3], made[0], made[5], made[2]]),
        ({"ordering": "-name,-created_at"}, [made[5], made[2], made[3], made[0]]),
        ({"ordering": "name", "latest_only": True}, [made[3], made[5]]),
    ):
        for limit in (1, 3, 50):
            full = {**confined(bench, made), "search": word, **query}
            in_order(bench, walk(bench, limit, full, len(found)), expected, f"search={word} and {query}")


@clause(
    "models.list.search.current",
    "A search goes by the text of now: a change shows at once.",
    operation="list_models",
    evidence="decided",
    rests_on=SEARCH,
)
def current(bench: Bench) -> None:
    """Change the text that a search looks at."""
    one, other = bench.name("gnu"), bench.name("kudu")
    made = bench.create(description=one)
    shows(bench, bench.items(search=one), [made], f"search={one}")
    shows(bench, bench.items(search=other), [], f"search={other}")
    bench.prepared(bench.call("update_model", model_id=made["id"], json={"description": other}))
    shows(bench, bench.items(search=one), [], f"search={one} after the change")
    shows(bench, bench.items(search=other), [made], f"search={other} after the change")
