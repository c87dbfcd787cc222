"""Uploaded files: in one piece or in numbered parts."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world import references
from mock_server.world.errors import BadRequest, Violation, reject, shown
from mock_server.world.rendering import Renderer

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]

MAGIC = ((b"PAR1", "PARQUET"), (b"\x1f\x8b", "TAR_GZ"))
SUFFIXES = ((".parquet", "PARQUET"), (".pq", "PARQUET"), (".tar.gz", "TAR_GZ"), (".tgz", "TAR_GZ"))


class Files:
    """The files of the world."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def upload(self, filename: str, content: bytes, who: Identity) -> Json:
        """Store a file and return `{id, filename, status, type, created_at, ...}` (client)."""
        with self._engine.writing(who) as unit:
            row = _made(unit, filename, "SUCCESSFUL", file_type(filename, content))
            unit.rows.put("files", row)
            unit.rows.put("contents", stored(row["id"], content))
            return Renderer(unit.rows).file_item(row)

    def multipart_init(self, body: Json, who: Identity) -> Json:
        """Announce a file `{"filename"}` that comes in parts and return it, INITIATED (client)."""
        with self._engine.writing(who) as unit:
            filename = str(body.get("filename") or "")
            row = _made(unit, filename, "INITIATED", file_type(filename, b""))
            unit.rows.put("files", row)
            return Renderer(unit.rows).file_item(row)

    def multipart_upload(self, file_id: str, part_number: int, content: bytes, who: Identity) -> Json:
        """Store one part and return `{"part_id"}`. Raises NotFound, or BadRequest for a completed file."""
        with self._engine.writing(who) as unit:
            file = _open(unit, file_id)
            part = {**stored(unit.new_id("parts"), content), "file_id": file["id"], "number": part_number}
            unit.rows.put("parts", part)
            return {"part_id": part["id"]}

    def multipart_complete(self, body: Json, who: Identity) -> Json:
        """Put the parts `{"file_id", "parts": [{"number", "id"}]}` together and return the file (client).

        Raises NotFound for an unknown file, BadRequest for a completed one, or for parts it does not have.
        """
        with self._engine.writing(who) as unit:
            file = _open(unit, body.get("file_id"))
            content = b"".join(decoded(part) for part in _listed_parts(unit, file, body))
            kind = file_type(file["filename"], content)
            row = {**file, **unit.edited(), "status": "SUCCESSFUL", "type": kind}
            unit.rows.put("files", row)
            unit.rows.put("contents", stored(row["id"], content))
            _drop_parts(unit, file)
            return Renderer(unit.rows).file_item(row)


def file_type(filename: str, content: bytes) -> str:
    """Return CSV, PARQUET or TAR_GZ: by the first bytes, else by the name, else CSV (decided)."""
    by_content = [kind for magic, kind in MAGIC if content.startswith(magic)]
    by_name = [kind for suffix, kind in SUFFIXES if filename.lower().endswith(suffix)]
    return [*by_content, *by_name, "CSV"][0]


def complete(unit: Unit, file_id: str, place: str) -> Json:
    """Return a file that is there whole. Raises NotFound, or BadRequest when parts of it are missing."""
    file = references.existing(unit, "files", file_id, place)
    if file["status"] != "SUCCESSFUL":
        message = f"the file {shown(file_id)} is {file['status']}; complete its upload first"
        raise BadRequest(Violation(place, message))
    return file


def content(unit: Unit, file: Json) -> bytes:
    """Return the bytes of a file."""
    row = unit.rows.get("contents", file["id"])
    return b"" if row is None else decoded(row)


@dataclass(frozen=True)
class TakenOut:
    """A complete file outside of any transaction: its type (CSV, PARQUET or TAR_GZ) and its bytes."""

    kind: str
    content: bytes


def taken_out(engine: Engine, file_id: Any, who: Identity) -> TakenOut | None:
    """Return a file for work that takes seconds, so that nobody waits for it; None if it is not complete.

    Only rules that hold inside the transaction that follows may refuse a file.
    """
    if file_id is None:
        return None
    with engine.writing(who) as unit:
        file = references.find(unit, "files", file_id)
        if file is None or file["status"] != "SUCCESSFUL":
            return None
        return TakenOut(file["type"], content(unit, file))


def stored(row_id: str, raw: bytes) -> Json:
    """Return bytes as a row."""
    return {"id": row_id, "base64": base64.b64encode(raw).decode("ascii")}


def decoded(row: Json) -> bytes:
    """Return the bytes of a row: `base64`, or `text` in worlds written by hand."""
    return row["text"].encode() if "text" in row else base64.b64decode(row["base64"])


def _made(unit: Unit, filename: str, status: str, kind: str) -> Json:
    return {**unit.made("files"), "filename": filename, "status": status, "type": kind}


def _open(unit: Unit, file_id: Any) -> Json:
    file = references.existing(unit, "files", file_id, "/file_id")
    if file["status"] != "INITIATED":
        message = f"the file {shown(file_id)} is {file['status']}; start a new multipart upload"
        raise BadRequest(Violation("/file_id", message))
    return file


def _listed_parts(unit: Unit, file: Json, body: Json) -> list[Json]:
    ids = [part.get("id") for part in body.get("parts") or []]
    have = {part["id"]: part for part in _parts(unit, file)}
    reject(
        BadRequest,
        (
            Violation(
                f"/parts/{at}/id", f"{shown(part_id)} is no part of this file; use the part_id of its upload"
            )
            for at, part_id in enumerate(ids)
            if part_id not in have
        ),
    )
    return sorted((have[part_id] for part_id in ids), key=lambda part: int(part["number"]))


def _parts(unit: Unit, file: Json) -> list[Json]:
    return [part for part in unit.rows.scan("parts") if part["file_id"] == file["id"]]


def _drop_parts(unit: Unit, file: Json) -> None:
    for part in _parts(unit, file):
        unit.rows.delete("parts", part["id"])
