"""Note, in the deed itself, that a day added up before is not what it was. Most deeds touch today alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from atenda.figures.models import Stale
from atenda.figures.periods import day_of
from atenda.history.deeds import current_deed
from atenda.history.models import Event
from atenda.organizations.entering import current_organization
from atenda.organizations.rows import add

# what changes an earlier day whenever it is done, and what does when it is written down for an earlier day
LATE = frozenset({"case.reopened", "case.unmoved", "case.binned", "case.unbinned"})
ON_THEIR_DAY = frozenset({"case.opened", "case.closed", "case.cancelled"})
STATE = "cases.state"


def owe(events: Sequence[Event], *, is_quiet: bool) -> list[Event]:
    """Mark the cases whose days are to be added up again. No job of the deed's is needed: every minute one looks."""
    today = None
    cases: set[int] = set()
    for event in events:
        if event.case_id is None:
            if event.kind == "picklist.changed" and event.subject_type == STATE:
                add(Stale())  # a closing may be a cancellation now
        elif event.kind in ON_THEIR_DAY:
            today = today or _day(timezone.now())
            if _day(event.at) < today or _was_closed_before(event):
                cases.add(event.case_id)
        elif event.kind in LATE:
            cases.add(event.case_id)
    if handed_on := current_deed().handed_on:  # its days are those of other people now; today is counted live
        today = today or _day(timezone.now())
        cases.update(case for case, created_at in handed_on.items() if _day(created_at) < today)
    for case_id in cases:
        add(Stale(case_id=case_id))
    return []


def _was_closed_before(event: Event) -> bool:
    """From one ending to another: closed on an earlier day, perhaps, and solved no more, or only now."""
    return event.case is not None and event.case.closed_at is not None and event.case.closed_at != event.at


def _day(moment: datetime) -> date:
    return day_of(moment, ZoneInfo(current_organization().time_zone))
