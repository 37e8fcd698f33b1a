"""Tell the customer, and close days later: each once, whoever else is at work, and however often it is killed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from atenda.autoclosing.events import ANNOUNCED, CLOSED, KEPT
from atenda.autoclosing.letter import letter
from atenda.autoclosing.models import Announced, End, Policy
from atenda.autoclosing.policy import policy
from atenda.autoclosing.waiting import last_word, reader_of, waiting
from atenda.cases import lifecycle
from atenda.cases.models import Case
from atenda.conversations.models import Direction
from atenda.conversations.sides.reading import is_waiting
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.announcing import mail_to
from atenda.notices.models import MailState
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization
from atenda.organizations.refusals import Refused
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held

KIND = "closing"
MOST = 200  # at once


def sweep(now: datetime) -> None:
    """In the organization entered. In a restored copy nothing is told and nothing closes."""
    chosen = policy()
    if not chosen.is_on or not chosen.states or is_held():
        return
    for due in list(Announced.objects.filter(end="", closes_at__lte=now).order_by("closes_at")[:MOST]):
        close_one(due, chosen=chosen, now=now)
    for case in list(waiting(chosen, now=now)[:MOST]):
        announce(case, chosen=chosen, now=now)


@deed
def announce(case: Case, *, chosen: Policy, now: datetime) -> Announced | None:
    """One mail that says when it will be closed. None where it waits no longer, or nobody can be told."""
    case.lock()
    if not waiting(chosen, now=now).filter(pk=case.pk).exists():
        return None
    word = last_word(case)
    reader = reader_of(case, word) if word else None
    if word is None or reader is None or word.direction != Direction.OUT:
        return None
    if word.at > now - timedelta(days=chosen.days):
        return None
    mail = mail_to(reader, letter(case, reader, chosen, now=now), kind=KIND, case=case, now=now)
    mail.save(force_insert=True)
    closes_at = now + timedelta(days=chosen.notice_days)
    announced = Announced(case=case, word=word, mail=mail, at=now, closes_at=closes_at)
    announced.save(force_insert=True)
    maybe_crash("announcing")
    record(case, ANNOUNCED, by=None, at=now, is_remark=True)
    organization = current_organization().pk
    transaction.on_commit(lambda: wake(organization))
    return announced


def close_one(announced: Announced, *, chosen: Policy, now: datetime) -> None:
    """Close the case, unless anybody answered or it went on; not before the customer has had their days to answer."""
    try:
        _close(announced, chosen=chosen, now=now)
    except Refused:
        _give_up(announced, now=now)


@deed
def _give_up(announced: Announced, *, now: datetime) -> None:
    announced.lock()
    if not announced.end:
        _end(announced, End.REFUSED, now)


@deed
def _close(announced: Announced, *, chosen: Policy, now: datetime) -> None:
    case: Case = Case.objects.get(pk=announced.case_id)
    if case.binned_at is not None:
        return _end(announced, End.MOVED, now)
    case.lock()
    announced.lock()
    if announced.end:
        return None
    word = last_word(case)
    is_same = word is not None and word.pk == announced.word_id and word.direction == Direction.OUT
    has_spoken = case.contacted_at is not None and case.contacted_at > announced.at
    if not is_same or has_spoken or is_waiting(case) or not case.is_pending or case.state_id not in chosen.states:
        return _end(announced, End.MOVED, now)
    if word is None or reader_of(case, word) is None:
        return _end(announced, End.MOVED, now)
    if announced.mail is None or announced.mail.state == MailState.FAILED:
        return _end(announced, End.MOVED, now)
    told_at = announced.mail.sent_at if announced.mail.state == MailState.SENT else None
    if told_at is None or told_at + timedelta(days=chosen.notice_days) > now:
        return None
    reason = chosen.reason if chosen.reason and chosen.reason.retired_at is None else None
    lifecycle.close(case, reason=reason, by=None, now=now)
    maybe_crash("closing")
    record(case, CLOSED, by=None, after={"name": str((now - word.at).days)}, at=now, is_remark=True)
    return _end(announced, End.CLOSED, now)


@deed
def keep(case: Case, *, now: datetime) -> bool:
    """The customer wants it to stay open: the days are counted anew. False where nothing was to be closed."""
    case.lock()
    announced = open_of(case)
    if announced is None:
        return False
    record(case, KEPT, by=None, at=now, is_remark=True)
    _end(announced, End.KEPT, now)
    return True


def open_of(case: Case) -> Announced | None:
    """The closing that the customer of this case was told of and that is still to come."""
    found: Announced | None = Announced.objects.filter(case=case, end="").first()
    return found


def _end(announced: Announced, end: End, now: datetime) -> None:
    announced.end, announced.ended_at = end, now
    announced.save(update_fields=["end", "ended_at"])
