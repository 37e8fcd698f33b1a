"""Files brought in, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Ref, Shape, ref
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


class ImportOut(Answer):
    id: int
    what: str
    source: str
    name: str
    size: int
    stage: Literal["reading", "failed", "ready", "running", "stopped", "done", "undoing", "undone"]
    reason: str = Field(description="Why it cannot be read, or was stopped.")
    columns: list[str]
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


def bringing(found: Import, now: datetime) -> dict[str, Any]:
    names = ("what", "source", "name", "size", "columns", "mapping", "total", "done")
    moments = ("created_at", "begun_at", "ended_at")
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in (*names, *moments)},
        "stage": str(found.stage),
        "reason": told(found.reason) if found.reason else "",
        "figures": {str(each): found.figures.get(each, 0) for each in Outcome},
        "by": ref(found.by),
        "can_be_undone": found.can_be_undone(now),
    }
