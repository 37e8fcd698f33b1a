"""Who works on a case: one responsible, and others who help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from atenda.cases import events
from atenda.cases.counting import count, standing
from atenda.cases.describing import assignees_of, word_for
from atenda.cases.field_rules import check_edit
from atenda.cases.models import Case
from atenda.cases.refusals import NotAtWork
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent


@deed
def assign(
    case: Case, *, responsible: Agent | None, others: Sequence[Agent] = (), by: Agent | None, now: datetime
) -> None:
    """Say who answers for the case and who else works on it; nobody at all leaves it unassigned.

    Raises NotAtWork, and what the rules of fields say: NotEditable, MissingFields.
    """
    case.lock()
    responsible_id, others_ids = case.responsible_id, set(case.assignee_ids) - {case.responsible_id}
    put(case, responsible=responsible, others=others, by=by, now=now)
    if case.responsible_id != responsible_id:
        check_edit(case, ["responsible"])
    if set(case.assignee_ids) - {case.responsible_id} != others_ids:
        check_edit(case, ["assignees"])


@deed
def put(
    case: Case, *, responsible: Agent | None, others: Sequence[Agent] = (), by: Agent | None, now: datetime
) -> None:
    """The same, whatever the rules of fields say: for cases of somebody who leaves.

    Without a responsible the first of the others becomes it. The people it has already change nothing. Who has left
    may stay on a case but cannot be added: raises NotAtWork.
    """
    case.lock()
    people = list(dict.fromkeys([*([responsible] if responsible else []), *others]))
    ids = [agent.pk for agent in people]
    if ids == case.assignee_ids:
        return
    if any(not agent.takes_cases and agent.pk not in case.assignee_ids for agent in people):
        raise NotAtWork
    before = assignees_of(case)
    place(case, people, by=by, now=now)
    record(case, events.ASSIGNED, by=by, before=in_words(before), after=in_words(people), at=now)


def place(case: Case, people: Sequence[Agent], *, by: Agent | None, now: datetime) -> None:
    """Put these on a case that is locked, the first of them responsible: part of verbs, which record it."""
    was = standing(case)
    case.assignee_ids, case.responsible = [agent.pk for agent in people], people[0] if people else None
    case.save(update_fields=["assignee_ids", "responsible", *case.changed_by(by, now)])
    _link(case)
    count(was, standing(case), of=case)


LINK = """
    WITH gone AS (
        DELETE FROM cases_caseassignee WHERE organization_id = %s AND case_id = %s AND agent_id <> ALL(%s::bigint[]))
    INSERT INTO cases_caseassignee (organization_id, case_id, agent_id, folio, pending, created_at)
    SELECT c.organization_id, c.id, agent_id, c.folio, c.closed_at IS NULL, c.created_at
    FROM cases_case c, unnest(%s::bigint[]) agent_id WHERE c.organization_id = %s AND c.id = %s
    ON CONFLICT DO NOTHING
    """


def _link(case: Case) -> None:
    """One link row for each assignee, and no others."""
    key, ids = [case.organization_id, case.pk], case.assignee_ids
    with prepared() as cursor:
        cursor.execute(LINK, [*key, ids, ids, *key])


def in_words(people: Sequence[Agent]) -> dict[str, object]:
    return {
        "responsible": word_for("responsible", people[0] if people else None),
        "assignees": word_for("assignees", people),
    }
