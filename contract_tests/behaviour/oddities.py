"""Odd values: what robustness is tried with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.document import Json

ODD_TEXTS = (
    "(", ")", "[", "[a-", "*", "+", "?", "a{2", "\\", "\\Q", "(?P<x", "^$", "|", ".*", "(a+)+$",
    "'", '"', "''", "%", "_", "' OR '1'='1", "'; DROP TABLE models; --", "1) UNION SELECT 1 --",
    "%s%n%d", "{0}", "{", "}", "{x!r}", "${7*7}", "{{7*7}}", "#{7}", "<b>", "$(id)",
    "../../../etc/passwd", "|id", "`id`", "&&", "\x00", "a\x00b", "\x1b[0m", "\r\nX: y", "\t", " ", "",
    "\u202e", "\ufeff", "e\u0301", "İ", "ß", "🚀", "\U0010ffff", "null", "undefined", "NaN", "true", "-1",
)  # fmt: skip
"""Metacharacters of patterns, queries, formats, shells and protocols; control characters; odd Unicode."""

RAW_QUERIES = (
    "%ff", "%fe%80", "%c3", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%e2%82", "%", "%z", "%zz", "%1", "%u0041",
    "%00", "%0d%0aX-Injected:%20yes", "a=b=c", "+", "%2B", "%25", "%2500", ";", "&&&", "a&b", "?", "/",
)  # fmt: skip
"""Percent-encodings that are no UTF-8, no percent-encoding, or that mean something on the way."""

ODD_HEADERS = {
    "Accept": "application/json;q=x",
    "Accept-Charset": "utf-7",
    "Accept-Language": "xx-YY;q=abc, *",
    "Cache-Control": "no-cache, max-age=x",
    "Content-Language": "ä",
    "Content-Type": "application/json; charset=nonsense",
    "Cookie": '=;=;a="b; $x',
    "Forwarded": 'for="_x";host="',
    "From": "\xff\xfe",
    "If-Modified-Since": "yesterday",
    "Max-Forwards": "-1",
    "Origin": "null",
    "Pragma": "x" * 2000,
    "Referer": "%ff%00",
    "Traceparent": "00-zz",
    "User-Agent": "() { :; }; echo",
    "X-Forwarded-For": "'; --, ::g",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Real-Ip": "999",
    "X-Request-Id": "x' OR 1=1 --",
}
"""Values that mean nothing in headers that servers like to read."""

SEGMENTS = (
    "%00", "%0a", "%ff", "..%2f..%2fetc%2fpasswd", "%25", "%zz", "null", "undefined", "-1", "*",
    "{}", "%7B%7D", "%27%20OR%201=1", "%F0%9F%9A%80", "a%20b", "~", "x" * 300, "x" * 3000, "9" * 400,
)  # fmt: skip
"""What may stand where an id belongs."""

HUGE = (2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64, 10**20, 10**40)
NOT_INTEGERS = (
    *(
        "",
        " ",
        "+",
        "1.0",
        "1e3",
        "0x10",
        "1_000",
        "\u00b2",
        "\u0661",
        "\u0967",
        "--1",
        "1,000",
        "\x00",
        "inf",
        "nan",
    ),
)
BROKEN: tuple[bytes, ...] = (
    b"{", b"}", b"nonsense", b"'a'", b"{'a':1}", b'{"a":}', b'{"a":1,}', b'{"a" 1}', b'{"a":1}}',
    b'{"a":1}{"b":2}', b"\xff\xfe", b"\x00", b'{"a":"\x00"}', b'{"a":"\n"}', b'{"a":"\\x"}', b'{"a":"\\u12"}',
    b'{"description":"\\', b"[1,2", b"\x1f\x8b\x08\x00", b"<xml/>", b"a=1&b=2", b'{"a":01}', b'{"a":+1}',
    b'{"a":.5}', b'{"a":1.}', b"[" * 3000, b'{"a":' * 3000,
)  # fmt: skip
"""What is no JSON text, whoever reads it."""

NOT_OBJECTS: tuple[bytes, ...] = (
    b"[]", b"[{}]", b'"text"', b"7", b"true", b"[" * 200 + b"]" * 200, b"[" * 5000 + b"]" * 5000,
)  # fmt: skip
"""JSON texts of other types, some of them deep."""

DOUBTFUL: tuple[bytes, ...] = (
    b'{"name":"\xff"}', b'{"description":"\xc3\x28"}', b'{"description":"\xed\xa0\x80"}',
    b'{"description":"\xf0\x9f"}', b'{"\xff":1}', b'{"description":"\\ud800"}', b'{"\\udfff":1}',
    b'\xef\xbb\xbf{"description":"a"}', '{"description":"a"}'.encode("utf-16"),
    '{"description":"a"}'.encode("utf-32"), b'{"description":"a","description":"b"}', b'{"a":NaN}',
    b'{"a":-Infinity}', b'{"a":1e999}', b'{"a":' + b"9" * 5000 + b"}", b'{"a":' * 90 + b"1" + b"}" * 90,
    b'{"a":' * 4000 + b"1" + b"}" * 4000, b"null", b"", b" ", b"\n\n", b'{"a":1} ', b'{"a":1}\n\x00',
)  # fmt: skip
"""What some readers take and some refuse."""

DATES = (
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.999999999Z", "2016-12-31T23:59:60Z",
    "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01t00:00:00z",
    "2025-01-01T00:00:00+23:59", "2025-01-01T00:00:00-00:00", "2025-01-01 00:00:00Z", "2025-01-01T00:00:00",
    "2025-01-01", "", "now", "99999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2025-13-01T00:00:00Z", "\x00",
    "\u0662\u0660\u0662\u0665-01-01T00:00:00Z", "2025-01-01T00:00:00.1234567890123456789Z", "1e3",
    "0099-06-01T00:00:00Z", "1582-10-10T00:00:00Z", "1900-02-29T00:00:00Z", "9900-01-01T00:00:00Z",
)  # fmt: skip
NAMES = (
    " ", "   ", "\t\n", "\u00a0", "\u200b", "\x00", "", ".", "..", "/", "a/b", "%", "\ud800", "x" * 300,
    "x" * 5000,
)  # fmt: skip
DESCRIPTIONS = ("\x00", "a\x00b", "\ud800", "x\udfff", "x" * 100_000, "\u202e", "\ufeff", "\r\n", " ")

ODD_FIELDS: tuple[Json, ...] = (
    *({"deployment_date": text} for text in DATES),
    *({"name": text} for text in NAMES),
    *({"version": text} for text in (" ", "\t", "\x00", "..", "a/b", "🚀" * 64, "0", "null")),
    *({"description": text} for text in DESCRIPTIONS),
    {"algorithm": "\x00"}, {"framework": "\ud83d"}, {"event_id_col": ""}, {"event_ts_format": "%"},
    *({"owner_id": text} for text in ("", "x", "\x00", "' OR 1=1", "x" * 3000)),
    *({"task_params": {"binary_classification_threshold": number}} for number in (
        0, -1, 1e308, -1e308, 5e-324, 10**30, -(10**400), 0.1 + 0.2,
    )),
    *({"task_params": {"top_k": number}} for number in (0, -1, 2**31, 2**63, 2**64, 10**30)),
    *({"task_params": {"class_weights": numbers}} for numbers in ([0, 0], [1, -1], [0.5])),
    {"schema": {"columns": []}, "spec": {}}, {"schema": {"columns": []}},
    {"schema": {"columns": [{"name": "", "data_type": "int"}]}},
    {"schema": {"columns": [{"name": "🚀", "data_type": "int"}, {"name": "数据", "data_type": "str"}]}},
    {"schema": {"columns": [{"name": "!!!", "data_type": "int"}, {"name": "???", "data_type": "str"}]}},
    {"schema": {"columns": [{"name": "A", "data_type": "int"}, {"name": "a", "data_type": "str"}]}},
    {"schema": {"columns": [{"name": "x" * 3000, "data_type": "int"}, {"name": "\x00", "data_type": "str"}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "int", "min": 10, "max": -10}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "float", "min": -1.7e308, "max": 1.7e308}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "int", "min": -(2**63), "max": 2**64}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "int", "min": 0, "max": 10**400}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "float", "min": 5, "max": 5}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "float", "min": -5}]}},
    {"schema": {"columns": [{"name": "n", "data_type": "vector", "n_dimensions": -1}]}},
    {"schema": {"columns": [{"name": f"c{n}", "data_type": "int"} for n in range(500)]}},
    {"spec": {"custom_features": [{"type": "FROM_VECTOR", "name": "v", "column": "amount"}] * 2}},
    {"spec": {"inputs": ["nothing"], "outputs": ["", "\x00"], "targets": ["amount"] * 100}},
    {"spec": {"inputs": ["amount"], "outputs": ["amount"], "targets": ["amount"]}},
    {"xai_params": {"custom_explain_methods": [""] * 50, "default_explain_method": "\x00"}},
    {"unknown": {"a": [{"b": None}]}, "__class__": 1, "__proto__": {}, "id": "x", "self": 1, "kwargs": {}},
)  # fmt: skip
"""Legal, illegal and doubtful values; what the contract says of them is others' matter."""
