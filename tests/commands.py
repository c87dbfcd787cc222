"""The kit's commands as subprocesses."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent


@contextmanager
def serving(command: str, *options: str) -> Iterator[dict[str, Any]]:
    """Run a serving command on a free port and give the content of its ready file; end it with SIGTERM.

    The command's first line of output tells that it serves, so nothing has to be polled.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        words = [str(BIN / command), "--port", "0", "--ready-file", str(ready), *options]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            if not first.startswith("Serving"):
                process.kill()
                raise AssertionError(f"{command} does not serve: {first}{process.stdout.read()}")
            try:
                yield json.loads(ready.read_text(encoding="utf-8"))
            finally:
                process.send_signal(signal.SIGTERM)
                output, _ = process.communicate(timeout=30)
        assert process.returncode == 0, output


def run(command: str, *words: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """Run a command of the kit to its end."""
    return subprocess.run(
        [str(BIN / command), *words], capture_output=True, text=True, check=False, timeout=300, **how
    )
