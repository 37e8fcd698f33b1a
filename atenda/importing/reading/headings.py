"""In which line the columns are named: programs like to print a title, a date and an empty line above a list."""

from __future__ import annotations

LOOKED_AT = 20  # rows that have something
LEAST = 3  # columns a table has before anything above it is taken for a title


def line_of(rows: list[tuple[int, list[str]]]) -> int:
    """The line of the first row that is as full as a heading; 1 where the first row is no title.

    A title has one cell, or two («Fecha:», «03/04/2026»), where many rows have at least three times as many.
    """
    filled = [sum(1 for cell in cells if cell.strip()) for _line, cells in rows]
    if len(rows) < 2:
        return 1
    usual = sorted(filled[1:], reverse=True)[(len(rows) - 1) // 4]  # a quarter of them are fuller: many have gaps
    if usual < LEAST or filled[0] * 3 > usual:
        return 1
    return next(line for (line, _cells), cells in zip(rows, filled, strict=True) if cells * 2 >= usual)
