"""Open a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import connection

from atenda.cases import catalogue, events
from atenda.cases.closing import check_reason
from atenda.cases.counting import count, standing
from atenda.cases.describing import word_for, words_at_first
from atenda.cases.field_rules import check_opening
from atenda.cases.models import (
    FINISHED,
    Campaign,
    Case,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Picklist,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.cases.refusals import NoCustomer, NotAtWork, RetiredValue
from atenda.cases.titling import reference_for
from atenda.customers.models import Account, Contact
from atenda.files.attaching import take_in
from atenda.files.models import Upload
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.organizations.rows import columns_of, values_of
from atenda.staff.models import Agent, Team


@deed
def open_case(
    *,
    reference: str = "",
    contact: Contact | None = None,
    account: Account | None = None,
    description: str = "",
    type: CaseType | None = None,
    category: Category | None = None,
    priority: Priority | None = None,
    importance: Importance | None = None,
    campaign: Campaign | None = None,
    state: State | None = None,
    responsible: Agent | None = None,
    assignees: Sequence[Agent] = (),
    team: Team | None = None,
    due_at: datetime | None = None,
    source: Source | None = None,
    solution: str = "",
    closing_reason: ClosingReason | None = None,
    tags: Sequence[Tag] = (),
    by: Agent | None,
    now: datetime,
    submission: UUID | None = None,
    follows: Case | None = None,
    is_asked: bool = True,
    files: Sequence[Upload] = (),
) -> Case:
    """Open a case for a customer: a contact, an account or both.

    State and priority default to the organization's initial ones; a reference that may be left empty is made of the
    rest. `submission` names the form that was sent: sent twice, by a double click or a retry, it opens one case and
    returns it both times (B4). `files` waited in that form and become the case's. Where
    nobody fills in a form (`is_asked` is false), the rules of fields ask for nothing. `follows` is the closed case this
    one goes on from. Raises NoCustomer, RetiredValue, WrongReason, StillPending, NotAtWork, MissingFields,
    NeededToClose.
    """
    if submission and (opened := _opened_by(submission)):
        return opened
    if contact is None and account is None:
        raise NoCustomer
    state = state or catalogue.row(State, catalogue.initial_state().id)
    priority = priority or catalogue.row(Priority, catalogue.initial_priority().id)
    people = _people(responsible, assignees)
    _refuse_retired(state, priority, category, type, importance, campaign, source, closing_reason, *tags)
    check_reason(state, closing_reason)
    case = Case(
        reference=reference,
        description=description,
        contact=contact,
        account=account,
        state=state,
        priority=priority,
        category=category,
        type=type,
        importance=importance,
        campaign=campaign,
        responsible=people[0] if people else None,
        assignee_ids=[agent.pk for agent in people],
        team=team,
        due_at=due_at,
        follows=follows,
        source=source,
        solution=solution,
        closing_reason=closing_reason,
        tag_ids=[tag.pk for tag in tags],
        created_at=now,
        updated_at=now,
    )
    if state.lifecycle in FINISHED:
        case.closed_at = case.first_closed_at = now
    if is_asked:
        check_opening(case)
    case.reference = case.reference.strip() or reference_for(case)
    _insert_with_folio(case, submission)
    record(
        case,
        events.OPENED,
        by=by,
        after={"folio": case.folio, **words_at_first(case), "assignees": word_for("assignees", people)},
        at=now,
        is_first=True,
    )
    if follows is not None:
        follows.lock()
        record(follows, events.FOLLOWED_UP, by=by, after={"other": [case.pk, str(case.folio)]}, at=now)
    count(None, standing(case), of=case)
    take_in(files, case, by=by, now=now)
    return case


def _opened_by(submission: UUID) -> Case | None:
    """The case this form has opened. Waits for the same form under way elsewhere, which lets go when its transaction
    ends: two statements in one message, the second of which sees what the first waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s);"
            " SELECT case_id FROM cases_caseopening WHERE organization_id = %s AND submission = %s",
            [submission.int >> 65, current_organization().pk, submission],
        )
        cursor.nextset()
        found = cursor.fetchone()
    return Case.objects.get(pk=found[0]) if found else None


def _people(responsible: Agent | None, assignees: Sequence[Agent]) -> list[Agent]:
    people = list(dict.fromkeys([*([responsible] if responsible else []), *assignees]))
    if any(not agent.takes_cases for agent in people):
        raise NotAtWork
    return people


def _refuse_retired(*values: Picklist | None) -> None:
    if any(value is not None and value.retired_at is not None for value in values):
        raise RetiredValue


def _insert_with_folio(case: Case, submission: UUID | None) -> None:
    """Take the folio in the statement that inserts the case, so that its row is locked as briefly as can be.

    The same statement inserts what hangs on the case: its assignees, and the form it came by.
    """
    with prepared() as cursor:
        cursor.execute(
            _insertion(),
            [case.organization_id, *values_of(case, "folio"), case.assignee_ids, [submission] if submission else []],
        )
        case.pk, case.folio = cursor.fetchone()
    case._state.adding = False
    case._state.db = "default"


@cache
def _insertion() -> str:
    columns = columns_of(Case, "folio")
    return f"""
        WITH taken AS (
            UPDATE organizations_counter SET next_folio = next_folio + 1
            WHERE organization_id = %s RETURNING next_folio - 1 AS folio),
        opened AS (
            INSERT INTO cases_case (folio, {", ".join(columns)}) SELECT folio, {", ".join(columns.values())} FROM taken
            RETURNING organization_id, id, folio, closed_at, created_at),
        assigned AS (
            INSERT INTO cases_caseassignee (organization_id, case_id, agent_id, folio, pending, created_at)
            SELECT organization_id, id, agent_id, folio, closed_at IS NULL, created_at
            FROM opened, unnest(%s::bigint[]) agent_id),
        submitted AS (
            INSERT INTO cases_caseopening (organization_id, submission, case_id, created_at)
            SELECT organization_id, submission, id, created_at FROM opened, unnest(%s::uuid[]) submission)
        SELECT id, folio FROM opened
        """  # noqa: S608  column names of our own model
