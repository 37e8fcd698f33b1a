"""What the row of a case does not tell any more: that it was closed before, or open for a while (N15)."""

from __future__ import annotations

from datetime import datetime

from atenda.cases.models import Case, Interlude
from atenda.organizations.rows import add


def remember(case: Case, *, was_cancelled: bool, now: datetime) -> None:
    """The case is about to be pending again: from its closing until now it was not."""
    assert case.closed_at is not None
    add(Interlude(case=case, closed_at=case.closed_at, since=case.closed_at, until=now, is_cancelled=was_cancelled))


def take_back(case: Case, *, reopened_at: datetime, now: datetime) -> datetime | None:
    """The reopening of that moment is undone, and the row says closed as before: yet it was pending until now.

    When it had been closed, where that is known.
    """
    told: Interlude | None = Interlude.objects.filter(case=case, until=reopened_at, is_pending=False).last()
    if told is None:
        return None
    Interlude.objects.filter(pk=told.pk).update(since=reopened_at, until=now, is_pending=True)
    return told.closed_at
