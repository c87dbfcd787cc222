"""The model factory: what it infers from a data sample, and that it stores nothing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.requests import POINTERS, unknown_id
from contract_tests.bench import covers, same
from contract_tests.clauses import NotVerified, clause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contract_tests.bench import Bench
    from contract_tests.document import Json

FACTORY = POINTERS["generate_model"]
GENERATED = "/components/schemas/GeneratedColumn"
CARDINALITY = "/components/schemas/ModelGenerate/properties/max_cardinality"
ROLES = ("inputs", "outputs", "targets", "decisions", "metadata")


def uploaded(bench: Bench, columns: Mapping[str, Sequence[Any]]) -> str:
    """The id of an uploaded CSV file with these columns.

    Raises:
        NotVerified: the target cannot take uploads.
    """
    lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    return bench.provision.file(("\n".join(lines) + "\n").encode())


def generated(bench: Bench, file_id: str, **fields: Any) -> Json:
    """The answer's data: `{"schema", "spec"}`."""
    return bench.data(bench.call("generate_model", json={"file_id": file_id, **fields}))


def columns_of(bench: Bench, columns: Mapping[str, Sequence[Any]], **fields: Any) -> dict[str, Json]:
    """The columns that the factory infers from an upload, by name."""
    answer = generated(bench, uploaded(bench, columns), **fields)
    return {column["name"]: column for column in answer["schema"]["columns"]}


def _types(bench: Bench, columns: dict[str, Json], expected: Mapping[str, str | tuple[str, ...]]) -> None:
    for name, data_type in expected.items():
        known = (data_type,) if isinstance(data_type, str) else data_type
        actual = columns.get(name, {}).get("data_type")
        wanted = f"data_type {' or '.join(known)} for the column {name}"
        bench.note(actual in known, wanted, f"{actual!r}")


@clause(
    "factory.types",
    "The factory tells int, float, bool and category from the values, in text files too.",
    operation="generate_model",
    evidence="client",
    rests_on=GENERATED,
)
def types(bench: Bench) -> None:
    """Upload a CSV with columns whose types nobody could argue about."""
    rows = range(40)
    columns = columns_of(
        bench,
        {
            "whole": [n * 7 - 100 for n in rows],
            "two_numbers": [n % 2 + 3 for n in rows],
            "beyond_32_bits": [3_000_000_000 + n for n in rows],
            "below_32_bits": [-3_000_000_000 - n for n in rows],
            "decimal": [n * 0.25 - 3 for n in rows],
            "one_decimal": [*(n for n in rows[1:]), "7.5"],
            "quoted_number": [f'"{n}"' for n in rows],
            "flag": ["true" if n % 3 else "false" for n in rows],
            "when": [f"2025-01-{n % 28 + 1:02d}T10:00:{n:02d}Z" for n in rows],
            "color": [("red", "green", "blue")[n % 3] for n in rows],
            "code": [f"A{n % 5}" for n in rows],
            "last_is_text": [*(n for n in rows[1:]), "seven"],
        },
    )
    expected: dict[str, str | tuple[str, ...]] = {
        "whole": "int",
        "two_numbers": "int",
        "beyond_32_bits": "int",
        "below_32_bits": "int",
        "decimal": "float",
        "one_decimal": "float",
        "quoted_number": "int",
        "flag": "bool",
        "when": ("timestamp", "category"),  # a text column of few values, if nobody looks for dates
        "color": "category",
        "code": "category",
        "last_is_text": "category",
    }
    _types(bench, columns, expected)


