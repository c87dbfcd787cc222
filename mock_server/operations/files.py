"""Operations that upload files, which the official client needs."""

import asyncio

from mock_server.http.call import Call
from mock_server.http.errors import Refusal
from mock_server.http.responses import Answer, normal
from mock_server.openapi.forms import FilePart
from mock_server.world import Violation


async def upload_file(call: Call) -> Answer:
    """POST /v3/files/upload."""
    file = _file(call)
    return normal(await asyncio.to_thread(call.world.files.upload, file.filename, file.file, call.who))


async def init_multipart(call: Call) -> Answer:
    """POST /v3/files/multipart-init."""
    return normal(call.world.files.multipart_init(call.body, call.who))


async def upload_part(call: Call) -> Answer:
    """POST /v3/files/multipart-upload."""
    form, content = call.body, _file(call).file
    upload = call.world.files.multipart_upload
    return normal(await asyncio.to_thread(upload, form["file_id"], form["part_number"], content, call.who))


async def complete_multipart(call: Call) -> Answer:
    """POST /v3/files/multipart-complete."""
    return normal(await asyncio.to_thread(call.world.files.multipart_complete, call.body, call.who))


def _file(call: Call) -> FilePart:
    """Return the part `file`; Refusal when it came as text, which no schema of a form can tell apart."""
    part = call.body["file"]
    if not isinstance(part, FilePart):
        raise Refusal(400, Violation("/file", "must be a file: give the part a filename"))
    return part
