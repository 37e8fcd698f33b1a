"""Workbooks of Excel: typed cells, texts that stay texts, a head that stays in sight, as many sheets as it takes."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from atenda.exporting.tables import Column, Type, Value

ROWS_OF_A_SHEET = 1_048_576
LONGEST_TEXT = 32_767
BEGINNING = datetime(1899, 12, 30)  # days are counted from here, without a zone
DAY = 86_400
NOT_IN_XML = re.compile("[\ufffe\uffff]")
WIDTHS = {Type.TEXT: 28, Type.NUMBER: 12, Type.DECIMAL: 14, Type.MOMENT: 17}


class Workbook:
    """One file of rows, each row let go of when the next one comes. What it needs on the way stands beside it."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import xlsxwriter  # noqa: PLC0415  only the process that writes workbooks has it in its memory

        self._path, self._columns = path, columns
        options = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._decimal = self._book.add_format({"num_format": "0.00"})
        self._zone = timezone.get_current_timezone()
        self._begin_sheet()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is not None:
            self._book.fileclosed = True  # half a workbook is none
            return
        self._end_sheet()
        self._book.close()
        descriptor = os.open(self._path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    def row(self, values: Sequence[Value]) -> None:
        if self._line == ROWS_OF_A_SHEET:
            self._end_sheet()
            self._begin_sheet()
        sheet, line = self._sheet, self._line
        for place, value in enumerate(values):
            if isinstance(value, str):
                if value:
                    sheet.write_string(line, place, NOT_IN_XML.sub("", value)[:LONGEST_TEXT])
            elif isinstance(value, datetime):
                sheet.write_number(line, place, self._days(value), self._moment)
            elif isinstance(value, float):
                sheet.write_number(line, place, value, self._decimal)
            elif value is not None:
                sheet.write_number(line, place, value)
        self._line += 1

    def _days(self, value: datetime) -> float:
        return (value.astimezone(self._zone).replace(tzinfo=None) - BEGINNING).total_seconds() / DAY

    def _begin_sheet(self) -> None:
        number = len(self._book.worksheets()) + 1
        self._sheet = self._book.add_worksheet(_("Sheet %(number)s") % {"number": number})
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, WIDTHS[column.type])
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, column.label, self._bold)
        self._line = 1

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, max(self._line - 1, 0), len(self._columns) - 1)