@clause(
    "factory.bounds",
    "min and max of a numeric column are the least and the greatest value of the sample.",
    operation="generate_model",
    evidence="decided",
    rests_on="/components/schemas/ColumnInput/properties/min",
)
def bounds(bench: Bench) -> None:
    """Put the extremes first, last and in the middle; let text order differ from number order."""
    samples: dict[str, list[float]] = {
        "late_max": [5, 9, 10, 100, 2, 3, 4, 1000],
        "late_min": [5, 9, 10, 100, 2, 3, 4, -1000],
        "early": [-7, 70, 8, 9, 3, 5, 6, 1],
        "negative": [-1, -2, -30, -4, -9, -6, -70, -8],
        "decimal": [0.5, 10.25, 9.75, -3.125, 2.5, 3.5, 1e-05, 4.5],
        "long": [12345678.0625, 98765432.1875, 23456789.5, 3.5, 4.5, 5.5, 6.5, 7.5],
        "constant": [4, 4, 4, 4, 4, 4, 4, 4],
        "zero": [0, 1, 2, 3, 4, 5, 6, 7],
    }
    columns = columns_of(bench, samples)
    for name, values in samples.items():
        for member, value in (("min", min(values)), ("max", max(values))):
            actual = columns.get(name, {}).get(member)
            bench.note(
                isinstance(actual, int | float) and same(actual, value),
                f"{member} {value} of {name}",
                f"{actual}",
            )


@clause(
    "factory.sample",
    "The factory reads as many rows as sample_size says.",
    operation="generate_model",
    evidence="guide",
    rests_on="/components/schemas/ModelGenerate/properties/sample_size",
)
def sample(bench: Bench) -> None:
    """Put a text into row 15,000 of 16,000, and an extreme into the last, and read them all."""
    numbers: list[Any] = [n % 10 for n in range(16_000)]
    mixed, extreme = [*numbers[:14_999], "x", *numbers[15_000:]], [*numbers[:-1], 99]
    columns = columns_of(bench, {"mixed": mixed, "number": extreme}, sample_size=20_000)
    data_type, most = (columns[name].get(key) for name, key in (("mixed", "data_type"), ("number", "max")))
    bench.note(data_type not in {"int", "float"}, "no number type for a column with a text", f"{data_type}")
    bench.note(most == 99, "max 99, as in the last row", f"{most}")


@clause(
    "factory.categories",
    "The categories of a category column are exactly its distinct values.",
    operation="generate_model",
    evidence="decided",
    rests_on="/components/schemas/ColumnInput/properties/categories",
)
def categories(bench: Bench) -> None:
    """Values that repeat, that differ in case only, and in more than ASCII."""
    samples = {
        "repeated": ["b", "a", "b", "c", "a", "b"],
        "cased": ["Ja", "ja", "JA", "nein", "Nein", "ja"],
        "wide": ["Grün", "数据", "🚀", "Grün", "naïve", "e"],
    }
    columns = columns_of(bench, samples)
    for name, values in samples.items():
        found = columns.get(name, {}).get("categories") or []
        bench.note(
            sorted(map(str, found)) == sorted(set(values)), f"{sorted(set(values))} in {name}", f"{found}"
        )


@clause(
    "factory.cardinality",
    "A text column with max_cardinality distinct values is a category, with one more it is str.",
    operation="generate_model",
    evidence="decided",
    rests_on=CARDINALITY,
)
def cardinality(bench: Bench) -> None:
    """Columns with 1 to 6 distinct values under every max_cardinality around them; numbers stay numbers."""
    rows = range(24)
    samples: dict[str, list[Any]] = {f"t{k}": [f"value {n % k}" for n in rows] for k in range(1, 7)}
    samples["number"] = list(rows)
    for most in (1, 2, 3, 5):
        columns = columns_of(bench, samples, max_cardinality=most)
        expected = {f"t{k}": "category" if k <= most else "str" for k in range(1, 7)}
        _types(bench, columns, {**expected, "number": "int"})
        kept = [name for name, c in columns.items() if c["data_type"] != "category" and c.get("categories")]
        bench.note(not kept, "categories on category columns only", f"on {kept} too")
        if bench.violations:
            return


@clause(
    "factory.cardinality.default",
    "Without max_cardinality, 1000 distinct texts make a category and 1001 do not.",
    operation="generate_model",
    evidence="decided",
    rests_on=f"{CARDINALITY}/default",
)
def default_cardinality(bench: Bench) -> None:
    """Upload both at once."""
    samples = {"most": [f"x{n % 1000}" for n in range(1001)], "more": [f"x{n}" for n in range(1001)]}
    _types(bench, columns_of(bench, samples), {"most": "category", "more": "str"})


