"""Authorisation: without a good bearer token nothing is answered and nothing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.requests import OPERATIONS, POINTERS, Scene
from contract_tests.clauses import NotVerified, clause, clauses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contract_tests.bench import Bench
    from contract_tests.exchange import Exchange

SCHEME = "/components/securitySchemes/bearer"
Credential = dict[str, Any]
"""Arguments for `bench.call` in place of the good token."""


def _header(value: str) -> Credential:
    return {"token": None, "headers": {"Authorization": value}}


def _other_case(token: str) -> str:
    return token.swapcase() if token.swapcase() != token else token + "A"


MISSING: Mapping[str, Callable[[str], Credential]] = {
    "without an Authorization header": lambda _: {"token": None},
    "with an empty Authorization header": lambda _: _header(""),
    "with `Bearer` and no token": lambda _: _header("Bearer"),
    "with the token and no scheme": _header,
    "with the scheme Basic": lambda token: _header(f"Basic {token}"),
    "with the scheme Token": lambda token: _header(f"Token {token}"),
    "with the scheme BearerX": lambda token: _header(f"BearerX {token}"),
    "with `Bearer` glued to the token": lambda token: _header(f"Bearer{token}"),
}
WRONG: Mapping[str, Callable[[str], Credential]] = {
    "with a token that nobody has": lambda _: {"token": "nobody-has-this-token"},
    "with a token of one letter": lambda _: {"token": "x"},
    "with the first half of the token": lambda token: {"token": token[: len(token) // 2] or "-"},
    "with the second half of the token": lambda token: {"token": token[len(token) // 2 :] + "-"},
    "with a letter after the token": lambda token: {"token": token + "x"},
    "with a letter before the token": lambda token: {"token": "x" + token},
    "with the token in the other case": lambda token: {"token": _other_case(token)},
    "with the token in quotes": lambda token: {"token": f'"{token}"'},
    "with `*` as the token": lambda _: {"token": "*"},
    "with `null` as the token": lambda _: {"token": "null"},
    "with a token of 2000 letters": lambda _: {"token": "x" * 2000},
    "with a token that is not ASCII": lambda _: {"token": "t\u00f6ken"},
}
ELSEWHERE: Mapping[str, Callable[[str], Credential]] = {
    **{
        f"with the token as ?{name}=": lambda token, name=name: {"token": None, "query": {name: token}}  # type: ignore[misc]
        for name in ("access_token", "token", "api_key", "authorization", "bearer")
    },
    "with the token in cookies": lambda token: {
        "token": None,
        "headers": {"Cookie": "; ".join(f"{name}={token}" for name in ("token", "access_token", "session"))},
    },
    "with the token in other headers": lambda token: {
        "token": None,
        "headers": dict.fromkeys(
            ("X-Api-Key", "X-Auth-Token", "X-Access-Token", "X-Token", "Api-Key", "Token"), token
        ),
    },
    "with the bearer in Proxy-Authorization": lambda token: {
        "token": None,
        "headers": dict.fromkeys(
            ("Proxy-Authorization", "X-Authorization", "X-Forwarded-Authorization"), f"Bearer {token}"
        ),
    },
    "with a wrong token and the good one as ?access_token=": lambda token: {
        "token": "nobody-has-this-token",
        "query": {"access_token": token},
    },
}


DOUBTFUL = {
    "with a token that is not ASCII",
    *(what for what in ELSEWHERE if "?" in what),
}
"""Where a server may see a malformed request or an unknown query parameter before it sees the token."""

DISGUISES = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Real-Ip": "127.0.0.1",
    "X-Forwarded-User": "admin",
    "X-Remote-User": "admin",
    "X-User-Id": "1",
    "X-Original-Url": "/",
    "X-Rewrite-Url": "/",
    "X-Http-Method-Override": "OPTIONS",
    "Origin": "http://localhost",
    "Referer": "http://localhost/docs",
    "User-Agent": "kube-probe/1.30",
    "X-Internal": "true",
    "X-Debug": "1",
}
"""What some servers take for a reason to trust."""


def _token(bench: Bench) -> str:
    """The good token.

    Raises:
        NotVerified: the run has none.
    """
    token = bench.client.target.token
    if token is None:
        raise NotVerified("no token was given, so there is nothing that a refusal could be told from")
    return token


def _refused(bench: Bench, operation: str, credentials: Mapping[str, Callable[[str], Credential]]) -> None:
    token, scene = _token(bench), Scene(bench)
    for what, credential in credentials.items():
        answer = bench.call(operation, **{**scene.request(operation), **credential(token)})
        known = {400, 401} if what in DOUBTFUL else {401}
        bench.note(answer.status in known, f"401 {what}", answer.summary(160))
    scene.untouched(f"{operation} without a good token")


@clauses(
    OPERATIONS,
    id=lambda operation: f"authorisation.missing.{operation}",
    sentence=lambda operation: (
        f"{operation} without a bearer token, or with another scheme, answers 401 and does nothing."
    ),
    operation=str,
    evidence="guide",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/401",
)
def missing(bench: Bench, operation: str) -> None:
    """Send valid requests without the token."""
    _refused(bench, operation, MISSING)


@clauses(
    OPERATIONS,
    id=lambda operation: f"authorisation.wrong.{operation}",
    sentence=lambda operation: (
        f"{operation} with a token that is not exactly right answers 401 and does nothing."
    ),
    operation=str,
    evidence="vendor",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/401",
)
def wrong(bench: Bench, operation: str) -> None:
    """Send valid requests with tokens that resemble the good one."""
    _refused(bench, operation, WRONG)


@clauses(
    OPERATIONS,
    id=lambda operation: f"authorisation.elsewhere.{operation}",
    sentence=lambda operation: f"{operation} reads the token from the Authorization header and nowhere else.",
    operation=str,
    evidence="decided",
    rests_on=SCHEME,
)
def elsewhere(bench: Bench, operation: str) -> None:
    """Send the good token in the query, in cookies and in other headers."""
    _refused(bench, operation, ELSEWHERE)


@clause(
    "authorisation.head",
    "HEAD without a good token tells nothing either.",
    operation="*",
    evidence="vendor",
    rests_on=SCHEME,
)
def head(bench: Bench) -> None:
    """HEAD of everything that GET reads, without and with a wrong token."""
    _token(bench)
    model = bench.create()
    column = model["schema"]["columns"][0]["id"]
    item = f"/v3/models/{model['id']}"
    for path in ("/v3/models", item, f"{item}/columns", f"{item}/columns/{column}"):
        for token in (None, "nobody-has-this-token"):
            answer = bench.client.send("HEAD", path, token=token)
            bench.note(answer.status in {401, 405}, f"401 or 405 for HEAD {path}", f"{answer.status}")


@clause(
    "authorisation.bypass",
    "No header and no spelling of the path lets a request without a token through.",
    operation="*",
    evidence="decided",
    rests_on=SCHEME,
)
def bypass(bench: Bench) -> None:
    """Pretend to be a proxy, a person or another path."""
    _token(bench)
    model_id = bench.create()["id"]
    for name, value in DISGUISES.items():
        answer = bench.call("get_model", model_id=model_id, token=None, headers={name: value})
        refused = answer.status in {400, 401, 403, 404}
        bench.note(refused, f"a refusal with {name}: {value}", answer.summary(160))
    item = f"/v3/models/{model_id}"
    paths = (
        "/v3/models/",
        "//v3/models",
        "/v3//models",
        "/v3/./models",
        "/v3/%6dodels",
        "/V3/MODELS",
        f"{item}/",
        f"/{item}",
        f"{item}?debug=true",
        f"{item}?admin=1",
        f"{item}%20",
        f"{item.upper()}",
        f"{item}.json",
    )
    for path in paths:
        answer = bench.client.send("GET", path, token=None, judged=False)
        bench.note(not answer.ok, f"no success for GET {path}", answer.summary(160))


@clause(
    "authorisation.before-validation",
    "Without a token, no answer tells whether a model exists or whether a body is legal.",
    operation="*",
    evidence="decided",
    rests_on=SCHEME,
)
def before_validation(bench: Bench) -> None:
    """Compare the statuses for a model that exists and for one that does not."""
    _token(bench)
    model_id = bench.create()["id"]
    unknown = model_id[:-4] + ("0000" if not model_id.endswith("0000") else "1111")
    for operation in OPERATIONS:
        if "{model_id}" not in POINTERS[operation]:
            continue
        answers = [_anonymous(bench, operation, one) for one in (model_id, unknown)]
        statuses = [answer.status for answer in answers]
        bench.note(
            statuses[0] == statuses[1], f"{operation} to answer both ids alike without a token", f"{statuses}"
        )


def _anonymous(bench: Bench, operation: str, model_id: str) -> Exchange:
    how: dict[str, Any] = {"column_id": "amount"} if operation == "get_column" else {}
    if operation == "update_model":
        how["json"] = {"description": "x"}
    return bench.call(operation, model_id=model_id, token=None, **how)


@clause(
    "authorisation.again",
    "A refused request neither locks the good token out nor lets another in.",
    operation="list_models",
    evidence="guide",
    rests_on=SCHEME,
)
def again(bench: Bench) -> None:
    """Alternate between good, wrong and no tokens over the same connections."""
    _token(bench)
    for _ in range(4):
        bench.expect(bench.page(limit=1), 200, why="with the good token")
        for token in ("nobody-has-this-token", None):
            answer = bench.call("list_models", query={"limit": 1}, token=token)
            bench.expect(answer, 401, why="without a good token")
