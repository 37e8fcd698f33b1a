"""The reads behind the page of exports."""

from __future__ import annotations

from atenda.exporting.models import Export
from atenda.staff.models import Agent

PAGE = 50


def exports_of(agent: Agent, *, before: int = 0) -> tuple[list[Export], int]:
    """One's own, the latest first, and before which the next page begins, 0 where there is none."""
    rows = Export.objects.filter(by=agent).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def own(agent: Agent, pk: int) -> Export | None:
    found: Export | None = Export.objects.select_related("by").filter(pk=pk, by=agent).first()
    return found
