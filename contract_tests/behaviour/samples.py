"""Samples: files that are hard to read as data, for the model factory."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import clause

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
    for words, content in SAMPLES.items():
        answer = bench.call("generate_model", json={"file_id": bench.provision.file(content)})
        known = answer.status in {200, 400, 404, 413, 415}
        bench.note(known, f"a schema or a refusal for a sample with {words}", answer.summary(160))
