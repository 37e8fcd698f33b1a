"""The cases behind a figure, found another way than it is counted: nothing is told that cannot be opened (N15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from atenda.cases.events import REOPENED
from atenda.cases.models import Case, Interlude, Lifecycle
from atenda.figures.leading import Customer
from atenda.figures.periods import Period
from atenda.history.models import Event
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent
from atenda.worklists.conditions import scope

PAGE = 50
FIGURES = ("opened", "pending", "solved", "reopened")


def cases_behind(actor: Agent, figure: str, period: Period, *, now: datetime, customer: Customer | None = None) -> Any:
    """Those that this agent sees, as a query."""
    seen, span = Case.objects.visible_to(actor), period.span
    if customer is not None:
        seen = seen.filter(**{customer[0]: customer[1]})
    match figure:
        case "opened":
            return seen.filter(created_at__gte=span.start, created_at__lt=span.end)
        case "pending":
            return seen.filter(created_at__lt=span.end).filter(_pending_at(span.end))
        case "reopened":
            return seen.filter(_reopened_in(period))
        case _:
            return seen.filter(_solved_in(period, now))


REOPENED_IN = """
    SELECT DISTINCT c.folio FROM cases_interlude i
    JOIN cases_case c ON c.organization_id = %s AND c.id = i.case_id
    WHERE i.organization_id = %s AND i.until >= %s AND i.until < %s AND NOT i.is_pending
        AND EXISTS (SELECT FROM history_event e WHERE e.organization_id = %s AND e.case_id = i.case_id
            AND e.kind = %s AND e.at = i.until)
        AND c.binned_at IS NULL AND {seen} ORDER BY c.folio DESC
    """


def reopened_folios(actor: Agent, period: Period) -> list[int]:
    """Those behind «reopened», the newest first: few enough to be read whole."""
    organization, seen = current_organization().pk, list(scope(actor))
    values: list[Any] = [organization, organization, period.span.start, period.span.end, organization, REOPENED.name]
    values += [value for each in seen for value in each.values]
    with prepared() as cursor:  # by the index of interludes, few of them
        cursor.execute(REOPENED_IN.format(seen=" AND ".join(each.plain for each in seen) or "true"), values)
        return [folio for (folio,) in cursor.fetchall()]


def page_of(cases: Any, *, before: int | None) -> tuple[Sequence[Case], int | None]:
    """The newest, or those older than a folio; and the folio after which there are more."""
    found = cases if before is None else cases.filter(folio__lt=before)
    rows = list(found.select_related("contact", "account").order_by("-folio")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].folio if len(rows) > PAGE else None


def _pending_at(moment: datetime) -> Q:
    """By the row, but where an interlude knows better."""
    open_then = Q(closed_at=None) | Q(closed_at__gte=moment)
    return (open_then & ~Q(_told_at(moment, is_pending=False))) | Q(_told_at(moment, is_pending=True))


def _solved_in(period: Period, now: datetime) -> Q:
    """By the last closing; as it was known at a past moment, by the last one before it."""
    span = period.span
    within = {"closed_at__gte": span.start, "closed_at__lt": span.end}
    solved = Q(state__lifecycle=Lifecycle.CLOSED, **within)
    if period.asked_at >= now:
        return solved
    at = period.asked_at
    then = _told_at(at, is_pending=False, is_cancelled=False, **within)
    return (solved & ~Q(_told_at(at, is_pending=True))) | Q(then)


def _reopened_in(period: Period) -> Q:
    """Pending again after having been closed; a close that was taken back is no reopening."""
    reopening = Event.objects.filter(case=OuterRef("case"), kind=REOPENED.name, at=OuterRef("until"))
    ended = {"until__gte": period.span.start, "until__lt": period.span.end}
    return Q(Exists(Interlude.objects.filter(Exists(reopening), case=OuterRef("pk"), is_pending=False, **ended)))


def _told_at(moment: datetime, **told: Any) -> Exists:
    return Exists(Interlude.objects.filter(case=OuterRef("pk"), since__lt=moment, until__gte=moment, **told))
