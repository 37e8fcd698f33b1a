"""What a file is, by its bytes and not by its name, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from atenda.importing.reading import csv_rows, encodings, headings, json_rows, separators, xlsx_rows
from atenda.importing.reading.refusals import (
    MOST_COLUMNS,
    MOST_ROWS,
    CannotRead,
    Empty,
    Gone,
    NotATable,
    OldSpreadsheet,
    OpenDocument,
    Protected,
    TooManyColumns,
    TooManyRows,
)

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_TABLE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"{\\rtf", b"BZh")
PROTECTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Reading:
    """How a file is read; what is empty does not concern it."""

    format: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    heading: int = 1  # the line from which the names of the columns are looked for

    @property
    def written(self) -> dict[str, Any]:
        return asdict(self)


def recognised(path: Path, *, encoding: str = "", separator: str = "", sheet: str = "", heading: str = "") -> Reading:
    """How this file is to be read; what is given was chosen by a person. Raises CannotRead."""
    match _format_of(path):
        case "xlsx":
            sheets = tuple(xlsx_rows.sheets_of(path))
            sheet = sheet if sheet in sheets else sheets[0]
            return Reading(
                "xlsx", sheet=sheet, sheets=sheets, heading=int(heading) if heading else _in_sheet(path, sheet)
            )
        case "json":
            return Reading("json", encoding="utf-8")
        case _:
            encoding = encoding or encodings.encoding_of(path)
            separator = separator or separators.separator_of(csv_rows.sample_of(path, encoding))
            line = int(heading) if heading else _in_lines(path, encoding, separator)
            return Reading("csv", encoding=encoding, separator=separator, heading=line)


def _in_sheet(path: Path, sheet: str) -> int:
    return headings.line_of(xlsx_rows.beginning(path, sheet=sheet, most=headings.LOOKED_AT))


def _in_lines(path: Path, encoding: str, separator: str) -> int:
    rows: list[tuple[int, list[str]]] = []
    with suppress(CannotRead):  # it is said when the rows are read
        rows.extend(islice(csv_rows.csv_rows(path, encoding=encoding, separator=separator), headings.LOOKED_AT))
    return headings.line_of(rows)


def rows_of(path: Path, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """The names of the columns, then the rows, each with the line or the row of the sheet it stands in."""
    match reading.format:
        case "xlsx":
            rows = xlsx_rows.xlsx_rows(path, sheet=reading.sheet, start=reading.heading)
        case "json":
            rows = json_rows.json_rows(path)
        case _:
            lines = csv_rows.csv_rows(path, encoding=reading.encoding, separator=reading.separator)
            rows = (each for each in lines if each[0] >= reading.heading)
    first = next(rows, None)
    if first is None:
        raise Empty
    columns = _columns(first[1])
    yield first[0], columns
    yield from _measured(rows, len(columns))


def _measured(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Each as wide as the columns: what stands beyond them has no name."""
    for number, (line, row) in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        if len(row) != width:
            row = [*row, *[""] * (width - len(row))][:width]
        yield line, row


def _columns(names: list[str]) -> list[str]:
    """The names of the columns, each once; one without a name is called by its place."""
    while names and not names[-1].strip():
        names = names[:-1]
    if len(names) > MOST_COLUMNS:
        raise TooManyColumns(number=len(names), most=MOST_COLUMNS)
    taken: dict[str, int] = {}
    columns = []
    for place, name in enumerate(names, start=1):
        name = " ".join(name.split())[:100] or str(place)
        taken[name] = taken.get(name, 0) + 1
        columns.append(name if taken[name] == 1 else f"{name} ({taken[name]})")
    return columns


def _format_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            rest = file.read(2_000_000) if head.startswith(OLE) else b""
    except FileNotFoundError:
        raise Gone from None
    if not head.strip():
        raise Empty
    if head.startswith(OLE):
        raise Protected if PROTECTED in head + rest else OldSpreadsheet
    if head.startswith(ZIP):
        if b"mimetypeapplication/vnd.oasis.opendocument" in head:
            raise OpenDocument
        xlsx_rows.check(path)
        return "xlsx"
    if head.startswith(NO_TABLE) or _is_binary(head):
        raise NotATable
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins[:1] in (b"{", b"["):
        return "json"
    if begins[:1] == b"<":
        raise NotATable
    return "csv"


def _is_binary(head: bytes) -> bool:
    """Signs no text has; in UTF-16 every other byte is nothing, and that alone is no sign."""
    if encodings.is_wide(head):
        return False
    odd = sum(byte < 32 and byte not in (0, 9, 10, 11, 12, 13, 27, 28, 29, 30, 31) for byte in head)
    return odd > 0.02 * len(head) or head.count(0) > 0.2 * len(head)


__all__ = ["CannotRead", "Reading", "recognised", "rows_of"]
