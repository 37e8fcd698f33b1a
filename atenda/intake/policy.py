"""Change what becomes of mails."""

from __future__ import annotations

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake import events
from atenda.intake.models import Policy
from atenda.staff.models import Agent

FIELDS = ("new_senders", "reopen_days")


def policy() -> Policy:
    """The one that holds; a row of its own only where somebody chose."""
    return Policy.objects.first() or Policy()


@deed
def set_policy(*, new_senders: str, reopen_days: int, by: Agent) -> Policy:
    """Keep what was chosen; chosen again, nothing changes."""
    kept: Policy = Policy.objects.select_for_update().first() or Policy()
    before = {name: getattr(kept, name) for name in FIELDS}
    after = {"new_senders": str(new_senders), "reopen_days": reopen_days}
    if before == after and kept.pk is not None:
        return kept
    kept.new_senders, kept.reopen_days = new_senders, reopen_days
    kept.save()
    record(kept, events.POLICY_CHANGED, by=by, before=before, after=after)
    return kept
