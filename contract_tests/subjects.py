"""What takes a request body: a legal one to start from, how to send another, how to see an effect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests.clauses import NotVerified
from contract_tests.specimens import full_spec
from contract_tests.views import DETAIL, difference

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange


class Subject:
    """One body of one operation, on one bench.

    Attributes:
        schema: the body's schema.
        specimen: a legal body with every member whose members the contract names.
    """

    operation = ""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.schema: Json = bench.document.operations[self.operation].request_schema or {}
        self.specimen: Json = {}

    def send(self, body: Any) -> Exchange:
        """Send a value as the body."""
        return self._bench.call(self.operation, json=body, **self.address)

    def send_bytes(self, content: bytes, **how: Any) -> Exchange:
        """Send bytes as the body."""
        return self._bench.call(self.operation, content=content, **self.address, **how)

    @property
    def address(self) -> Json:
        """What the path needs."""
        return {}

    def prove(self) -> None:
        """Raise NotVerified when the specimen itself is refused: then no refusal would prove anything."""

    def require_no_effect(self) -> None:
        """Raise Violated when a refused request has changed something."""

    def renew(self) -> None:
        """Make the next request independent of those before."""


class Creation(Subject):
    """The body of create_model. All refused bodies carry one name, which must be free in the end."""

    operation = "create_model"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.specimen = rich(bench.full_body(owner_id=None))

    def send(self, body: Any) -> Exchange:
        """Send a value as the body; when it is taken, the name is used up and the next body gets another."""
        if isinstance(body, dict) and isinstance(body.get("name"), str) and self._bench.mine:
            body = {**body, "name": f"{body['name']}-{len(self._bench.mine)}"}
        return super().send(body)

    def require_no_effect(self) -> None:
        """The refused bodies have left no model: their name is free, and the project holds no other."""
        bench = self._bench
        answer = self.send(self.specimen)
        bench.note(answer.status != 409, "the name of a refused body to be free", answer.summary())
        if answer.status != 409:
            bench.prepared(answer)
        if bench.provision.makes_projects:
            total = bench.data(bench.page(limit=1))["total"]
            accepted = len(bench.mine)
            bench.note(
                total == accepted,
                f"{accepted} models in the project, as many as were accepted",
                f"total {total}",
            )


class Patch(Subject):
    """The body of update_model."""

    operation = "update_model"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        body = rich(bench.full_body(owner_id=None))
        self.model_id = bench.prepared(bench.call("create_model", json=body))["id"]
        self.specimen = {key: value for key, value in body.items() if key not in {"name", "project_id"}}
        self._before: Json = {}

    @property
    def address(self) -> Json:
        """The model to change."""
        return {"model_id": self.model_id}

    def prove(self) -> None:
        """Change the model legally, and see how it is then."""
        self._bench.prepared(self.send(self.specimen))
        self._before = self._bench.prepared(self._bench.call("get_model", model_id=self.model_id))

    def require_no_effect(self) -> None:
        """The model is as it was, unless a body was taken, which is a violation of its own."""
        if not self._bench.violations:
            now = self._bench.read(self.model_id)
            differs = difference(self._bench.document, DETAIL, now, self._before)
            self._bench.require(not differs, "the model as it was", f"after against before, {differs}")


class Generation(Subject):
    """The body of generate_model."""

    operation = "generate_model"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.specimen = {
            "file_id": bench.provision.any_file(),
            "spec": rich_spec(),
            "max_cardinality": 1000,
            "sample_size": 10000,
        }

    def prove(self) -> None:
        """Generate a model."""
        self._bench.prepared(self.send(self.specimen))


class Deployment(Subject):
    """The body of an operation that deploys something for a model."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        serves_all(bench, "env_id" if "surrogate" in self.operation else "file_id")
        self.model_id = bench.create()["id"]
        self.specimen = {**self.source(), "deployment_params": self.params()}

    @property
    def address(self) -> Json:
        """The model to deploy for."""
        return {"model_id": self.model_id}

    def source(self) -> Json:
        """The member that says what to deploy."""
        return {"file_id": self._bench.provision.any_package()}

    def params(self) -> Json:
        """Legal deployment parameters."""
        return {
            "artifact_type": "PYTHON_PACKAGE",
            "deployment_type": "MANUAL",
            "image_uri": "registry.example/base:1",
            "replicas": 2,
            "cpu": 500,
            "memory": 512,
        }

    def renew(self) -> None:
        """Go on with a new model."""
        self.model_id = self._bench.create()["id"]

    def require_no_effect(self) -> None:
        """Nothing has been deployed, unless a body was taken, which is a violation of its own."""
        if not self._bench.violations:
            model = self._bench.read(self.model_id)
            actual = (model["artifact_status"], model["artifact_files"])
            self._bench.same(actual[0], "no_model", "artifact_status")
            self._bench.same(actual[1], [], "artifact_files")


class ArtifactDeployment(Deployment):
    """The body of deploy_artifact."""

    operation = "deploy_artifact"


