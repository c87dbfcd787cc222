"""Parquet files, read by another process, as they can take any amount of memory and time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mock_server.world.csv_rows import LONGEST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LARGEST_FOOTER = 16 * 1024 * 1024
"""Bytes of a file's own description (decided): of 10,000 columns in 10 row groups it is a third of that."""

_SCRIPT = Path(__file__).with_name("parquet_process.py")
_MAGIC = b"PAR1"
_STOPPED = "its reading took too much memory or time, or it is damaged"


@dataclass(frozen=True)
class Table:
    """A file that is open for reading.

    Attributes:
        names: The columns' names in the file's order; they may repeat.
        row_count: How many rows the file says it has.
        rows: The first rows that were asked for, each value as text, None for null.
    """

    names: list[str]
    row_count: int
    rows: Iterator[list[str | None]]


@contextmanager
def table(file: BinaryIO, size: int) -> Iterator[Table]:
    """Open a file to read its first `size` rows.

    Raises ImportError without the optional library pyarrow, and ValueError, also when rows are read, for a
    file that is damaged or needs more than `parquet_process` allows.
    """
    if find_spec("pyarrow") is None:
        raise ImportError("pyarrow")
    _check_ends(file)
    with ExitStack() as stack:
        lines = _lines(stack.enter_context(_started(_on_disk(file, stack), size)))
        head = next(lines)
        yield Table(head["names"], head["rows"], lines)


def _check_ends(file: BinaryIO) -> None:
    """Raise ValueError for what is no such file at a glance, so that no process is started for it."""
    length = file.seek(0, os.SEEK_END)
    if length < 12:
        raise ValueError("it is too short")
    file.seek(0)
    beginning = file.read(4)
    file.seek(-8, os.SEEK_END)
    footer, end = file.read(4), file.read(4)
    if (beginning, end) != (_MAGIC, _MAGIC):
        raise ValueError("it does not begin and end with PAR1")
    if int.from_bytes(footer, "little") > LARGEST_FOOTER:
        raise ValueError(f"its footer has more than {LARGEST_FOOTER:,} bytes")


def _on_disk(file: BinaryIO, stack: ExitStack) -> BinaryIO:
    try:
        file.fileno()
    except OSError:
        # A file in memory has no descriptor that another process could read from.
        copy: BinaryIO = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 -- the stack closes it
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        return copy
    return file


@contextmanager
def _started(file: BinaryIO, size: int) -> Iterator[subprocess.Popen[bytes]]:
    # The same libraries as here, wherever they were found. Of Arrow's allocators only the system's reserves
    # no more memory than it uses.
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-P", str(_SCRIPT), str(size), str(LONGEST_ROW)]
    with subprocess.Popen(  # noqa: S603 -- this very Python
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """Yield what the process writes before its end. ValueError with what went wrong."""
    for line in process.stdout or ():
        if not line.endswith(b"\n"):
            break
        value = orjson.loads(line)
        if isinstance(value, dict) and "error" in value:
            raise ValueError(value["error"])
        if isinstance(value, dict) and "end" in value:
            return
        yield value
    raise ValueError(_STOPPED)
