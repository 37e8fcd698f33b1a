"""How many cases stand in each state: a counter row per state, moved by the verbs."""

from __future__ import annotations

from atenda.cases.models import CaseCount
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared


def count(*, leaving: int | None = None, entering: int | None = None, n: int = 1) -> None:
    """Move `n` cases from one state to another; None is outside. Rows in the order of their ids, against deadlock."""
    changes = [(state, step) for state, step in ((leaving, -n), (entering, n)) if state is not None]
    for state_id, step in sorted(changes):
        if not _move(state_id, step):
            CaseCount.objects.bulk_create([CaseCount(state_id=state_id)], ignore_conflicts=True)
            _move(state_id, step)


def _move(state_id: int, step: int) -> bool:
    with prepared() as cursor:
        cursor.execute(
            "UPDATE cases_casecount SET n = n + %s WHERE organization_id = %s AND state_id = %s",
            [step, current_organization().pk, state_id],
        )
        return bool(cursor.rowcount)


def counts_by_state() -> dict[int, int]:
    with prepared() as cursor:
        cursor.execute(
            "SELECT state_id, n FROM cases_casecount WHERE organization_id = %s", [current_organization().pk]
        )
        return dict(cursor.fetchall())
