"""Conditions generated requests, so that state does not mask validation.

Left alone, Schemathesis sends one body again and again, so that a uniqueness rule answers nearly every
create with 409, and random ids, so that nearly every other operation answers 404; both count as fine.
Here every case gets a fresh name, a live project and a live model in the right state. Whatever breaks
the contract on purpose is left as it is: only a value that is legal where it stands is replaced, by
another legal one.
"""

from __future__ import annotations

import itertools
import uuid
from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.clauses import NotVerified

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.client import Client
    from contract_tests.provision import Provision

DEPLOYS = {"deploy_artifact", "update_artifact", "deploy_surrogate", "update_surrogate"}
ARTIFACT_TYPES = ("SURROGATE", "PYTHON_PACKAGE")
FRESH_MODEL = {"delete_model", "deploy_artifact", "deploy_surrogate"}


class Supply:
    """Live resources for generated requests; each is made when it is first needed.

    Attributes:
        known: ids of models that generated requests have created, dead ones included.
    """

    def __init__(self, client: Client, provision: Provision, label: str) -> None:
        self._client = client
        self._provision = provision
        self._names = (f"{label}-{number:05d}" for number in itertools.count(1))
        self._kept: dict[str, dict[str, Any]] = {}
        self._environment: str | None = None
        self._package: str | None = None
        self._project: str | None = None
        self.known: set[str] = set()
        self._spent: set[str] = set()
        self._dead: set[str] = set()
        self._own: set[str] = set()

    def name(self) -> str:
        """A name that nothing else has."""
        return next(self._names)

    def project(self) -> str:
        """The project that every generated model goes to."""
        if self._project is None:
            self._project = self._provision.project()
        return self._project

    def model(self, operation: str = "get_model") -> dict[str, Any]:
        """A live model to address: a new one for each request that needs it untouched, else one for all.

        PATCH has one of its own, so that reads find what they expect.

        Raises:
            NotVerified: it cannot be created.
        """
        if operation in FRESH_MODEL:
            return self._new_model()
        purpose = "changes" if operation == "update_model" else "reads"
        if purpose not in self._kept:
            self._kept[purpose] = self._new_model()
        return self._kept[purpose]

    def file(self) -> str:
        """An uploaded file."""
        return self._provision.any_file()

    def package(self) -> str:
        """An uploaded package to deploy.

        Raises:
            NotVerified: there is none, or the given file is none that a model can be deployed from.
        """
        if self._package is None:
            self._package = self._serving("update_artifact", "file_id", self._provision.any_package())
        return self._package

    def environment(self) -> str:
        """An environment with a dataset.

        Raises:
            NotVerified: there is none, or the given one is another model's.
        """
        if self._environment is None:
            own = self._provision.environment(self.model()["id"])
            self._environment = self._serving("update_surrogate", "env_id", own)
        return self._environment

    def _serving(self, operation: str, member: str, value: str) -> str:
        if getattr(self._client.target, member):
            answer = self._client.call(operation, model_id=self._new_model()["id"], json={member: value})
            if answer.status in {400, 404}:
                raise NotVerified(f"{operation} refuses the given {member}: {answer.summary(120)}")
        return value

    def owner(self) -> str:
        """A user's id."""
        return str(self.model()["created_by"]["id"])

    def learn(self, operation: str, model_id: str | None, data: Any) -> None:
        """Take note of what a successful request has changed."""
        if operation == "create_model" and isinstance(data, dict) and isinstance(data.get("id"), str):
            self.known.add(data["id"])
        elif model_id is not None and operation == "delete_model":
            self._dead.add(model_id)
        elif model_id is not None and operation in DEPLOYS:
            self._spent.add(model_id)

    def usable(self, operation: str, model_id: str) -> bool:
        """Whether a request may address this model as it is: it is known, and not already deployed to."""
        return model_id in self.known and not (operation in FRESH_MODEL & DEPLOYS and model_id in self._spent)

    def deleted(self, model_id: str) -> bool:
        """Whether a generated request has had the model deleted."""
        return model_id in self._dead

    def clean(self) -> None:
        """Delete the models that are still there, or their project."""
        if self._project is not None and self._provision.makes_projects:
            self._provision.discard(self._project)
            return
        for model_id in sorted((self.known | self._own) - self._dead):
            self._client.call("delete_model", model_id=model_id, judged=False)

    def _new_model(self) -> dict[str, Any]:
        body = specimens.full_model(self.name(), self.project())
        answer = self._client.call("create_model", json=body)
        if not answer.ok or not isinstance(answer.data, dict):
            raise NotVerified(f"set-up failed: {answer.label} answered {answer.summary(120)}")
        self._own.add(answer.data["id"])
        return answer.data


def condition(case: Any, operation: str, supply: Supply) -> None:
    """Replace the legal values of a generated case by legal ones that the target's state admits."""
    path, query, body = case.path_parameters or {}, case.query or {}, case.body
    if _is_uuid(path.get("model_id")) and not supply.usable(operation, path["model_id"]):
        model = supply.model(operation)
        path["model_id"] = model["id"]
        if "column_id" in path and isinstance(path["column_id"], str):
            path["column_id"] = model["schema"]["columns"][0]["id"]
    if _is_uuid(query.get("project_id")):
        query["project_id"] = supply.project()
    if isinstance(body, dict):
        _condition_body(body, operation, supply)


def _condition_body(body: dict[str, Any], operation: str, supply: Supply) -> None:
    if operation == "create_model" and isinstance(body.get("name"), str):
        body["name"] = supply.name()
    sources: dict[str, Callable[[], str]] = {
        "project_id": supply.project,
        "file_id": supply.package if operation in DEPLOYS else supply.file,
        "env_id": supply.environment,
    }
    for member, source in sources.items():
        if _is_uuid(body.get(member)):
            body[member] = source()
    if isinstance(body.get("owner_id"), str):
        body["owner_id"] = supply.owner()
    params = body.get("deployment_params")
    if operation in DEPLOYS and isinstance(params, dict) and params.get("artifact_type") in ARTIFACT_TYPES:
        # The schema allows both to either, yet a server may refuse the other's.
        params["artifact_type"] = "SURROGATE" if "surrogate" in operation else "PYTHON_PACKAGE"


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False
