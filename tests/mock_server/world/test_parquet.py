"""Parquet files, read by another process: what it refuses, and that it ends."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import BadRequest, parquet, samples
from tests.mock_server.world.sample_files import parquet_bytes, read

if TYPE_CHECKING:
    from pathlib import Path


def complaint(content: bytes) -> str:
    """Return what is said about a file."""
    with pytest.raises(BadRequest) as caught:
        read("PARQUET", content)
    return caught.value.violations[0].message.removeprefix("cannot be read as PARQUET: ")


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Return the processes that are started."""
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return started


def repeated(text: str) -> Any:
    """Return a column of a hundred thousand rows, all of them this text, which is stored once."""
    import pyarrow as pa  # noqa: PLC0415 -- an optional library

    return pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array([text]))


class TestHostileFiles:
    """Small files that would take any amount of memory."""

    def test_a_text_that_is_repeated(self) -> None:
        """What does not fit in the process's memory is refused, and nobody else's memory is taken."""
        content = parquet_bytes({"a": repeated("x" * 2**22)}, compression="zstd")
        assert len(content) < 10_000
        assert complaint(content) == "it needs more than 1,024 MiB of memory to be read"

    def test_a_long_text(self) -> None:
        """What fits there, but is longer than a row of a CSV file may be, gets no further than its row."""
        content = parquet_bytes({"a": repeated("x" * 2**20 + "y")}, compression="zstd")
        assert complaint(content) == "its row 1 has more than 1,048,576 characters"

    def test_a_long_list(self) -> None:
        """The same holds of a list."""
        assert (
            complaint(parquet_bytes({"a": [[0] * 500_000]})) == "its row 1 has more than 1,048,576 characters"
        )

    def test_names(self) -> None:
        """Long names of columns are refused too."""
        said = complaint(parquet_bytes({"x" * 2**20 + "y": [1]}))
        assert said.startswith("its columns' names have more than")

    def test_footers(self) -> None:
        """A file that claims a large description is refused before any process is started."""
        content = b"PAR1" + bytes(100) + (2**24 + 1).to_bytes(4, "little") + b"PAR1"
        assert complaint(content) == "its footer has more than 16,777,216 bytes"

    def test_many_rows_of_nothing(self) -> None:
        """Rows without values are counted by the file's own word, and only the sample is read."""
        content = parquet_bytes({"a": [None] * 1_000_000})
        assert len(read("PARQUET", content, 10).columns[0]) == 10
        assert samples.row_count("PARQUET", io.BytesIO(content)) == 1_000_000

    def test_dates_that_python_cannot_hold(self) -> None:
        """The year 300000 is refused, not a crash."""
        import pyarrow as pa  # noqa: PLC0415 -- an optional library

        far = pa.array([10**19 // 2], pa.timestamp("us"))
        assert complaint(parquet_bytes({"value": far}))

    def test_damage(self) -> None:
        """Wherever a file is damaged, it is read or refused."""
        whole = parquet_bytes({"a": list(range(1000)), "b": [[1.0, 2.0]] * 1000})
        for at in range(10, len(whole) - 10, len(whole) // 4):
            content = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
            try:
                assert len(read("PARQUET", content).columns) >= 1
            except BadRequest:
                continue


class TestProcesses:
    """The process that reads."""

    def test_it_has_ended(self, processes: list[subprocess.Popen[bytes]]) -> None:
        """When all is read, when something is wrong, and when no more is wanted, it is gone."""
        content = parquet_bytes({"a": ["x" * 1000] * 100_000})
        assert len(read("PARQUET", content, 10).columns[0]) == 10
        with parquet.table(io.BytesIO(content), 100_000) as table:
            assert next(table.rows) == ["x" * 1000]
        complaint(b"PAR1" + bytes(100) + b"PAR1")
        assert [process.returncode is not None for process in processes] == [True] * 3

    def test_none_is_started_at_need(self, processes: list[subprocess.Popen[bytes]]) -> None:
        """What is no Parquet file at a glance is refused at once."""
        for content in (b"", b"PAR1\x00\x01", b"PAR1PAR1", b"a,b\n1,2\n3,4\n", b"PAR1" + bytes(100)):
            complaint(content)
        assert processes == []

    @pytest.mark.parametrize("written", ["", '{"names": ["a"], "rows": 1}\n["1"]\n', '{"names": ["a"], "ro'])
    def test_it_breaks_off(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str) -> None:
        """A process that is ended before its time is told apart from one that has read everything."""
        script = tmp_path / "process.py"
        script.write_text(f"print({written!r}, end='')")
        monkeypatch.setattr(parquet, "_SCRIPT", script)
        assert complaint(parquet_bytes({"a": [1]})).startswith("its reading took too much memory or time")

    def test_files_without_a_descriptor_are_copied(self) -> None:
        """A file in memory can be read too."""
        content = parquet_bytes({"a": [1]})
        with parquet.table(io.BytesIO(content), 10) as table:
            assert (table.names, table.row_count, list(table.rows)) == (["a"], 1, [["1"]])


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Parquet file without the optional library is BadRequest that names it, and has no row count."""
    content = parquet_bytes({"value": [1]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BadRequest, match="needs pyarrow; install the mock with its `parquet` extra"):
        read("PARQUET", content)
    assert samples.row_count("PARQUET", io.BytesIO(content)) is None
