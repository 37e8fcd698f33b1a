"""Ask a customer how it went, some time after their case was closed: once for each closing."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from atenda.cases.models import Case, Lifecycle
from atenda.conversations.models import Direction, Message
from atenda.customers.models import Account, Contact
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.notices.announcing import mail_to
from atenda.notices.readers import Reader, customer_of
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization
from atenda.satisfaction.events import ASKED
from atenda.satisfaction.letter import letter
from atenda.satisfaction.models import Left, Policy, Survey
from atenda.satisfaction.policy import policy
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held
from atenda.staff.models import Agent

KIND = "rating"
MOST = 200  # at once
LOOKS_BACK = timedelta(days=3)  # however long nothing ran, nobody is asked about long ago


def ask_due(now: datetime) -> int:
    """In the organization entered: ask about every closing whose time has come; how many were looked at.

    In a restored copy nobody is asked.
    """
    chosen = policy()
    if not chosen.is_on or chosen.since is None or is_held():
        return 0
    until = now - timedelta(hours=chosen.hours)
    asked = Survey.objects.filter(case=OuterRef("pk"), closed_at=OuterRef("closed_at"))
    due = Case.objects.filter(closed_at__gt=max(chosen.since, until - LOOKS_BACK), closed_at__lte=until, binned_at=None)
    due = due.filter(merged_into=None)
    due = due.filter(state__lifecycle=Lifecycle.CLOSED).exclude(Exists(asked)).order_by("closed_at")[:MOST]
    cases = list(due)
    for case in cases:
        ask(case, chosen=chosen, now=now)
    return len(cases)


@deed
def ask(case: Case, *, chosen: Policy, now: datetime) -> Survey | None:
    """One mail to the customer, or the reason why there is none. None where it was asked, or reopened, meanwhile."""
    closed_at = case.closed_at
    case.lock()
    if case.closed_at is None or case.closed_at != closed_at or case.state.lifecycle != Lifecycle.CLOSED:
        return None
    if Survey.objects.filter(case=case, closed_at=closed_at).exists():
        return None
    reader = customer_of(case)
    customer = reader.customer if reader else case.contact or case.account
    survey = Survey(
        case=case,
        closed_at=closed_at,
        contact=customer if isinstance(customer, Contact) else None,
        account=customer if isinstance(customer, Account) else None,
        agent=case.responsible,
        team=case.team,
        category=case.category,
        left=_left(case, reader, chosen, now),
        nonce=secrets.token_hex(16),
        faces=chosen.faces,
        asked_at=now,
        expires_at=now + timedelta(days=chosen.days_valid),
    )
    survey.save(force_insert=True)
    maybe_crash("asking")
    if survey.left or reader is None:
        return survey
    mail_to(reader, letter(survey, case, reader), kind=KIND, case=case, now=now).save(force_insert=True)
    record(case, ASKED, by=None, at=now, is_remark=True)
    organization = current_organization().pk
    transaction.on_commit(lambda: wake(organization))
    return survey


def _left(case: Case, reader: Reader | None, chosen: Policy, now: datetime) -> Left:
    if case.closing_reason_id in chosen.except_reasons:
        return Left.REASON
    if _is_by_machine(case):
        return Left.MACHINE
    if reader is None or reader.customer is None:
        return Left.NO_ADDRESS
    if is_colleagues(reader.address):
        return Left.COLLEAGUE
    recent = Survey.objects.filter(left="", asked_at__gt=now - timedelta(days=chosen.days_between))
    return Left.RECENT if recent.filter(**{reader.customer.kind: reader.customer}).exists() else Left.NONE


def is_colleagues(address: str) -> bool:
    return bool(Agent.objects.active().filter(identity__email__iexact=address, is_integration=False).exists())


def _is_by_machine(case: Case) -> bool:
    """Another program opened it, or a mail that a machine wrote."""
    opened = Event.objects.filter(case=case, kind="case.opened").select_related("actor").first()
    if opened is not None and opened.actor is not None:
        return bool(opened.actor.is_integration)
    first = Message.objects.filter(case=case, direction=Direction.IN).order_by("pk").only("automatic").first()
    return bool(first and first.automatic)
