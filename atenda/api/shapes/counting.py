"""How many cases there are, as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.utils.translation import gettext_noop
from pydantic import Field

from atenda.api.shapes import Answer
from atenda.api.shapes.cases import CaseRow, row
from atenda.figures.charts import Chart
from atenda.worklists.boards import Board, Cell, Column
from atenda.worklists.columns import Value
from atenda.worklists.narrowing import COUNTED
from atenda.worklists.question import View

MORE = gettext_noop("There are more: nobody counts beyond 1000.")
assert COUNTED == 1000


class Count(Answer):
    cases: int
    is_more: bool = Field(description=MORE)


class OfView(Answer):
    view: str
    name: str
    cases: int


class OfSaved(Count):
    key: str
    name: str


class Counts(Answer):
    views: list[OfView] = Field(description="Exactly.")
    saved: list[OfSaved] = Field(description="The views that stand as tabs, up to twelve.")


class OfGroup(Count):
    key: str


class GroupCounts(Answer):
    items: list[OfGroup]


class PartOut(Answer):
    name: str
    cases: int
    is_rest: bool = Field(description="Of all other values together.")
    list: str = Field(description="The address of exactly these cases.")


class PartsOut(Answer):
    by: str
    parts: list[PartOut]
    remarks: list[str]


class BoardValue(Answer):
    id: int | None = Field(description="Null is nothing of the field.")
    name: str


class CellOut(Count):
    lane: BoardValue | None
    items: list[CaseRow]


class ColumnOut(Count):
    value: BoardValue
    limit: int = Field(description="How many there should be at most; 0 is any number.")
    cells: list[CellOut] = Field(description="One, or one for each lane.")


class BoardOut(Answer):
    by: str
    columns: list[ColumnOut]
    lanes_left: int = Field(description="Lanes there was no room for.")


def count(number: int) -> dict[str, Any]:
    return {"cases": min(number, COUNTED), "is_more": number > COUNTED}


def parts(chart: Chart) -> dict[str, Any]:
    return {
        "by": chart.by,
        "parts": [
            {"name": str(bar.label), "cases": bar.number, "is_rest": bar.is_rest, "list": list_address(bar.href)}
            for bar in chart.bars
        ],
        "remarks": [str(remark) for remark in chart.remarks],
    }


def board(found: Board, by: str) -> dict[str, Any]:
    return {"by": by, "columns": [_column(column) for column in found.columns], "lanes_left": found.lanes_left}


def list_address(page: str) -> str:
    """The list of the API with the cases of a page's address, which need not say that it is of pending ones."""
    asked = {"view": View.PENDING.value, **dict(parse_qsl(urlsplit(page).query))}
    return f"/api/v1/cases/?{urlencode(asked, safe=',:')}"


def _column(column: Column) -> dict[str, Any]:
    exact = {"cases": column.number, "is_more": False} if column.number <= COUNTED else count(column.number)
    return {
        **exact,
        "value": _value(column.value),
        "limit": column.limit,
        "cells": [_cell(cell) for cell in column.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    lane = _value(cell.lane) if cell.lane else None
    return {**count(cell.number), "lane": lane, "items": [row(card.row) for card in cell.cards]}


def _value(value: Value) -> dict[str, Any]:
    return {"id": value.pk, "name": str(value.label)}
