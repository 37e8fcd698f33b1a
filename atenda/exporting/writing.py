"""Write a table into a file, a few rows at a time: no more of it is in memory than those (7.24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from django.db import connection, transaction

from atenda.exporting.csv_files import CsvFile
from atenda.exporting.models import Form
from atenda.exporting.tables import Column, Table, Value
from atenda.exporting.workbooks import Workbook

BATCH = 1_000
Report = Callable[[int, int], None]


class Writer(Protocol):
    """A file that takes rows; it is whole when the block ends."""

    def row(self, values: Sequence[Value]) -> None: ...


WRITERS: dict[str, Callable[[Path, Sequence[Column]], AbstractContextManager[Writer]]] = {
    Form.XLSX: Workbook,
    Form.EXCEL: lambda path, columns: CsvFile(path, columns, for_excel=True),
    Form.CSV: lambda path, columns: CsvFile(path, columns, for_excel=False),
}
ENDINGS = {Form.XLSX: "xlsx", Form.EXCEL: "csv", Form.CSV: "csv", Form.ZIP: "zip"}


def write(make: Callable[[], Table], form: str, path: Path, report: Report) -> int:
    """All rows as they are at one moment; how many. `report` hears how many there are of how many, and may raise.

    What takes long after the last row (a workbook is packed) happens when the moment is let go.
    """
    with at_one_moment() as moment:
        table = make()
        report(0, len(table.keys))
        with WRITERS[form](path, table.columns) as file:
            done = _rows(table, file, report)
            moment.close()
    return done


def _rows(table: Table, file: Writer, report: Report) -> int:
    done = 0
    for start in range(0, len(table.keys), BATCH):
        for values in table.read(table.keys[start : start + BATCH]):
            file.row(values)
            done += 1
        report(done, len(table.keys))
    return done


class Moment:
    """A transaction that reads the state of one moment; it may be let go before its block ends."""

    def __init__(self, block: AbstractContextManager[None] | None) -> None:
        self._block = block

    def close(self) -> None:
        block, self._block = self._block, None
        if block is not None:
            block.__exit__(None, None, None)


@contextmanager
def at_one_moment() -> Iterator[Moment]:
    """What is read in the block stands as it did when the block began, whoever changes it meanwhile.

    Within somebody else's transaction it is as that one reads.
    """
    if connection.in_atomic_block:
        yield Moment(None)
        return
    block = transaction.atomic()
    block.__enter__()
    moment = Moment(block)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield moment
    finally:
        moment.close()
