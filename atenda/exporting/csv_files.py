"""CSV as Excel reads it in Spanish and Galician (`;`, decimal comma, dates as people write them), or as programs do."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.utils import timezone, translation

from atenda.exporting.disarming import disarmed
from atenda.exporting.tables import Column, Value

BOM = "\ufeff"


def speaks_comma() -> bool:
    """Whether spreadsheets of the language spoken now part cells by `;`, for their decimals have commas (B47)."""
    return (translation.get_language() or "") in ("es", "gl")


def sheet(file: Any, *, with_comma: bool) -> Any:
    """Every cell in quotes: one with a comma would be two where it is opened with commas, the second perhaps a
    formula."""
    return csv.writer(file, delimiter=";" if with_comma else ",", lineterminator="\r\n", quoting=csv.QUOTE_ALL)


class CsvFile:
    """One file of rows. For Excel it begins with a BOM, without which letters with accents are torn."""

    def __init__(self, path: Path, columns: Sequence[Column], *, for_excel: bool) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        if for_excel:
            self._file.write(BOM)
        self._comma, self._for_excel = for_excel and speaks_comma(), for_excel
        self._sheet = sheet(self._file, with_comma=self._comma)
        self._zone = timezone.get_current_timezone()
        self._sheet.writerow([disarmed(column.label) for column in columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()

    def row(self, values: Sequence[Value]) -> None:
        self._sheet.writerow([self._cell(value) for value in values])

    def _cell(self, value: Value) -> str | int:
        if isinstance(value, str):
            return disarmed(value)
        if value is None:
            return ""
        if isinstance(value, datetime):
            return self._moment(value.astimezone(self._zone))
        if isinstance(value, float):
            text = f"{value:.2f}"
            return text.replace(".", ",") if self._comma else text
        return value

    def _moment(self, here: datetime) -> str:
        if not self._for_excel:
            return here.isoformat("T", "seconds")
        return f"{here.day:02}/{here.month:02}/{here.year:04} {here.hour:02}:{here.minute:02}"