@clause(
    "factory.order",
    "The columns come in the file's order and under its names, none left out.",
    operation="generate_model",
    evidence="decided",
    rests_on="/components/schemas/GeneratedSchema/properties/columns",
)
def order(bench: Bench) -> None:
    """Names in no alphabetical order, with capitals, blanks and more than ASCII."""
    names = ["zeta", "Alpha", "mid point", "größe", "x10", "x9", "UPPER", "_under", "a-b", "名前"]
    bench.random.shuffle(names)
    file_id = uploaded(bench, {name: [1, 2, 3] for name in names})
    shown = [column["name"] for column in generated(bench, file_id)["schema"]["columns"]]
    bench.require(shown == names, f"the columns {names}", f"{shown}")


@clause(
    "factory.spec",
    "A spec that is sent comes back as it was sent; without one, the spec names columns of the file only.",
    operation="generate_model",
    evidence="decided",
    rests_on="/components/schemas/GeneratedModel/properties/spec",
)
def spec(bench: Bench) -> None:
    """Send a full spec, a partial one, and none."""
    file_id = bench.provision.any_file()
    answer = generated(bench, file_id)
    names = [column["name"] for column in answer["schema"]["columns"]]
    named = {name for role in ROLES for name in answer["spec"].get(role, [])}
    bench.note(named <= set(names), "columns of the file in the spec", f"{sorted(named - set(names))}")
    first, last = names[0], names[-1]
    for sent in (
        {"targets": [last]},
        {"inputs": [last, first], "metadata": [first]},
        _full_spec(first, last),
    ):
        place = covers(generated(bench, file_id, spec=sent)["spec"], sent)
        bench.note(place is None, "the spec as sent", f"{place}")


def _full_spec(first: str, last: str) -> Json:
    features = [
        {"type": "FROM_COLUMNS", "name": "zz", "columns": [last, first], "n_clusters": 3},
        {
            "type": "ENRICHMENT",
            "name": "aa",
            "columns": [first],
            "enrichment": "sentiment",
            "config": {"k": 1},
        },
    ]
    return {
        "inputs": [last, first],
        "outputs": [first],
        "targets": [last],
        "decisions": [],
        "metadata": [first],
        "custom_features": features,
    }


@clause(
    "factory.consistent",
    "The columns that the factory answers agree with themselves: names, bounds, bins, categories.",
    operation="generate_model",
    evidence="decided",
    rests_on=GENERATED,
)
def consistent(bench: Bench) -> None:
    """Look at the inference from whatever file there is, under several max_cardinality."""
    file_id = bench.provision.any_file()
    for most in (1, 3, 1000, 100_000):
        columns = generated(bench, file_id, max_cardinality=most)["schema"]["columns"]
        names = [column["name"] for column in columns]
        bench.note(columns, "at least one column", "none")
        bench.note(len(set(names)) == len(names), "each column once", f"{names}")
        for column in columns:
            _consistent(bench, column, most)


def _consistent(bench: Bench, column: Json, most: int) -> None:
    name, least, greatest = column["name"], column.get("min"), column.get("max")
    if least is not None and greatest is not None:
        bench.note(least <= greatest, f"min <= max of {name}", f"{least} > {greatest}")
        bins = column.get("bins") or []
        bench.note(all(a <= b for a, b in itertools.pairwise(bins)), f"ascending bins of {name}", f"{bins}")
        inside = all(least - 1e-9 * abs(least) <= b <= greatest + 1e-9 * abs(greatest) for b in bins)
        bench.note(inside, f"bins of {name} within {least} and {greatest}", f"{bins}")
        bench.note(len(bins) in {0, 11}, f"11 bins of {name}, or none", f"{len(bins)}")
    numeric = column["data_type"] in {"int", "float"}
    bench.note(
        numeric == (least is not None and greatest is not None) or column["data_type"] == "timestamp",
        f"min and max exactly on numeric columns, of which {name} is {'one' if numeric else 'none'}",
        f"min {least}, max {greatest}",
    )
    found = column.get("categories") or []
    if column["data_type"] == "category":
        bench.note(0 < len(found) <= most, f"1 to {most} categories of {name}", f"{len(found)}")
        bench.note(len({repr(v) for v in found}) == len(found), f"each category of {name} once", f"{found}")
    else:
        bench.note(not found, f"no categories of the {column['data_type']} column {name}", f"{found}")


