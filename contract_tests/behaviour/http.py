"""HTTP itself: methods, paths, and what must not change the meaning of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.requests import POINTERS, READS, Scene, differences
from contract_tests.clauses import clause, clauses
from contract_tests.client import ABSENT

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.exchange import Exchange

PATHS = {
    "models": "/v3/models",
    "model": "/v3/models/{model_id}",
    "factory": "/v3/model-factory",
    "artifact": "/v3/models/{model_id}/deploy-artifact",
    "surrogate": "/v3/models/{model_id}/deploy-surrogate",
    "columns": "/v3/models/{model_id}/columns",
    "column": "/v3/models/{model_id}/columns/{column_id}",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Http-Verb")


def _pointer(path: str) -> str:
    return "/paths/" + path.replace("/", "~1")


def _filled(path: str, scene: Scene) -> str:
    column = scene.model["schema"]["columns"][0]["id"]
    return path.replace("{model_id}", scene.model_id).replace("{column_id}", column)


@clauses(
    PATHS,
    id=lambda name: f"http.methods.{name}",
    sentence=lambda name: (
        f"Every method that {PATHS[name]} does not have answers 405 with Allow, and does nothing."
    ),
    operation="*",
    evidence="decided",
    rests_on=lambda name: _pointer(PATHS[name]),
)
def methods(bench: Bench, name: str) -> None:
    """Send every other method, with a body that would do something."""
    scene, path = Scene(bench), PATHS[name]
    documented = {one.method for one in bench.document.operations.values() if one.path == path}
    for method in METHODS:
        if method in documented:
            continue
        # A body on GET is refused by some before they look at the path.
        for body in (ABSENT, *(() if method == "GET" else (scene.request("create_model")["json"],))):
            answer = bench.client.send(method, _filled(path, scene), json=body)
            _not_allowed(bench, answer, method, documented)
    scene.untouched(f"methods that {path} does not have")


def _not_allowed(bench: Bench, answer: Exchange, method: str, documented: set[str]) -> None:
    if not bench.note(answer.status == 405, f"405 for {answer.label}", answer.summary(160)):
        return
    allowed = {word.strip() for word in answer.headers.get("allow", "").split(",") if word.strip()}
    bench.note(
        documented <= allowed and method not in allowed,
        f"Allow: {', '.join(sorted(documented))} for {answer.label}",
        f"Allow: {answer.headers.get('allow', '(none)')}",
    )


@clauses(
    READS,
    id=lambda operation: f"http.head.{operation}",
    sentence=lambda operation: (
        f"HEAD where {operation} reads answers as GET does but without a body, or 405."
    ),
    operation=str,
    evidence="decided",
    rests_on=lambda operation: POINTERS[operation],
)
def head(bench: Bench, operation: str) -> None:
    """HEAD of what is there, and of what is not."""
    scene = Scene(bench)
    read = bench.call(operation, **scene.request(operation))
    answer = bench.client.send("HEAD", read.path)
    bench.require(answer.status in {read.status, 405}, f"{read.status} or 405", f"{answer.status}")
    bench.require(not answer.body, "no body", f"{len(answer.body)} bytes")
    if answer.status != 405:
        sent, got = read.headers.get("content-type"), answer.headers.get("content-type")
        bench.require(got in {sent, None}, f"Content-Type: {sent}", f"{got}")
    missing = bench.client.send("HEAD", "/v3/models/00000000-0000-4000-8000-000000000000")
    bench.require(missing.status in {404, 405}, "404 or 405 for an unknown model", f"{missing.status}")
    scene.untouched("HEAD")


@clause(
    "http.override",
    "The method of a request is its own: no header and no query parameter turns it into another.",
    operation="*",
    evidence="decided",
    rests_on="/paths",
)
def override(bench: Bench) -> None:
    """Ask for DELETE, PATCH and PUT in other words."""
    scene = Scene(bench)
    item = f"/v3/models/{scene.model_id}"
    for method in ("DELETE", "PATCH", "PUT"):
        for header in OVERRIDES:
            headers = {header: method}
            body = {"description": "changed by an override"}
            _overridden(bench, bench.call("get_model", model_id=scene.model_id, headers=headers))
            bench.client.send("POST", item, json=body, headers=headers, judged=False)
            bench.client.send("POST", f"{item}/columns", json=body, headers=headers, judged=False)
        for name in ("_method", "method", "_HttpMethod"):
            _overridden(bench, bench.call("get_model", model_id=scene.model_id, query={name: method}))
            bench.client.send("POST", item, json=body, query={name: method}, judged=False)
    bench.client.send(
        "POST",
        item,
        content=b"_method=DELETE",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        judged=False,
    )
    for header in OVERRIDES:
        body = {"status": "LIVE"}
        answer = bench.call("update_model", model_id=scene.model_id, json=body, headers={header: "DELETE"})
        bench.note(
            answer.status in {200, 400}, f"PATCH to stay PATCH in spite of {header}", answer.summary(160)
        )
    after = bench.call("get_model", model_id=scene.model_id)
    changed = (
        differences(scene.model, after.data, ("updated_at", "updated_by")) if after.ok else after.summary()
    )
    bench.note(not changed, "the model untouched by overridden methods", changed)


def _overridden(bench: Bench, answer: Exchange) -> None:
    bench.note(answer.status in {200, 400}, "GET to stay GET (200, or 400)", answer.summary(160))
    if answer.ok:
        bench.note("job" not in (answer.data or {}), "the model", answer.summary(160))


@clause(
    "http.unknown-path",
    "A path that the contract does not have answers 404.",
    operation="*",
    evidence="decided",
    rests_on="/components/responses/NotFound",
)
def unknown_path(bench: Bench) -> None:
    """Paths beside, below and between those of the contract."""
    scene = Scene(bench)
    item = f"/v3/models/{scene.model_id}"
    column = f"{item}/columns/{scene.model['schema']['columns'][0]['id']}"
    paths = (
        "/v3/nothing",
        "/v3/model",
        f"{item}/nothing",
        f"{item}/column",
        f"{column}/nothing",
        f"{item}/deploy-artifact/nothing",
        "/v3/model-factory/nothing",
        f"{item}/deploy",
    )
    for path in paths:
        for method in ("GET", "POST", "DELETE"):
            answer = bench.client.send(method, path)
            known = {404} if method == "GET" else {404, 405}
            bench.note(answer.status in known, f"404 for {method} {path}", answer.summary(160))
    scene.untouched("requests to unknown paths")


@clause(
    "http.slash",
    "A slash at the end of a path is answered like the path, redirected or not found, and never fails.",
    operation="*",
    evidence="decided",
    rests_on="/paths",
)
def slash(bench: Bench) -> None:
    """Append one slash, double another."""
    model_id = bench.create()["id"]
    for path in ("/v3/models/", f"/v3/models/{model_id}/", f"/v3/models/{model_id}/columns/", "//v3/models"):
        answer = bench.client.send("GET", path, judged=False)
        known = {200, 301, 302, 307, 308, 400, 404, 405}
        bench.note(answer.status in known, f"200, a redirect or 404 for GET {path}", answer.summary(160))


@clause(
    "http.get-body",
    "A body on a GET request is ignored or refused, and changes nothing.",
    operation="*",
    evidence="decided",
    rests_on="/paths",
)
def get_body(bench: Bench) -> None:
    """Send bodies along with reads."""
    scene = Scene(bench)
    for operation in READS:
        plain = bench.data(bench.call(operation, **scene.request(operation)))
        for content in (b'{"description":"changed by a GET"}', b"[]", b"{"):
            # A server in front may refuse it, in its own words.
            answer = bench.call(operation, content=content, judged=False, **scene.request(operation))
            known = answer.status == 200 or 400 <= answer.status < 500
            bench.note(known, "200 or a 4xx", answer.summary(160))
            if answer.ok and operation != "list_models":
                bench.note(answer.data == plain, f"{operation} as without a body", answer.summary(200))
    scene.untouched("GET with a body")


@clause(
    "http.query-on-write",
    "Members in the query of a write do not mix with those of its body.",
    operation="*",
    evidence="decided",
    rests_on=POINTERS["create_model"],
)
def query_on_write(bench: Bench) -> None:
    """Create and change with contradicting parameters in the query."""
    query: dict[str, Any] = {"name": "other", "status": "DRAFT", "version": "v7", "description": "query"}
    made = bench.call("create_model", json=bench.body(status="LIVE"), query=query)
    if made.status == 400:
        return
    model = bench.data(made)
    expected = {"status": "LIVE", "version": "v1", "description": None}
    _carries(bench, model, expected)
    bench.note(model["name"] != "other", "the name of the body", model["name"])
    answer = bench.call("update_model", model_id=model["id"], json={"algorithm": "body"}, query=query)
    bench.expect(answer, 200, 400)
    _carries(bench, bench.read(model["id"]), expected)


def _carries(bench: Bench, model: dict[str, Any], expected: dict[str, Any]) -> None:
    shown = {name: model[name] for name in expected}
    bench.note(shown == expected, f"{expected}, as the body says", f"{shown}")


@clause(
    "http.trace",
    "TRACE does not send the request back.",
    operation="*",
    evidence="decided",
    rests_on="/components/securitySchemes/bearer",
)
def trace(bench: Bench) -> None:
    """TRACE a list and a model with something to recognise."""
    model_id = bench.create()["id"]
    for path in ("/v3/models", f"/v3/models/{model_id}"):
        answer = bench.client.send("TRACE", path, headers={"X-Marker": "marker-7313"}, judged=False)
        bench.note(not answer.ok, f"no success for TRACE {path}", answer.summary(160))
        bench.note(
            b"marker-7313" not in answer.body, "no header of the request in the body", answer.summary(160)
        )


@clause(
    "http.cors",
    "No foreign origin is told that it may send the caller's credentials.",
    operation="*",
    evidence="decided",
    rests_on="/components/securitySchemes/bearer",
    writes=False,
)
def cors(bench: Bench) -> None:
    """Ask from an unknown origin, with a preflight too."""
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "DELETE"}
    for method in ("GET", "OPTIONS"):
        answer = bench.client.send(method, "/v3/models", headers=headers, judged=False)
        allowed = answer.headers.get("access-control-allow-origin", "")
        credentials = answer.headers.get("access-control-allow-credentials", "").lower() == "true"
        bench.note(
            not (credentials and allowed == "https://evil.example"),
            f"no credentials for a foreign origin on {method}",
            f"Access-Control-Allow-Origin: {allowed} with credentials",
        )
