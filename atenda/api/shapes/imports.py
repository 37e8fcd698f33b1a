"""Files brought in, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Ref, Shape, ref
from atenda.importing.foretelling import Preview
from atenda.importing.models import Import, Outcome
from atenda.importing.reading.refusals import told

Text = Annotated[str, Field(max_length=200)]


class MappingIn(Shape):
    """What is not named stays as it is."""

    columns: Annotated[list[Text], Field(max_length=250)] | None = Field(
        default=None, description="For each column of the file the field it is; empty leaves it out."
    )
    values: Annotated[dict[str, dict[str, Text]], Field(max_length=40)] | None = Field(
        default=None, description="By field, for a value of the file an id, `new` or what the answer offers."
    )
    order: Literal["dmy", "mdy"] | None = None
    create_customers: bool | None = None


class ReadingIn(Shape):
    """How the file is read, where it was recognised wrongly; what is not named is recognised."""

    encoding: Text | None = Field(default=None, description="Of CSV. For example, `utf-8` or `cp1252`.")
    separator: Text | None = Field(default=None, description="Of CSV. For example, `;`.")
    sheet: Text | None = Field(default=None, description="Of a workbook: the name of the sheet.")


class ForetoldCell(Answer):
    text: str = Field(description="What it becomes.")
    says: str = Field(description="What is wrong with it.")
    is_new: bool = Field(description="A value that will be created.")


class PreviewRow(Answer):
    line: int = Field(description="Of the file.")
    outcome: str = Field(description="What becomes of it: made, changed, same or refused.")
    cells: list[ForetoldCell] = Field(description="In the order of `columns`.")
    says: str = Field(description="What is wrong with the row as a whole.")


class PreviewOut(Answer):
    columns: list[str] = Field(description="Those of the file that are a field.")
    items: list[PreviewRow]


class ImportOut(Answer):
    id: int
    what: str
    source: str
    name: str
    size: int
    stage: Literal["reading", "failed", "ready", "running", "stopped", "done", "undoing", "undone"]
    reason: str = Field(description="Why it cannot be read, or was stopped.")
    columns: list[str]
    reading: dict[str, Any] = Field(description="How the file is read: encoding and separator, or sheet and `sheets`.")
    mapping: dict[str, Any]
    total: int
    done: int
    figures: dict[str, int] = Field(description="How many rows came to what.")
    by: Ref | None
    created_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    can_be_undone: bool


class ImportPage(Answer):
    items: list[ImportOut]
    next: str | None


READ = ("encoding", "separator", "sheet", "sheets")


def preview(found: Preview) -> dict[str, Any]:
    return {
        "columns": found.columns,
        "items": [
            {
                "line": row.line,
                "outcome": str(row.outcome),
                "cells": [{"text": str(one.text), "says": str(one.says), "is_new": one.is_new} for one in row.cells],
                "says": str(row.says),
            }
            for row in found.rows
        ],
    }


def bringing(found: Import, now: datetime) -> dict[str, Any]:
    names = ("what", "source", "name", "size", "columns", "mapping", "total", "done")
    moments = ("created_at", "begun_at", "ended_at")
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in (*names, *moments)},
        "stage": str(found.stage),
        "reason": told(found.reason) if found.reason else "",
        "figures": {str(each): found.figures.get(each, 0) for each in Outcome},
        "reading": {name: found.reading[name] for name in READ if name in found.reading},
        "by": ref(found.by),
        "can_be_undone": found.can_be_undone(now),
    }