@clause(
    "factory.cardinality.order",
    "A greater max_cardinality never turns a category into str.",
    operation="generate_model",
    evidence="decided",
    rests_on=CARDINALITY,
)
def monotonous(bench: Bench) -> None:
    """Raise max_cardinality around the number of categories of the widest category of any file."""
    file_id = bench.provision.any_file()
    widest = _category_sizes(bench, file_id, 100_000)
    if not widest:
        raise NotVerified("the file has no text column")
    for name, size in sorted(widest.items())[:4]:
        at = _category_sizes(bench, file_id, size)
        bench.note(at.get(name) == size, f"{name} a category at max_cardinality {size}", "it is none")
        if size > 1:
            below = _category_sizes(bench, file_id, size - 1)
            bench.note(name not in below, f"{name} no category at max_cardinality {size - 1}", "it is one")


def _category_sizes(bench: Bench, file_id: str, most: int) -> dict[str, int]:
    columns = generated(bench, file_id, max_cardinality=most)["schema"]["columns"]
    return {c["name"]: len(c.get("categories") or []) for c in columns if c["data_type"] == "category"}


@clause(
    "factory.stores-nothing",
    "The factory answers the same twice and stores nothing.",
    operation="generate_model",
    evidence="guide",
    rests_on=FACTORY,
)
def stores_nothing(bench: Bench) -> None:
    """Generate twice with the list of models read before and after."""
    file_id = bench.provision.any_file()
    model = bench.read(bench.create()["id"])
    before = bench.data(bench.page(limit=1))["total"]
    fields = {"max_cardinality": 50, "project_id": bench.project_id, "name": bench.name()}
    first, second = (generated(bench, file_id, **fields) for _ in range(2))
    bench.same(second, first, "the same answer twice,")
    after = bench.data(bench.page(limit=1))["total"]
    # Fewer there may be: in a project that others use, a deletion may just have come to its end.
    bench.require(after <= before, f"{before} models in the project", f"{after}")
    bench.same(bench.read(model["id"]), model, "the other model as it was,")


@clause(
    "factory.usable",
    "What the factory answers can be created as a model as it is.",
    operation="generate_model",
    evidence="client",
    rests_on=FACTORY,
)
def usable(bench: Bench) -> None:
    """Create a model with the schema and the spec of the answer."""
    answer = generated(bench, bench.provision.any_file())
    made = bench.data(
        bench.call("create_model", json=bench.body(schema=answer["schema"], spec=answer["spec"]))
    )
    for key in ("name", "data_type", "min", "max", "categories"):
        sent = [column.get(key) for column in answer["schema"]["columns"]]
        bench.same([column.get(key) for column in made["schema"]["columns"]], sent, f"the columns' {key}")


@clause(
    "factory.unknown-file",
    "A file that does not exist is answered 404, a malformed id 400 or 404.",
    operation="generate_model",
    evidence="decided",
    rests_on=f"{FACTORY}/responses/404",
)
def unknown_file(bench: Bench) -> None:
    """Name unknown and malformed files, and ids of other things."""
    for file_id in (unknown_id(bench), unknown_id(bench), bench.create()["id"], bench.project_id):
        for fields in ({}, {"spec": {"inputs": []}, "max_cardinality": 5}):
            answer = bench.call("generate_model", json={"file_id": file_id, **fields})
            bench.note(answer.status == 404, f"404 for the file {file_id}", answer.summary(160))
    malformed: Any
    for malformed in ("", "x", "0d6c1f0e", None, 7, []):
        answer = bench.call("generate_model", json={"file_id": malformed})
        bench.note(answer.status in {400, 404}, f"400 or 404 for the file {malformed!r}", answer.summary(160))
