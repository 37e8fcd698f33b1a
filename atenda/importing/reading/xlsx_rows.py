"""The rows of an Excel spreadsheet, read as they are needed, and nothing else of it.

A spreadsheet is a zip of XML. What it would come to is looked at before anything is unpacked, entities are refused by
defusedxml, and links, pictures and macros are never touched. Of a formula the value Excel kept of it is read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import defusedxml

from atenda.importing.reading.refusals import (
    LARGEST_UNPACKED,
    LONGEST_CELL,
    MOST_COLUMNS,
    Bomb,
    CannotRead,
    CellTooLong,
    Damaged,
    NoSuchSheet,
)

MOST_PARTS = 5_000
MOST_RATIO = 300  # a sheet of the same row over and over comes to about a hundred
STRINGS = 120_000_000  # bytes of the words that cells share: they are held in memory
WHOLE = 30_000_000  # bytes of what is read whole, styles and the like
MOST_LINES = 1_048_576  # of a sheet; most of them may be empty


def check(path: Path) -> None:
    """Refuse what is no spreadsheet, or would not be safe to unpack. Raises CannotRead."""
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Damaged from None
    unpacked = sum(info.file_size for info in infos)
    packed = max(path.stat().st_size, 1)
    words = sum(info.file_size for info in infos if info.filename.lower().endswith("sharedstrings.xml"))
    whole = max((info.file_size for info in infos if _is_read_whole(info.filename)), default=0)
    is_dense = unpacked > 50_000_000 and unpacked / packed > MOST_RATIO
    if len(infos) > MOST_PARTS or unpacked > LARGEST_UNPACKED or words > STRINGS or whole > WHOLE or is_dense:
        raise Bomb


def _is_read_whole(name: str) -> bool:
    """All of XML but sheets, and the words they share."""
    name = name.lower()
    return name.endswith((".xml", ".rels")) and not name.startswith("xl/worksheets/") and "sharedstrings" not in name


def sheets_of(path: Path) -> list[str]:
    """The names of the sheets that have cells."""
    with _opened(path) as book:
        names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise Damaged
    return names


def xlsx_rows(path: Path, *, sheet: str = "", start: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Every row of the sheet, the first without a name, that has something, from `start` on. Raises CannotRead."""
    with _opened(path) as book:
        names = [each.title for each in book.worksheets]
        if not names:
            raise Damaged
        if sheet and sheet not in names:
            raise NoSuchSheet(sheet=sheet)
        chosen = book[sheet or names[0]]
        chosen.reset_dimensions()  # what it says of its size is not always so
        yield from _rows(chosen, start)


def _rows(sheet: Any, start: int) -> Iterator[tuple[int, list[str]]]:
    """The first as wide as it is, the others no wider: a row with one cell at its far end would have 16 384."""
    start, wide = _first(sheet, start)
    if not start:
        return
    yield start, _texts(next(sheet.iter_rows(min_row=start, max_row=start, values_only=True)), start)
    for number, cells in enumerate(sheet.iter_rows(min_row=start + 1, max_col=wide, values_only=True), start=start + 1):
        if number > MOST_LINES:
            return
        if row := _texts(cells, number):
            yield number, row


def _first(sheet: Any, start: int) -> tuple[int, int]:
    """The number of the first row that has something, and how far it is read; 0 where there is none."""
    rows = sheet.iter_rows(min_row=start, max_col=MOST_COLUMNS, values_only=True)
    for number, cells in enumerate(rows, start=start):
        if number > MOST_LINES:
            break
        if row := _texts(cells, number):
            return number, len(row)
    return 0, 0


def beginning(path: Path, *, sheet: str, most: int) -> list[tuple[int, list[str]]]:
    """The first rows that have something, each as wide as it is, to see where the table begins. Raises CannotRead."""
    found = []
    with _opened(path) as book:
        chosen = book[sheet]
        chosen.reset_dimensions()
        rows = chosen.iter_rows(max_row=most * 2, max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            if row := _texts(cells, number):
                found.append((number, row))
    return found[:most]


def _texts(cells: tuple[Any, ...], number: int) -> list[str]:
    """As far as there are any."""
    if cells.count(None) == len(cells):
        return []
    row = [_text(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    if any(len(cell) > LONGEST_CELL for cell in row):
        raise CellTooLong(line=number, most=LONGEST_CELL)
    return row


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    check(path)
    from openpyxl import load_workbook  # noqa: PLC0415  7 MB that a process of pages never needs

    assert defusedxml.__version__  # openpyxl reads through it where it is there
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception:
            raise Damaged from None
        try:
            yield book
        except (CannotRead, MemoryError):
            raise
        except Exception as error:  # whatever the library stumbles over: a number that is none, a stream that is torn
            raise Damaged from error
        finally:
            book.close()


def _text(value: Any) -> str:
    """A cell as a CSV file would say it: days and moments as ISO does, whole numbers without a point."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "1" if value else "0"
        case datetime():
            moment = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
            return moment.isoformat(sep=" ") if moment.time() != time() else moment.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case _:
            return str(value)
