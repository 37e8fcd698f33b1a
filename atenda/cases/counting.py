"""How many cases stand in each state: a counter row per state, moved by the verbs."""

from __future__ import annotations

from django.db.models import F

from atenda.cases.models import CaseCount


def count(*, leaving: int | None = None, entering: int | None = None, n: int = 1) -> None:
    """Move `n` cases from one state to another; None is outside. Rows in the order of their ids, against deadlock."""
    changes = [(state, step) for state, step in ((leaving, -n), (entering, n)) if state is not None]
    for state_id, step in sorted(changes):
        changed = CaseCount.objects.filter(state_id=state_id).update(n=F("n") + step)
        if not changed:
            CaseCount.objects.bulk_create([CaseCount(state_id=state_id)], ignore_conflicts=True)
            CaseCount.objects.filter(state_id=state_id).update(n=F("n") + step)


def counts_by_state() -> dict[int, int]:
    return dict(CaseCount.objects.values_list("state_id", "n"))
