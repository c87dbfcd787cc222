"""The models and what happens to them; no request sees another's public method half done."""

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import uuid4

from tests.other_implementation import models
from tests.other_implementation.faults import checked
from tests.other_implementation.listing import Listing, paginated
from tests.other_implementation.models import Model
from tests.other_implementation.problems import Problem
from tests.other_implementation.sampling import inferred
from tests.other_implementation.seed import FILES, PEOPLE, PROJECTS, Caller, Json

Effect = Callable[[], None]


class Registry:
    """All models of all organizations; a job takes effect `delay` seconds after the request that started it.

    Due effects are applied before anything else is done, so no thread is needed and none can lag behind.
    """

    def __init__(self, delay: float, fault: str | None = None) -> None:
        self.fault = checked(fault)
        self._delay = delay
        self._lock = Lock()
        self._models: dict[str, Model] = {}
        self._gone: dict[str, Model] = {}  # only the fault columns-outlive-model reads it
        self._effects: deque[tuple[float, Effect]] = deque()  # the delay is constant: due in this order
        self._last = datetime.min.replace(tzinfo=UTC)

    def page(self, listing: Listing, caller: Caller) -> Json:
        """Give a page of the models of the caller's organization."""
        with self._lock:
            self._settle()
            shown = [
                one.summary() for one in self._models.values() if one.organization == caller.organization
            ]
        return listing.page(shown)

    def read(self, model_id: str, caller: Caller) -> Json:
        """Give a ModelDetail, or a 404."""
        with self._lock:
            return self._find(model_id, caller).detail(self.fault)

    def columns(self, model_id: str, caller: Caller) -> Json:
        """Give all columns of a model on one page, or a 404."""
        rows = self._columns(model_id, caller)
        return paginated(rows, len(rows), 0)

    def column(self, model_id: str, column_id: str, caller: Caller) -> Json:
        """Give one column, or a 404."""
        for row in self._columns(model_id, caller):
            if row["id"] == column_id:
                return row
        raise Problem(404, f"model {model_id} lacks a column {column_id[:200]!r}")

    def create(self, body: Json, caller: Caller) -> Json:
        """Add a model; 403 for a foreign project, 404 for an unknown project or owner, 409 if taken."""
        with self._lock:
            self._settle()
            project = _project(body["project_id"].lower(), caller)
            values = {**models.written(body), "owner": _owner(body, caller, caller.user)}
            now = self._now()
            model = Model(
                str(uuid4()), caller.organization, project, caller.user, caller.user, now, now, values
            )
            self._check_key(model.key)
            self._models[model.id] = model
            return model.detail(self.fault)

    def change(self, model_id: str, body: Json, caller: Caller) -> Json:
        """Merge a ModelUpdate into a model; 404 for an unknown model or owner, 409 if taken."""
        with self._lock:
            model = self._find_lasting(model_id, caller)
            if self.fault == "null-deployment-date-ignored" and body.get("deployment_date", "") is None:
                body = {name: value for name, value in body.items() if name != "deployment_date"}
            values = {**model.values, **models.normalised(body, model.values, self.fault)}
            values["owner"] = _owner(body, caller, model.values["owner"])
            if values["version"] != model.values["version"]:
                self._check_key((model.project["id"], values["name"], values["version"]))
            model.values, model.editor, model.updated_at = values, caller.user, self._now()
            model.revision += 1
            return model.detail(self.fault)

    def delete(self, model_id: str, caller: Caller) -> Json:
        """Start the deletion of a model; 404 if it is unknown or being deleted already."""
        with self._lock:
            model = self._find_lasting(model_id, caller)
            model.deleted_at = self._now()
            return self._start(
                f"erase {model.values['name']} {model.values['version']}", lambda: self._remove(model)
            )

    def deploy(self, model_id: str, status: str, files: list[str], caller: Caller, *, anew: bool) -> Json:
        """Start a job that leads to an artifact status; 400 if that is reached and `anew` is not set."""
        with self._lock:
            model = self._find_lasting(model_id, caller)
            if model.expected_status == status and not anew:
                raise Problem(400, f"model_id: {model_id} is at {status} already; use PUT to update it")
            model.expected_status = status
            stamp = self._now()
            listed = [{"name": name, "size": 4096, "modified": stamp} for name in files]
            return self._start(
                f"bring {model.values['name']} to {status}", lambda: _reach(model, status, listed)
            )

    def generate(self, body: Json, caller: Caller) -> Json:
        """Infer a schema from a file of the caller's organization, or a 404."""
        _, text = file_of(body["file_id"], caller)
        size, most = body.get("sample_size", 10_000), body.get("max_cardinality", 1_000)
        rows = inferred(text, sample_size=size, max_cardinality=most, fault=self.fault)
        return {"schema": {"schema_version": 1, "columns": rows}, "spec": models.spec(body.get("spec", {}))}

    def _settle(self) -> None:
        while self._effects and self._effects[0][0] <= time.monotonic():
            self._effects.popleft()[1]()

    def _start(self, name: str, effect: Effect) -> Json:
        self._effects.append((time.monotonic() + self._delay, effect))
        return {"job": {"id": str(uuid4()), "name": name, "queue": "default"}}

    def _remove(self, model: Model) -> None:
        self._gone[model.id] = self._models.pop(model.id)

    def _find(self, model_id: str, caller: Caller) -> Model:
        self._settle()
        model = self._models.get(model_id.lower())
        if model is None or model.organization != caller.organization:
            raise Problem(404, f"model {model_id[:200]!r} does not exist")
        return model

    def _find_lasting(self, model_id: str, caller: Caller) -> Model:
        model = self._find(model_id, caller)
        if model.deleted_at:
            raise Problem(404, f"model {model_id} is being deleted")
        return model

    def _columns(self, model_id: str, caller: Caller) -> list[Json]:
        with self._lock:
            self._settle()
            ghost = self._gone.get(model_id) if self.fault == "columns-outlive-model" else None
            rows = (ghost or self._find(model_id, caller)).values["schema"]["columns"]
        return [{**row, "position": place} for place, row in enumerate(rows)]

    def _check_key(self, key: tuple[str, str, str]) -> None:
        ignored = 1 if self.fault == "version-unique-across-projects" else 0
        if any(model.key[ignored:] == key[ignored:] for model in self._models.values()):
            raise Problem(409, f"version {key[2]!r} of {key[1][:200]!r} exists in this project")

    def _now(self) -> str:
        """Give the time, later than ever before."""
        self._last = max(datetime.now(UTC), self._last + timedelta(microseconds=1))
        return self._last.isoformat(timespec="microseconds")


def file_of(file_id: str, caller: Caller) -> tuple[str, str]:
    """Give the name and the text of a file of the caller's organization, or a 404."""
    found = FILES[caller.organization["id"]].get(file_id.lower())
    if found is None:
        raise Problem(404, f"/file_id: {file_id} does not exist")
    return found


def _reach(model: Model, status: str, files: list[Json]) -> None:
    model.artifact_status, model.artifact_files = status, files


def _project(project_id: str, caller: Caller) -> Json:
    if project_id not in PROJECTS:
        raise Problem(404, f"/project_id: {project_id} does not exist")
    project, organization = PROJECTS[project_id]
    if organization != caller.organization:
        raise Problem(403, f"/project_id: {project_id} is not yours to add models to")
    return project


def _owner(body: Json, caller: Caller, otherwise: Json | None) -> Json | None:
    if "owner_id" not in body:
        return otherwise
    if body["owner_id"] is None:
        return None
    owner = PEOPLE[caller.organization["id"]].get(body["owner_id"].lower())
    if owner is None:
        raise Problem(404, f"/owner_id: {body['owner_id'][:200]!r} does not exist")
    return owner
