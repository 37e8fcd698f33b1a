"""Files of lists, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Shape
from atenda.api.shapes.many import Folio
from atenda.exporting.models import Export
from atenda.worklists.bulk.choosing import MOST_MARKED


class ExportIn(Shape):
    """A list, by the words of its own address: those of `GET cases/`, `GET accounts/` or `GET contacts/`. Or the
    archive of the whole organization, of which nothing else is said."""

    what: Literal["cases", "accounts", "contacts", "archive"]
    form: Literal["xlsx", "excel", "csv"] = Field(
        default="xlsx", description="A workbook, a CSV as Excel reads it, or one as other programs do."
    )
    of_list: Annotated[dict[str, str], Field(max_length=40)] = Field(
        default={}, description="View, filters, `q` and, of cases, `order`; `{}` is all."
    )
    folios: Annotated[list[Folio], Field(min_length=1, max_length=MOST_MARKED)] | None = Field(
        default=None, description="Of cases: only these."
    )
    columns: Annotated[list[str], Field(min_length=1, max_length=40)] | None = Field(
        default=None, description="Of cases: which, in this order; else as this person sees the list."
    )
    title: Annotated[str, Field(max_length=120)] = Field(default="", description="What it is called.")


class ExportOut(Answer):
    id: int
    what: str
    form: str
    title: str
    stage: Literal["waiting", "running", "ready", "failed", "cancelled", "expired"]
    trouble: str = Field(description="Why it failed.")
    rows: int
    of: int = Field(description="How many there will be; 0 while nobody knows.")
    size: int
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    content: str | None = Field(description="Where the file is, while it can be taken.")


class ExportPage(Answer):
    items: list[ExportOut]
    next: str | None


def export(found: Export, *, can_be_taken: bool) -> dict[str, Any]:
    names = ("what", "form", "title", "rows", "of", "size", "asked_at", "ended_at", "expires_at")
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in names},
        "stage": str(found.stage),
        "trouble": str(found.get_trouble_display()) if found.trouble else "",
        "content": f"/api/v1/exports/{found.pk}/content/" if can_be_taken else None,
    }
