"""Mutants of group D: who may do what."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Reply, Request, around, on_reply, on_request

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
HEADER = "authorization"


def _as_token(token: str, when: Callable[[Request], object], *operations: str) -> Any:
    """Return the fault that lets a request in as if it had carried a token."""

    def change(request: Request) -> None:
        if when(request):
            request.headers[HEADER] = f"Bearer {token}"

    return on_request(change, *operations)


def _missing(request: Request) -> bool:
    return not request.headers.get(HEADER)


def _other_scheme(request: Request) -> None:
    scheme, _, token = request.headers.get(HEADER, "").partition(" ")
    if token and scheme.lower() != "bearer":
        request.headers[HEADER] = f"Bearer {token}"
    elif scheme and not token:
        request.headers[HEADER] = f"Bearer {scheme}"


def _query_token(request: Request) -> None:
    token = request.query.get("access_token") or request.query.get("token")
    if token and _missing(request):
        request.headers[HEADER] = f"Bearer {token}"


def _prefixes(original: Any) -> Any:
    def identify(self: Any, header: str | None, **how: Any) -> Any:
        sent = (header or "").removeprefix("Bearer ").strip()
        full = next((token for token in self.tokens if len(sent) >= 6 and token.startswith(sent)), None)
        return original(self, f"Bearer {full}" if full else header, **how)

    return identify


def _any_case(original: Any) -> Any:
    def identify(self: Any, header: str | None, **how: Any) -> Any:
        return original(self, header.lower() if header else header, **how)

    return identify


def _longer(original: Any) -> Any:
    def identify(self: Any, header: str | None, **how: Any) -> Any:
        sent = (header or "").removeprefix("Bearer ")
        known = [token for token in self.tokens if sent.startswith(token)]
        return original(self, f"Bearer {max(known, key=len)}" if known else header, **how)

    return identify


def _unchallenged(reply: Reply) -> None:
    reply.headers.pop("www-authenticate", None)


async def _act_then_refuse(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if reply.status == 401 and request.method == "DELETE":
        allowed = {**request.headers, HEADER: "Bearer mock-token"}
        await answer(Request(request.method, request.path, request.query, allowed, request.body))
    return reply


async def _patch_then_refuse(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if reply.status == 401 and request.method == "PATCH":
        allowed = {**request.headers, HEADER: "Bearer mock-token"}
        await answer(Request(request.method, request.path, request.query, allowed, request.body))
    return reply


def _only_in(*callers: str) -> Any:
    """Return the patch that drops tenancy from look-ups by the functions named."""

    def make(original: Any) -> Any:
        def owned(row: Json, organization_id: str) -> bool:
            return bool(_calling() & set(callers)) or bool(original(row, organization_id))

        return owned

    return make


def _calling() -> set[str]:
    """The functions under way, by their qualified names."""
    frame = inspect.currentframe()
    names = set()
    while frame is not None:
        names.add(frame.f_code.co_qualname)
        frame = frame.f_back
    return names


def _everything(original: Any) -> Any:
    def candidates(unit: Any, wanted: Any) -> list[Json]:
        if not wanted.latest_only:
            return list(original(unit, wanted))
        rows = list(unit.rows.scan("models"))
        newest = {(row["project_id"], row["name"]): row for row in rows}
        return [row for row in newest.values() if wanted.project_id in {None, row["project_id"]}]

    return candidates


def _leak_list(original: Any) -> Any:
    def all_owned(unit: Any, table: str) -> list[Json]:
        return list(unit.rows.scan(table)) if table == "models" else list(original(unit, table))

    return all_owned


def _any_project(original: Any) -> Any:
    def broken(unit: Any, body: Json, names: Any) -> list[Any]:
        kept = [name for name in names if name != "project_id" or not _exists(unit, body)]
        return list(original(unit, body, kept))

    return broken


def _exists(unit: Any, body: Json) -> bool:
    return unit.rows.get("projects", str(body.get("project_id")).lower()) is not None


def _upper_case_id(request: Request) -> None:
    parts = request.path.split("/")
    of_another = request.headers.get(HEADER) == "Bearer mock-token-other"
    if of_another and parts[2:3] == ["models"] and parts[3:] and parts[3] != parts[3].lower():
        request.headers[HEADER] = "Bearer mock-token"


MUTANTS = (
    mutant("D01", "Requests without a token are let in.", _as_token("mock-token", _missing)),
    mutant(
        "D02",
        "Reads without a token are let in.",
        _as_token("mock-token", lambda request: request.method == "GET" and _missing(request)),
    ),
    mutant(
        "D03",
        "Any bearer token is let in.",
        Patch(
            "Authenticator.identify",
            lambda original: (
                lambda self, header, **how: original(
                    self, header if not header or header[7:] in self.tokens else "Bearer mock-token", **how
                )
            ),
        ),
    ),
    mutant("D04", "A token under another scheme, or under none, is let in.", on_request(_other_scheme)),
    mutant(
        "D05",
        "The beginning of a token is enough.",
        Patch("Authenticator.identify", _prefixes),
    ),
    mutant("D06", "401 lacks WWW-Authenticate.", on_reply(_unchallenged, status=(401,))),
    mutant("D07", "GET shows other organizations' models.", rule("owned", _only_in("Models.get"))),
    mutant(
        "D08",
        "PATCH changes other organizations' models.",
        rule("owned", _only_in("Models.update")),
    ),
    mutant("D09", "The list shows other organizations' models.", rule("all_owned", _leak_list)),
    mutant(
        "D10",
        "DELETE deletes other organizations' models.",
        rule("owned", _only_in("Models.delete")),
    ),
    mutant(
        "D11",
        "The columns of other organizations' models can be listed.",
        rule("owned", _only_in("Columns.list")),
    ),
    mutant(
        "D12",
        "A model can be created in another organization's project.",
        rule("broken_references", _any_project),
    ),
    mutant("D13", "A token in the query is let in.", on_request(_query_token)),
    mutant(
        "D14",
        "The columns can be listed without a token.",
        _as_token("mock-token", _missing, "list_columns", "get_column"),
    ),
    mutant(
        "D15",
        "Artifacts can be deployed to other organizations' models.",
        rule("owned", _only_in("Artifacts.deploy", "Artifacts.update")),
    ),
    mutant(
        "D16",
        "The case of a token does not matter.",
        Patch("Authenticator.identify", _any_case),
    ),
    mutant("D17", "A DELETE without a valid token is refused but done.", around(_act_then_refuse)),
    mutant("D18", "A PATCH without a valid token is refused but done.", around(_patch_then_refuse)),
    mutant("D19", "The model factory needs no token.", _as_token("mock-token", _missing, "generate_model")),
    mutant(
        "D20",
        "A token with more text after it is let in.",
        Patch("Authenticator.identify", _longer),
    ),
    mutant("D21", "`latest_only` lists other organizations' models.", rule("candidates", _everything)),
    mutant(
        "D22",
        "One column of another organization's model can be read.",
        rule("owned", _only_in("Columns.get")),
    ),
    mutant(
        "D23",
        "An empty bearer token is let in.",
        _as_token("mock-token", lambda request: request.headers.get(HEADER, "x").strip().lower() == "bearer"),
    ),
    mutant(
        "D24",
        "Deployments need no token.",
        _as_token(
            "mock-token",
            _missing,
            "deploy_artifact",
            "update_artifact",
            "deploy_surrogate",
            "update_surrogate",
        ),
    ),
    mutant(
        "D27",
        "An id in upper case is looked up in every organization.",
        on_request(_upper_case_id),
    ),
)
