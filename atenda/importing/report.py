"""The refused rows as a file to be mended and brought again: the same columns, and why, in the reader's language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from atenda.figures.saving import BOM, cell
from atenda.importing.models import Import, RefusedRow
from atenda.importing.refusals import told

AT_A_TIME = 1000


def reasons_of(row: RefusedRow, columns: list[str]) -> str:
    """Every reason, each with the column it is about."""
    said = []
    for place, name, words in row.problems:
        column = f"{columns[place]}: " if 0 <= place < len(columns) else ""
        said.append(f"{column}{told(name, words)}")
    return " ".join(said)


def as_csv(bringing: Import) -> Iterator[str]:
    """Some lines at a time. No cell is a formula where it is opened (3.22); brought again, it says what it said."""
    comma = (translation.get_language() or "") in ("es", "gl")
    sheet = io.StringIO(BOM)
    sheet.seek(0, io.SEEK_END)
    rows = csv.writer(sheet, delimiter=";" if comma else ",", lineterminator="\r\n")
    rows.writerow([cell(name) for name in (*bringing.columns, _("Why it was not imported"))])
    refused = RefusedRow.objects.filter(bringing=bringing).order_by("line")
    for number, row in enumerate(refused.iterator(AT_A_TIME), start=1):
        rows.writerow([cell(text) for text in (*row.cells, reasons_of(row, bringing.columns))])
        if number % AT_A_TIME == 0:
            yield _taken(sheet)
    yield _taken(sheet)


def _taken(sheet: io.StringIO) -> str:
    text = sheet.getvalue()
    sheet.seek(0)
    sheet.truncate()
    return text
