"""Hand over the pending cases of somebody who leaves (B34)."""

from __future__ import annotations

from django.utils import timezone

from atenda.cases.assignment import put
from atenda.cases.describing import assignees_of
from atenda.cases.models import Case, CaseAssignee
from atenda.history.deeds import deed
from atenda.staff.models import Agent


@deed
def hand_over(agent: Agent, to: Agent | None = None, by: Agent | None = None) -> int:
    """Give every pending case of `agent` to `to`, or to whoever else works on it; answers how many.

    With no heir and nobody else the case is left unassigned, where nobody overlooks it (B33). Finished cases keep
    the name.
    """
    held = CaseAssignee.objects.filter(agent=agent, pending=True).values_list("case_id", flat=True)
    cases = list(Case.objects.filter(pk__in=list(held), binned_at=None).order_by("pk"))
    for case in cases:
        others = [person for person in assignees_of(case) if person.pk != agent.pk]
        was_responsible = case.responsible_id == agent.pk
        responsible = to if was_responsible and to else others[0] if others else to
        put(case, responsible=responsible, others=others, by=by, now=timezone.now())
    return len(cases)
