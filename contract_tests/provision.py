"""What the contract's operations need and the contract cannot make: projects, files, environments, jobs.

The target's support operations make them where it has them; otherwise what the run was given serves.
"""

from __future__ import annotations

import gzip
import io
import itertools
import secrets
import tarfile
import time
from typing import TYPE_CHECKING, Any

from urllib3 import encode_multipart_formdata

from contract_tests.clauses import NotVerified
from contract_tests.client import OWN
from contract_tests.criteria import both, same_as

if TYPE_CHECKING:
    from contract_tests.client import Client
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange

BOUNDARY = "contract-tests-part"
SAMPLE = (
    "age,income,approved,tier,comment,seen_at\n"
    + "".join(
        f"{20 + n % 40},{1000.5 + n * 10:.1f},{'true' if n % 3 else 'false'},{'gold' if n % 2 else 'silver'},"
        f"remark number {n},2025-01-{1 + n % 28:02d}T10:00:00Z\n"
        for n in range(60)
    )
).encode()


def tarball(names: tuple[str, ...]) -> bytes:
    """A tar.gz with files of these names, the same bytes every time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in names:
            content = f"# {name}\n".encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)


class Provision:
    """Makes and remembers what lies outside the contract."""

    def __init__(self, client: Client, label: str) -> None:
        self._client = client
        self._target = client.target
        self._label = label
        self._numbers = itertools.count(1)
        self._projects: list[str] = []
        self._files: dict[bytes, str] = {}
        self._can_delete_projects: bool | None = None
        self._can_make_projects: bool | None = (
            False if self._target.project_id or self._target.read_only else None
        )

    @property
    def makes_projects(self) -> bool:
        """Whether every clause gets a project of its own."""
        return bool(self._can_make_projects and self._can_delete_projects)

    def project(self) -> str:
        """The id of a project to work in: a new and empty one where the target can make and delete projects.

        Raises:
            NotVerified: none was given and none can be made.
        """
        if self._can_make_projects is None:
            self._find_out()
        if self.makes_projects:
            return self._new_project()
        if self._target.project_id:
            return self._target.project_id
        if self._projects:
            return self._projects[0]
        raise NotVerified("no project: the target cannot make one and --project-id was not given")

    def other_project(self) -> str:
        """The id of a second project.

        Raises:
            NotVerified: there is none.
        """
        if self._target.other_project_id:
            return self._target.other_project_id
        if self.makes_projects:
            return self._new_project()
        raise NotVerified(
            "no second project: the target cannot make one and --other-project-id was not given"
        )

    def discard(self, project_id: str) -> None:
        """Delete a project that `project` made; nothing for one that was given."""
        if project_id in self._projects and self.makes_projects:
            self._support("DELETE", f"/v3/projects/{project_id}")
            self._projects.remove(project_id)

    def file(self, content: bytes = SAMPLE, filename: str = "sample.csv") -> str:
        """The id of an uploaded file with this content; each content is uploaded once.

        Raises:
            NotVerified: the target cannot take uploads.
        """
        if content not in self._files:
            parts = {"file": (filename, content, "application/octet-stream")}
            # The boundary is given: a random one would make two runs of one seed differ.
            form, media_type = encode_multipart_formdata(parts, BOUNDARY)
            headers = {"Content-Type": media_type}
            answer = self._support("POST", "/v3/files/upload", content=form, headers=headers)
            file_id = _id(answer)
            if file_id is None:
                raise NotVerified(f"no upload: POST /v3/files/upload answered {answer.summary(80)}")
            self._files[content] = file_id
        return self._files[content]

    def any_file(self) -> str:
        """The id of any CSV or Parquet file; its content may be unknown.

        Raises:
            NotVerified: the target cannot take uploads and --file-id was not given.
        """
        if self._target.file_id:
            return self._target.file_id
        try:
            return self.file()
        except NotVerified as error:
            raise NotVerified(f"{error}, and --file-id was not given") from None

    def any_package(self) -> str:
        """The id of an uploaded package to deploy; of the given file where nothing can be uploaded.

        Raises:
            NotVerified: the target cannot take uploads and --file-id was not given.
        """
        if self._target.file_id:
            return self._target.file_id
        return self.file(tarball(("package.py",)), "package.tar.gz")

    def environment(self, model_id: str) -> str:
        """The id of an environment with a dataset of the model.

        Raises:
            NotVerified: --env-id was not given and the target cannot make one.
        """
        if self._target.env_id:
            return self._target.env_id
        source = {"type": "FILE", "file_id": self.any_file()}
        name = f"{self._label}-data-{next(self._numbers)}"
        body = {"source": source, "model_id": model_id, "env_type": "PRE_PRODUCTION", "env_name": name}
        accepted = self._support("POST", "/v3/events", json=body).ok
        deadline = time.monotonic() + (self._target.wait if accepted else 0)
        while not (items := self._environments(name)):
            if time.monotonic() >= deadline:
                raise NotVerified("no environment: the target cannot make one and --env-id was not given")
            time.sleep(0.05)
        return str(items[-1]["id"])

    def _environments(self, name: str) -> list[Json]:
        """The environments of a name: a server that does not filter shows others too."""
        answer = self._support("GET", "/v3/environments", query={"filter": both(same_as("name", name))})
        items = answer.data.get("items") if answer.ok and isinstance(answer.data, dict) else None
        return [item for item in items if item.get("name") == name] if isinstance(items, list) else []

    def job(self, job_id: str, token: str | None = OWN) -> Json | None:
        """The job, or None where the target has no such operation or no such job."""
        answer = self._support("GET", f"/v3/jobs/{job_id}", token=token)
        return answer.data if answer.ok and isinstance(answer.data, dict) else None

    def clean(self) -> None:
        """Delete every project that is still there."""
        for project_id in list(self._projects):
            self.discard(project_id)

    def _find_out(self) -> None:
        first = self._create()
        self._can_make_projects = first is not None
        if first is not None:
            gone = self._support("DELETE", f"/v3/projects/{first}")
            self._can_delete_projects = gone.ok
            if not gone.ok:
                self._projects.append(first)

    def _new_project(self) -> str:
        project_id = self._create()
        if project_id is None:
            raise NotVerified("no project: POST /v3/projects failed, though it worked before")
        self._projects.append(project_id)
        return project_id

    def _create(self) -> str | None:
        label = self._label
        for _ in range(3):
            name = f"{label}-{next(self._numbers)}"
            answer = self._support("POST", "/v3/projects", json={"name": name})
            if answer.status != 409:
                return _id(answer)
            # An earlier run of this seed was not allowed to delete what it had made.
            label = f"{self._label}-{secrets.token_hex(3)}"
        return None

    def _support(self, method: str, path: str, **how: Any) -> Exchange:
        return self._client.send(method, path, judged=False, **how)


def _id(answer: Exchange) -> str | None:
    data = answer.data
    return str(data["id"]) if answer.ok and isinstance(data, dict) and "id" in data else None
