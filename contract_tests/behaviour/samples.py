"""Files that are hard to read: samples for the model factory, packages to deploy."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from contract_tests.behaviour.artifacts import ARTIFACT
from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.provision import tarball

if TYPE_CHECKING:
    from contract_tests.bench import Bench

SAMPLES = {
    "a header line alone": b"a,b,c\n",
    "a header line without an end": b"a,b,c",
    "columns without a value": b"a,b\n,\n,\n",
    "rows of different lengths": b"a,b\n1\n1,2,3\n1,2\n",
    "a byte order mark": b"\xef\xbb\xbfa,b\n1,2\n",
    "carriage returns": b"a,b\r\n1,2\r\n",
    "an open quote": b'a,b\n"1,2\n',
    "a repeated name": b"a,a\n1,2\n",
    "an empty name": b"a,,b\n1,2,3\n",
    "one column": b"a\n1\n",
    "numbers beyond all bounds": b"a,b\n1e999,99999999999999999999999999\n-1e999,-1\n",
    "words for no number": b"a\nNaN\nInfinity\n-inf\n",
    "text that is no UTF-8": b"a,b\n\xff\xfe,\xc3\n",
    "NUL bytes": b"a,b\n\x00,1\n",
    "an archive": gzip.compress(b"a,b\n1,2\n", mtime=0),
    "half of a Parquet file": b"PAR1\x00\x01",
    "blank lines": b"\n\n\n",
    "one very long value": b"a\n" + b"x" * 200_000 + b"\n",
}


@clause(
    "factory.odd-samples",
    "A sample that is odd or no data at all gets a schema or a refusal, never a failure.",
    operation="generate_model",
    evidence="vendor",
    rests_on=f"{POINTERS['generate_model']}/responses/400",
)
def odd_samples(bench: Bench) -> None:
    """Upload one after the other and ask for a schema of each."""
    bench.provision.file()  # unless nothing can be uploaded
    for words, content in SAMPLES.items():
        try:
            file_id = bench.provision.file(content)
        except NotVerified:
            continue
        answer = bench.call("generate_model", json={"file_id": file_id})
        known = answer.status in {200, 400, 404, 413, 415}
        bench.note(known, f"a schema or a refusal for a sample with {words}", answer.summary(160))


TEXTS = ("red", "two, or more", 'the "best"', "blue", "größer")
WAYS = {
    "line ends of CRLF": ("\r\n", "{}", "\r\n"),
    "a last line without an end": ("\n", "{}", ""),
    "every value in quotes": ("\n", '"{}"', "\n"),
}
"""How lines end, how a number is written and how the file ends, all as RFC 4180 allows."""


@clauses(
    WAYS,
    id=lambda words: f"factory.csv.{words.replace(' ', '-').lower()}",
    sentence=lambda words: f"The factory reads CSV with {words} as RFC 4180 has it.",
    operation="generate_model",
    evidence="decided",
    rests_on=POINTERS["generate_model"],
)
def written(bench: Bench, words: str) -> None:
    """Upload numbers, some of them missing, beside texts with commas and quotes."""
    end, number, last = WAYS[words]
    lines = [",".join(number.format(name) for name in ("whole", "gaps", "last"))]
    for row in range(40):
        quoted = TEXTS[row % 5].replace('"', '""')
        gap = "" if row % 4 == 2 else number.format(row)
        lines.append(f'{number.format(row * 3)},{gap},"{quoted}"')
    file_id = bench.provision.file((end.join(lines) + last).encode())
    answer = bench.data(bench.call("generate_model", json={"file_id": file_id}))
    columns = {column["name"]: column for column in answer["schema"]["columns"]}
    bench.require(
        list(columns) == ["whole", "gaps", "last"], "the columns whole, gaps, last", f"{list(columns)}"
    )
    for name, known in (("whole", {"int"}), ("gaps", {"int", "float"}), ("last", {"category"})):
        actual = columns[name]["data_type"]
        wanted = f"data_type {' or '.join(sorted(known))} for the column {name}"
        bench.note(actual in known, wanted, f"{actual!r}")
    most, kinds = columns["whole"].get("max"), sorted(columns["last"].get("categories") or ())
    bench.note(most == 117, "max 117 of whole, as in the last line", f"{most}")
    bench.note(kinds == sorted(TEXTS), f"the categories {sorted(TEXTS)}", f"{kinds}")


PACKAGES = {
    "no bytes": b"",
    "no archive": b"plain text",
    "an archive without files": tarball(()),
    "half an archive": tarball(("package.py",))[:20],
    "an archive of no tar": gzip.compress(b"plain text", mtime=0),
}


@clauses(
    ARTIFACT,
    id=lambda operation: f"deployments.{operation}.odd-packages",
    sentence=lambda operation: f"{operation} of an odd package is accepted or refused, never a failure.",
    operation=str,
    evidence="decided",
    rests_on=lambda operation: POINTERS[operation],
)
def odd_packages(bench: Bench, operation: str) -> None:
    """Deploy one after the other, each for a model of its own; what cannot be uploaded is left out."""
    bench.provision.file()  # unless nothing can be uploaded
    for words, content in PACKAGES.items():
        try:
            file_id = bench.provision.file(content, "package.tar.gz")
        except NotVerified:
            continue
        model_id = bench.create()["id"]
        answer = bench.call(operation, model_id=model_id, json={"file_id": file_id})
        known = answer.ok or 400 <= answer.status < 500
        bench.note(known, f"a success or a refusal for a package of {words}", answer.summary(160))
        bench.expect(bench.call("get_model", model_id=model_id), 200, why=f"after a package of {words}")
