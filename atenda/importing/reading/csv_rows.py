"""The rows of a CSV file, read as they are needed: never the whole of it in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from atenda.importing.reading.refusals import LONGEST_CELL, CellTooLong, WrongEncoding

LONGEST_ROW = 5_000_000  # characters, in however many lines
SAMPLE = 128_000  # characters in which the separator is looked for
Numbered = tuple[int, list[str]]  # the line a row begins on, and its cells


def sample_of(path: Path, encoding: str) -> str:
    """The beginning, as far as it can be read."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        return file.read(SAMPLE).replace("\x00", "")


def csv_rows(path: Path, *, encoding: str, separator: str) -> Iterator[Numbered]:
    """Every row that has something, with the line it begins on. Raises CellTooLong, WrongEncoding."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        rows = csv.reader(lines, delimiter=separator)
        line = 1
        while True:
            lines.left = LONGEST_ROW
            try:
                row = next(rows)
            except StopIteration:
                return
            except (csv.Error, _RowTooLong):
                raise CellTooLong(line=line, most=LONGEST_CELL) from None
            except UnicodeError:
                raise WrongEncoding(line=line, encoding=encoding) from None
            if line == 1 and row and row[0].lower().startswith("sep=") and not any(row[1:]):
                row = []  # what Excel is told about the separator
            if any(map(str.strip, row)):
                yield line, row
            line = rows.line_num + 1


class _RowTooLong(Exception):
    """It has as many lines as somebody opened quotation marks in."""


class _Lines:
    """Lines without NULs; one without an end is not read whole, and a row has so many characters at the most."""

    def __init__(self, file: TextIO) -> None:
        self._file, self.left = file, LONGEST_ROW

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_CELL * 4)
        if not line:
            raise StopIteration
        self.left -= len(line)
        if self.left < 0:
            raise _RowTooLong
        return line.replace("\x00", "") if "\x00" in line else line
