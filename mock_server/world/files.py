"""Uploaded files: in one piece or in numbered parts."""

from __future__ import annotations

import io
import shutil
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from mock_server.stores.json_text import JsonText
from mock_server.world import references, usage
from mock_server.world.errors import BadRequest, Violation, reject, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.stores import Content
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]

MAGIC = ((b"PAR1", "PARQUET"), (b"\x1f\x8b", "TAR_GZ"))
SUFFIXES = ((".parquet", "PARQUET"), (".pq", "PARQUET"), (".tar.gz", "TAR_GZ"), (".tgz", "TAR_GZ"))
MOST_PARTS = 10_000
"""Parts of one file (decided); with 500 MiB a file, parts of 52 KB would reach it."""
_CHUNK = 1024 * 1024


class Files:
    """The files of the world. Contents come as bytes or readable files; taking them up may take seconds."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def upload(self, filename: str, content: bytes | BinaryIO, who: Identity) -> JsonText:
        """Store a file and return `{id, filename, status, type, created_at, ...}` (client)."""
        who.require("write")
        kept = self._kept(content)
        with self.engine.writing(who) as unit:
            row = _made(unit, filename, "SUCCESSFUL", file_type(filename, _beginning(kept)))
            return _put(unit, row, kept)

    def multipart_init(self, body: Json, who: Identity) -> JsonText:
        """Announce a file `{"filename"}` that comes in parts and return it, INITIATED (client)."""
        with self.engine.writing(who) as unit:
            filename = str(body.get("filename") or "")
            return _put(unit, _made(unit, filename, "INITIATED", file_type(filename, b"")), None)

    def multipart_upload(
        self, file_id: str, part_number: int, content: bytes | BinaryIO, who: Identity
    ) -> Json:
        """Store one part and return `{"part_id"}`.

        Raises NotFound, or BadRequest for a completed file or too many parts.
        """
        who.require("write")
        kept = self._kept(content)
        with self.engine.writing(who) as unit:
            file = _open(unit, file_id)
            if len(unit.rows.listing("parts", "file", (file["id"],))) >= MOST_PARTS:
                raise BadRequest(
                    Violation("/part_number", f"the file has {MOST_PARTS} parts, the most there may be")
                )
            part_id = unit.new_id("parts")
            unit.rows.put("parts", {"id": part_id, "file_id": file["id"], "number": part_number})
            usage.put_content(unit.rows, "parts", part_id, kept)
            usage.make_room(unit.rows, file["id"])
            return {"part_id": part_id}

    def multipart_complete(self, body: Json, who: Identity) -> JsonText:
        """Put the parts `{"file_id", "parts": [{"number", "id"}]}` together and return the file (client).

        Raises NotFound for an unknown file, BadRequest for a completed one, or for parts it does not have.
        """
        with self.engine.writing(who) as unit:
            file = _open(unit, body.get("file_id"))
            parts = _listed_parts(unit, file, body)
            contents = [usage.content(unit.rows, "parts", part["id"]) for part in parts]
        # Outside of a transaction, as copying takes long; inside the next one the file may be complete.
        kept = self.engine.store.keep(_joined(content for content in contents if content is not None))
        with self.engine.writing(who) as unit:
            file = _open(unit, body.get("file_id"))
            kind = file_type(file["filename"], _beginning(kept))
            _drop_parts(unit, file)
            return _put(unit, {**file, **unit.edited(), "status": "SUCCESSFUL", "type": kind}, kept)

    def _kept(self, content: bytes | BinaryIO) -> Content:
        return self.engine.store.keep(io.BytesIO(content) if isinstance(content, bytes) else content)


def file_type(filename: str, beginning: bytes) -> str:
    """Return CSV, PARQUET or TAR_GZ: by the first bytes, else by the name, else CSV (decided)."""
    by_content = [kind for magic, kind in MAGIC if beginning.startswith(magic)]
    by_name = [kind for suffix, kind in SUFFIXES if filename.lower().endswith(suffix)]
    return [*by_content, *by_name, "CSV"][0]


def complete(unit: Unit, file_id: str, place: str) -> Json:
    """Return a file that is there whole. Raises NotFound, or BadRequest when parts of it are missing."""
    file = references.existing(unit, "files", file_id, place)
    if file["status"] != "SUCCESSFUL":
        message = f"the file {shown(file_id)} is {file['status']}; complete its upload first"
        raise BadRequest(Violation(place, message))
    return file


def size(unit: Unit, file: Json) -> int:
    """Return the length of a file in bytes."""
    found = usage.content(unit.rows, "files", file["id"])
    return 0 if found is None else found.size


def opened(unit: Unit, file: Json) -> BinaryIO:
    """Return the bytes of a file, to be read outside of the transaction and closed."""
    found = usage.content(unit.rows, "files", file["id"])
    return io.BytesIO() if found is None else found.open()


@dataclass(frozen=True)
class TakenOut:
    """A complete file outside of any transaction: its type (CSV, PARQUET or TAR_GZ) and its bytes."""

    kind: str
    content: BinaryIO


def taken_out(engine: Engine, file_id: Any, who: Identity) -> TakenOut | None:
    """Return a file for work that takes seconds, so that nobody waits for it; None if it is not complete.

    Only rules that hold inside the transaction that follows may refuse a file.
    """
    if file_id is None:
        return None
    who.require("write")
    with engine.reading(who) as unit:
        file = unit.rules.find(unit, "files", file_id)
        if file is None or file["status"] != "SUCCESSFUL":
            return None
        return TakenOut(file["type"], opened(unit, file))


def _beginning(content: Content) -> bytes:
    with content.open() as file:
        return file.read(4)


def _joined(contents: Iterator[Content]) -> BinaryIO:
    whole = tempfile.SpooledTemporaryFile(_CHUNK)  # noqa: SIM115  the store closes it
    for content in contents:
        with content.open() as part:
            shutil.copyfileobj(part, whole, _CHUNK)
    return cast("BinaryIO", whole)


def _put(unit: Unit, row: Json, content: Content | None) -> JsonText:
    unit.rows.put("files", row)
    if content is not None:
        usage.put_content(unit.rows, "files", row["id"], content)
    usage.make_room(unit.rows, row["id"])
    return JsonText(unit.rows.text("files", row["id"], "item") or b"")


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
    have = {entry.id: entry.row() for entry in unit.rows.listing("parts", "file", (file["id"],))[:]}
    reject(BadRequest, _wrong_parts(ids, have))
    return sorted((have[part_id] for part_id in ids), key=lambda part: int(part["number"]))


def _wrong_parts(ids: list[Any], have: Json) -> Iterator[Violation]:
    seen: set[str] = set()
    for at, part_id in enumerate(ids):
        if part_id not in have:
            message = f"{shown(part_id)} is no part of this file; use the part_id of its upload"
            yield Violation(f"/parts/{at}/id", message)
        elif part_id in seen:
            yield Violation(f"/parts/{at}/id", f"{shown(part_id)} is listed already; list each part once")
        else:
            seen.add(part_id)


def _drop_parts(unit: Unit, file: Json) -> None:
    for part in unit.rows.listing("parts", "file", (file["id"],))[:]:
        usage.delete_content(unit.rows, "parts", part.id)
        unit.rows.delete("parts", part.id)
