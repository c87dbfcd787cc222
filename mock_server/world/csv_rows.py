"""Rows of CSV files, read as a stream: a file of any size takes the memory of one row."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LONGEST_ROW = 1024 * 1024
"""Characters of a row (decided): what the reader takes in one step, in which no other thread can run."""
MOST_LINES = 10_000_000
"""Lines of a file that are read (decided): a few seconds of work."""


@contextmanager
def rows(file: BinaryIO) -> Iterator[Iterator[list[str]]]:
    """Open the rows of a CSV file, the header first, blank lines left out.

    Reading them raises ValueError, naming the place, when the file is no CSV in UTF-8 or exceeds a bound.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield _rows(_Lines(text))
    except UnicodeDecodeError as error:
        # What could not be decoded is the end of what has been read.
        at = file.tell() - len(error.object) + error.start
        raise ValueError(f"byte {at} is not UTF-8; save the file as UTF-8") from None
    finally:
        # Without this the wrapper would close the caller's file.
        text.detach()


class _Lines:
    """The lines of a text, each of bounded length; `row_ended` begins a new row."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._left = LONGEST_ROW
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if self.number > MOST_LINES:
            raise ValueError(f"is one too many: of a file {MOST_LINES:,} lines are read")
        self._left -= len(line)
        if self._left < 0:
            raise ValueError(f"belongs to a row of more than {LONGEST_ROW:,} characters")
        return line

    def row_ended(self) -> None:
        """Begin a new row, whose length counts anew."""
        self._left = LONGEST_ROW


def _rows(lines: _Lines) -> Iterator[list[str]]:
    # Strict: a quote that is never closed would swallow the rest of the file in one value.
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            lines.row_ended()
            if row:
                yield row
    except UnicodeDecodeError:
        raise  # a ValueError too, whose place `rows` knows better
    except (ValueError, csv.Error) as error:
        raise ValueError(f"line {lines.number}: {_words(error)}") from None


def _words(error: Exception) -> str:
    # The csv module has one limit for the process, which an application that embeds the mock may change.
    if "field larger than field limit" in str(error):
        return f"holds a value of more than {csv.field_size_limit():,} characters"
    return str(error)