class ArtifactUpdate(Deployment):
    """The body of update_artifact."""

    operation = "update_artifact"


class SurrogateDeployment(Deployment):
    """The body of deploy_surrogate."""

    operation = "deploy_surrogate"

    def source(self) -> Json:
        """The dataset to train on."""
        return {"env_id": self._bench.provision.environment(self.model_id)}

    def params(self) -> Json:
        """Legal deployment parameters of a surrogate."""
        return {**super().params(), "artifact_type": "SURROGATE", "deployment_type": "BASE_CONTAINER"}

    def renew(self) -> None:
        """Go on with a new model and a dataset of it."""
        super().renew()
        self.specimen = {**self.source(), "deployment_params": self.params()}


class SurrogateUpdate(SurrogateDeployment):
    """The body of update_surrogate."""

    operation = "update_surrogate"


class ArtifactDeploymentParams(ArtifactDeployment):
    """The query parameter deployment_params of deploy_artifact, beside a body with the file alone."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.schema = {"$ref": "#/components/schemas/DeploymentParams"}
        self.specimen = self.params()
        self._file = self.source()

    def send(self, body: Any) -> Exchange:
        """Send a value as the parameter."""
        return self.send_text(json.dumps(body))

    def send_text(self, text: str) -> Exchange:
        """Send a text as the parameter."""
        query = {"deployment_params": text}
        return self._bench.call(self.operation, json=self._file, query=query, **self.address)


class ArtifactUpdateParams(ArtifactDeploymentParams):
    """The query parameter deployment_params of update_artifact."""

    operation = "update_artifact"


SUBJECTS: dict[str, type[Subject]] = {
    "create_model": Creation,
    "update_model": Patch,
    "generate_model": Generation,
    "deploy_artifact": ArtifactDeployment,
    "update_artifact": ArtifactUpdate,
    "deploy_artifact.params": ArtifactDeploymentParams,
    "update_artifact.params": ArtifactUpdateParams,
    "deploy_surrogate": SurrogateDeployment,
    "update_surrogate": SurrogateUpdate,
}
SCHEMAS = {
    "create_model": "/components/schemas/ModelCreate",
    "update_model": "/components/schemas/ModelUpdate",
    "generate_model": "/components/schemas/ModelGenerate",
    "deploy_artifact": "/components/schemas/ArtifactDeploy",
    "update_artifact": "/components/schemas/ArtifactDeploy",
    "deploy_artifact.params": "/components/parameters/DeploymentParamsText",
    "update_artifact.params": "/components/parameters/DeploymentParamsText",
    "deploy_surrogate": "/components/schemas/SurrogateDeploy",
    "update_surrogate": "/components/schemas/SurrogateDeploy",
}


_GIVEN = {"file_id": "update_artifact", "env_id": "update_surrogate"}


def serves_all(bench: Bench, member: str) -> None:
    """Find out whether the file or the environment that the run was given serves every model.

    Raises:
        NotVerified: a server takes artifacts to be packages, or environments to belong to one model, and
            what was given is no package, or another model's.
    """
    operation, given = _GIVEN[member], getattr(bench.client.target, member)
    key = f"{operation} with the given {member}"
    if given is None:
        return
    if key not in bench.run.memo:
        model_id = bench.create()["id"]
        bench.run.memo[key] = bench.call(operation, model_id=model_id, json={member: given})
    if bench.run.memo[key].status in {400, 404}:
        raise NotVerified(f"{key} is refused for a new model: {bench.run.memo[key].summary(80)}")


def supplies(bench: Bench, operation: str, model_id: str) -> dict[str, Any]:
    """Arguments that give a deployment what it works on; none where nothing is to be had.

    An artifact is deployed from an uploaded package, a surrogate trained on a dataset of the model. Both
    bodies may be left out, but a job that has nothing to work on may fail.
    """
    try:
        if "surrogate" in operation:
            serves_all(bench, "env_id")
            return {"json": {"env_id": bench.provision.environment(model_id)}}
        serves_all(bench, "file_id")
        return {"json": {"file_id": bench.provision.any_package()}}
    except NotVerified:
        return {}


def rich(body: Json) -> Json:
    """The body with every member of the first column and of every custom feature set."""
    first, *others = body["schema"]["columns"]
    first = {**first, "categories": ["low", 2, True], "n_dimensions": 3}
    return {**body, "schema": {**body["schema"], "columns": [first, *others]}, "spec": rich_spec()}


def rich_spec() -> Json:
    """A spec with every member of every custom feature set."""
    spec = full_spec()
    features = [dict(feature) for feature in spec["custom_features"]]
    for feature in features:
        if "centroids" in feature:
            feature["centroids"] = [[1, 2.5, 3], [4, 5, 6]]
        if feature["type"] in {"FROM_COLUMNS", "FROM_TEXT_EMBEDDING"}:
            feature["tf_idf"] = [{"home": 0.5}]
    return {**spec, "custom_features": features}
