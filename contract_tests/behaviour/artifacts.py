"""Artifacts: what their deployment does to the model, and what it refuses to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.requests import DEPLOYMENTS, POINTERS, Scene, differences, unknown_id
from contract_tests.clauses import NotVerified, Violated, clause, clauses
from contract_tests.provision import tarball
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange

ARTIFACT = ("deploy_artifact", "update_artifact")
STATUS = {
    "deploy_artifact": "user_uploaded",
    "update_artifact": "user_uploaded",
    "deploy_surrogate": "surrogate",
    "update_surrogate": "surrogate",
}
"""The artifact_status that each deployment leads to."""

AFFECTED = ("artifact_status", "artifact_files", "updated_at", "updated_by")
PARAMS = "/components/parameters/DeploymentParamsText"
LEGAL: tuple[Json, ...] = (
    {},
    {"replicas": 1, "cpu": 1, "memory": 150},
    {"replicas": 10, "cpu": 4000, "memory": 16384},
)
"""Legal for an artifact and for a surrogate alike."""
PACKAGED: tuple[Json, ...] = (
    {"artifact_type": "PYTHON_PACKAGE", "deployment_type": "MANUAL", "image_uri": "registry.example/base:1"},
    {"artifact_type": "PYTHON_PACKAGE", "deployment_type": "BASE_CONTAINER"},
)
ILLEGAL: tuple[Any, ...] = (
    *({"replicas": value} for value in (0, 11, -1, 1.5, "2", True)),
    *({"cpu": value} for value in (0, 4001, "500")),
    *({"memory": value} for value in (149, 16385, False)),
    {"artifact_type": "PACKAGE"},
    {"artifact_type": "python_package"},
    {"deployment_type": "AUTO"},
    {"image_uri": 7},
    {"replicas": 2, "cpu": 500, "memory": 1},
)
PACKED = ("first.py", "second.py", "third.bin")
NOT_AN_OBJECT = ("{", "nonsense", '{"replicas":2', "{'replicas':2}", "[]", "2", '"text"')


def deployed(bench: Bench, operation: str, model_id: str, **how: Any) -> Json:
    """Deploy as set-up, wait for the effect, and return the model.

    Raises:
        NotVerified: the deployment was refused, or failed where it had nothing to work on.
        Violated: it never took effect.
    """
    how = how or supplies(bench, operation, model_id)
    return settled(bench, bench.call(operation, model_id=model_id, **how))


def settled(bench: Bench, deployment: Exchange) -> Json:
    """The model once a deployment has given it its artifact_status.

    Raises:
        NotVerified: the deployment was refused; or it had nothing to work on, and its job has failed for all
            that can be read.
        Violated: the status never comes.
    """
    job = (bench.prepared(deployment).get("job") or {}).get("id")
    model_id, status = deployment.path.split("/")[3], STATUS[deployment.operation or ""]
    idle = not deployment.request_body
    seen: list[Json] = []

    def reached() -> bool:
        seen.append(bench.read(model_id))
        if seen[-1]["artifact_status"] != status and idle and failed(bench, job):
            raise NotVerified("the job, which was given nothing to work on, has failed")
        return bool(seen[-1]["artifact_status"] == status)

    try:
        bench.eventually(reached, f"artifact_status {status}")
    except Violated:
        if idle and bench.provision.job(str(job)) is None:
            raise NotVerified("nothing to work on was given, and no job tells whether it failed") from None
        raise
    return seen[-1]


def failed(bench: Bench, job_id: Any) -> bool:
    """Whether a job can be read and has failed."""
    job = bench.provision.job(str(job_id)) or {}
    return job.get("status") in {"FAILURE", "REVOKED"}


@clauses(
    DEPLOYMENTS,
    id=lambda operation: f"deployments.{operation}.status",
    sentence=lambda operation: (
        f"artifact_status is no_model at first and {STATUS[operation]} after {operation}, everywhere."
    ),
    operation=str,
    evidence="client",
    rests_on=lambda operation: POINTERS[operation],
)
def status(bench: Bench, operation: str) -> None:
    """Deploy for the second of three versions of a name, beside another model; then POST for the first."""
    name = bench.name()
    others = [bench.create(name=name, version="v1"), bench.create()]
    made = bench.data(bench.call("create_model", json=bench.full_body(name=name, version="v2")))
    others.append(bench.create(name=name, version="v3"))
    for model in (made, *others):
        bench.note(model["artifact_status"] == "no_model", "no_model at first", f"{model['artifact_status']}")
        bench.note(model["artifact_files"] == [], "no artifact_files at first", str(model["artifact_files"]))
    before = {model["id"]: bench.read(model["id"]) for model in (made, *others)}
    deployment = bench.call(operation, model_id=made["id"], **supplies(bench, operation, made["id"]))
    bench.data(deployment)
    after = settled(bench, deployment)
    changed = differences(before[made["id"]], after, AFFECTED)
    bench.note(not changed, "nothing else of the model changed", changed)
    for model in others:
        changed = differences(before[model["id"]], bench.read(model["id"]))
        bench.note(not changed, f"{model['version']} of {model['name']} untouched", changed)
    # Finding out what the given file serves for may have made a further model.
    listed = {item["id"]: item["artifact_status"] for item in bench.items() if item["id"] in before}
    expected = {**dict.fromkeys(before, "no_model"), made["id"]: STATUS[operation]}
    bench.note(listed == expected, f"the list to agree: {expected}", f"{listed}")
    if operation.startswith("deploy"):
        first = others[0]["id"]
        bench.data(bench.call(operation, model_id=first, **supplies(bench, operation, first)))


@clauses(
    (
        ("deploy_artifact", "deploy_artifact"),
        ("deploy_surrogate", "deploy_surrogate"),
        ("update_artifact", "deploy_artifact"),
        ("update_surrogate", "deploy_surrogate"),
    ),
    id=lambda pair: f"deployments.{pair[1]}.once-after-{pair[0]}",
    sentence=lambda pair: (
        f"{pair[1]} on a model that has one from {pair[0]} answers 400 and changes nothing."
    ),
    operation=lambda pair: str(pair[1]),
    evidence="client",
    rests_on=lambda pair: f"{POINTERS[pair[1]]}/responses/400",
)
def once(bench: Bench, pair: tuple[str, str]) -> None:
    """POST on a model that already has what it would deploy, twice; then PUT, which may."""
    first, again = pair
    before = deployed(bench, first, bench.create()["id"])
    for _ in range(2):
        supply = supplies(bench, again, before["id"])
        bench.expect(bench.call(again, model_id=before["id"], **supply), 400, why=f"after {first}")
    changed = differences(before, bench.read(before["id"]))
    bench.require(not changed, "nothing changed by the refused request", changed)
    update = again.replace("deploy", "update")
    replacement = bench.call(update, model_id=before["id"], **supplies(bench, update, before["id"]))
    bench.data(replacement)
    settled(bench, replacement)


@clause(
    "deployments.artifact.replaces-surrogate",
    "PUT deploy-artifact on a model with a surrogate makes it user_uploaded.",
    operation="update_artifact",
    evidence="decided",
    rests_on=POINTERS["update_artifact"],
)
def replaces_surrogate(bench: Bench) -> None:
    """Surrogate first, artifact then."""
    model_id = deployed(bench, "update_surrogate", bench.create()["id"])["id"]
    supply = supplies(bench, "update_artifact", model_id)
    deployment = bench.call("update_artifact", model_id=model_id, **supply)
    bench.data(deployment)
    settled(bench, deployment)


@clauses(
    ARTIFACT,
    id=lambda operation: f"deployments.{operation}.files",
    sentence=lambda operation: f"After {operation} of an uploaded file, artifact_files tells what it holds.",
    operation=str,
    evidence="guide",
    rests_on="/components/schemas/ModelDetailMembers/properties/artifact_files",
)
def files(bench: Bench, operation: str) -> None:
    """Deploy an uploaded archive of three files; without uploads, the given file."""
    model = deployed(bench, operation, bench.create()["id"], json={"file_id": package(bench, PACKED)})
    shown = model["artifact_files"]
    bench.require(shown, "at least one entry in artifact_files", f"{shown}")
    unnamed = [file for file in shown if not file["name"].strip()]
    bench.require(not unnamed, "a name for every file", f"{unnamed}")
    repeated = len({file["name"] for file in shown}) != len(shown)
    bench.require(not repeated, "each file once", f"{shown}")
    named = [name for name in PACKED if any(name in file["name"] for file in shown)]
    bench.require(len(named) in {0, len(PACKED)}, f"{', '.join(PACKED)}, or the archive alone", f"{shown}")
    some = any(file["size"] > 0 for file in shown)
    bench.require(some, "a size in bytes above 0 for a package that has some", f"{shown}")


@clause(
    "deployments.update_artifact.replaces",
    "PUT deploy-artifact replaces the files of the artifact before; it does not add to them.",
    operation="update_artifact",
    evidence="vendor",
    rests_on=POINTERS["update_artifact"],
)
def replaces(bench: Bench) -> None:
    """Deploy two packages one after the other, and the second alone on another model."""
    first, second = package(bench, ("package.py", "weights.bin")), package(bench, ("other.py",))
    target, model = bench.create()["id"], bench.create()["id"]
    alone = _names(_deployed_file(bench, target, second))
    before = _names(_deployed_file(bench, model, first))
    bench.same(_names(_deployed_file(bench, model, first)), before, "the same files after the same package")
    _deployed_file(bench, model, second)
    bench.settled(lambda: _names(bench.read(model)) == alone, bench.client.target.wait)
    bench.same(_names(bench.read(model)), alone, "only the files of the second package,")


def _deployed_file(bench: Bench, model_id: str, file: str) -> Json:
    return deployed(bench, "update_artifact", model_id, json={"file_id": file})


def _names(model: Json) -> list[str]:
    return sorted(file["name"] for file in model["artifact_files"])


@clauses(
    ARTIFACT,
    id=lambda operation: f"deployments.{operation}.params",
    sentence=lambda operation: f"{operation} takes all legal deployment_params, in query and body.",
    operation=str,
    evidence="vendor",
    rests_on=PARAMS,
)
def params(bench: Bench, operation: str) -> None:
    """Send legal values at both ends of their ranges, each for a model of its own; unknown members too."""
    file = supplies(bench, operation, bench.create()["id"]).get("json", {})
    how: Json
    for value in (*LEGAL, *PACKAGED, {"replicas": 2, "unknown": {"x": 1}}):
        for how in ({"query": {"deployment_params": value}}, {"json": {**file, "deployment_params": value}}):
            answer = bench.call(operation, model_id=bench.create()["id"], **how)
            bench.note(
                answer.ok, f"success with {json.dumps(value)} in the {_place(how)}", answer.summary(160)
            )


def _place(how: Json) -> str:
    return "query" if "query" in how else "body"


@clauses(
    ARTIFACT,
    id=lambda operation: f"deployments.{operation}.bad-params",
    sentence=lambda operation: (
        f"{operation} refuses a deployment_params in the query that is no JSON object or breaks its schema."
    ),
    operation=str,
    evidence="vendor",
    rests_on=PARAMS,
)
def bad_params(bench: Bench, operation: str) -> None:
    """One violation at a time; the model has no artifact afterwards."""
    scene = Scene(bench)
    for text in (*NOT_AN_OBJECT, *(json.dumps(value) for value in ILLEGAL)):
        answer = bench.call(operation, model_id=scene.model_id, query={"deployment_params": text})
        bench.note(answer.status == 400, f"400 for deployment_params={text}", answer.summary(160))
    scene.untouched("a deployment with illegal deployment_params")


@clauses(
    ARTIFACT,
    id=lambda operation: f"deployments.{operation}.unknown-file",
    sentence=lambda operation: f"{operation} of a file that does not exist is refused and changes nothing.",
    operation=str,
    evidence="decided",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/404",
)
def unknown_file(bench: Bench, operation: str) -> None:
    """Name unknown and malformed file ids, and ids of other things."""
    scene = Scene(bench)
    for file in (unknown_id(bench), scene.model_id):
        answer = bench.call(operation, model_id=scene.model_id, json={"file_id": file})
        bench.note(answer.status == 404, f"404 for the unknown file {file}", answer.summary(160))
    malformed: Any
    for malformed in ("x", "", 7, ["x"], {}):
        answer = bench.call(operation, model_id=scene.model_id, json={"file_id": malformed})
        bench.note(answer.status in {400, 404}, f"400 or 404 for the file {malformed!r}", answer.summary(160))
    scene.untouched("a deployment of files that do not exist")


def package(bench: Bench, names: tuple[str, ...]) -> str:
    """The id of an uploaded tar.gz with these files; of the given file where nothing can be uploaded.

    Raises:
        NotVerified: neither is to be had.
    """
    try:
        return bench.provision.file(tarball(names), "package.tar.gz")
    except NotVerified:
        if bench.client.target.file_id is None:
            raise
        return bench.client.target.file_id
