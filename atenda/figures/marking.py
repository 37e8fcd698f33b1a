"""Note, in the deed itself, that what was added up before is not what it was. Most deeds touch the present alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from atenda.figures.models import Stale
from atenda.history.deeds import current_deed
from atenda.history.models import Event
from atenda.organizations.rows import add

RECENT = timedelta(minutes=10)  # not added up yet: less than `adding_up.GRACE` by more than a deed takes
# what changes an earlier moment whenever it is done, and what does when it is written down for an earlier one
LATE = frozenset({"case.reopened", "case.unmoved", "case.binned", "case.unbinned", "case.unmerged"})
ON_THEIR_DAY = frozenset({"case.opened", "case.closed", "case.cancelled", "case.merged"})
STATE = "cases.state"


def owe(events: Sequence[Event], *, is_quiet: bool) -> list[Event]:
    """Mark the cases whose days are to be added up again. No job of the deed's is needed: every minute one looks."""
    recent = timezone.now() - RECENT
    cases: set[int] = set()
    for event in events:
        if event.case_id is None:
            if event.kind == "picklist.changed" and event.subject_type == STATE:
                add(Stale())  # a closing may be a cancellation now
        elif event.kind in ON_THEIR_DAY:
            if event.at < recent or _was_closed_before(event):
                cases.add(event.case_id)
        elif event.kind in LATE:
            cases.add(event.case_id)
    cases.update(case for case, created_at in current_deed().handed_on.items() if created_at < recent)
    for case_id in cases:
        add(Stale(case_id=case_id))
    return []


def _was_closed_before(event: Event) -> bool:
    """From one ending to another: closed earlier, perhaps, and solved no more, or only now."""
    return event.case is not None and event.case.closed_at is not None and event.case.closed_at != event.at
