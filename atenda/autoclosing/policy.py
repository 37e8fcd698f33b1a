"""Which cases close by themselves, and how to change it."""

from __future__ import annotations

from collections.abc import Collection

from atenda.autoclosing.events import POLICY_CHANGED
from atenda.autoclosing.models import Policy
from atenda.cases.models import ClosingReason
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent


def policy() -> Policy:
    """The one that holds; a row of its own only where somebody chose."""
    return Policy.objects.select_related("reason").first() or Policy()


@deed
def set_policy(
    *, is_on: bool, states: Collection[int], days: int, notice_days: int, reason: ClosingReason | None, by: Agent
) -> Policy:
    """From now on; the same again changes nothing."""
    held: Policy = Policy.objects.select_for_update().first() or Policy()
    before = _told(held)
    held.is_on, held.states, held.days, held.notice_days = is_on, sorted(states), days, notice_days
    held.reason = reason
    after = _told(held)
    if before == after and held.pk is not None:
        return held
    held.save()
    different = [name for name in after if before[name] != after[name]]
    record(
        held,
        POLICY_CHANGED,
        by=by,
        before={name: before[name] for name in different},
        after={name: after[name] for name in different},
    )
    return held


def _told(held: Policy) -> dict[str, object]:
    return {
        "is_on": held.is_on,
        "states": list(held.states),
        "days": held.days,
        "notice_days": held.notice_days,
        "closing_reason": held.reason_id,
    }
