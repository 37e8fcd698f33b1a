"""The refused rows as a file to be mended and brought again: the same columns, and why, in the reader's language."""

from __future__ import annotations

import io
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from atenda.exporting.csv_files import BOM, sheet, speaks_comma
from atenda.exporting.disarming import disarmed
from atenda.importing.models import Import, RefusedRow
from atenda.importing.refusals import told

AT_A_TIME = 1000
IN_MEMORY = 4_000_000  # bytes


def reasons_of(row: RefusedRow, columns: list[str]) -> str:
    """Every reason, each with the column it is about."""
    said = []
    for place, name, words in row.problems:
        column = f"{columns[place]}: " if 0 <= place < len(columns) else ""
        said.append(f"{column}{told(name, words)}")
    return " ".join(said)


def as_csv(bringing: Import) -> Iterator[str]:
    """Some lines at a time. No cell is a formula where it is opened (3.22); brought again, it says what it said."""
    text = io.StringIO(BOM)
    text.seek(0, io.SEEK_END)
    rows = sheet(text, with_comma=speaks_comma())
    rows.writerow([disarmed(name) for name in (*bringing.columns, _("Why it was not imported"))])
    refused = RefusedRow.objects.filter(bringing=bringing).order_by("line")
    for number, row in enumerate(refused.iterator(AT_A_TIME), start=1):
        rows.writerow([disarmed(each) for each in (*row.cells, reasons_of(row, bringing.columns))])
        if number % AT_A_TIME == 0:
            yield _taken(text)
    yield _taken(text)


def as_file(bringing: Import) -> IO[bytes]:
    """The whole of it, to be sent: when an answer is sent, nobody is in the organization any more."""
    kept: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed where it is sent
    for piece in as_csv(bringing):
        kept.write(piece.encode())
    kept.seek(0)
    return kept


def _taken(text: io.StringIO) -> str:
    said = text.getvalue()
    text.seek(0)
    text.truncate()
    return said
