"""What a person decides about a mail: file it, drop it, bring it back, have it looked at anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from atenda.cases.models import Case
from atenda.conversations.models import SideConversation
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake import events
from atenda.intake.accepting import wake
from atenda.intake.deciding import Decision, speaks_as_customer
from atenda.intake.filing import settle
from atenda.intake.giving_cases import customer_of
from atenda.intake.models import End, RawMail, Why
from atenda.intake.reading.shape import ReadMail
from atenda.intake.refusals import NotHeld
from atenda.intake.rules import verdict_by_hand
from atenda.intake.senders import Sender, sender
from atenda.intake.threads import match
from atenda.staff.models import Agent

MOST_AT_ONCE = 5_000
MOST_OF_ONE = 50
DROPPED_BY_HAND = (Why.BY_HAND, Why.SPAM)


@deed
def file_into(raw: RawMail, mail: ReadMail, parts: Path, *, case: Case | None, by: Agent, now: datetime) -> Case:
    """File a held mail: into this case, or into a new one, which is given what it would have been given had the mail
    been filed by itself. Raises NotHeld.

    Who is filed by hand takes part in the case from then on, as somebody who has written on it.
    """
    _held(raw)
    assert mail.sender is not None
    who = sender(mail.sender.address, mail.sender.name)
    decision = Decision(End.FILED, Why.BY_HAND, case=case, who=who, evidence=raw.evidence)
    if case is not None:
        decision.side = _side_of(raw, mail, who, case)
    else:
        decision.opens_for, decision.verdict = customer_of(mail), verdict_by_hand(mail, raw)
        decision.evidence = {**raw.evidence, "by_hand": decision.verdict.asked}
    settle(raw, mail, decision, parts, now=now)
    raw.ended_by = by
    raw.save(update_fields=["ended_by"])
    case = raw.case
    assert case is not None
    record(raw, events.FILED, by=by, after={"sender": raw.sender, "folio": case.folio}, at=now)
    filed: Case = case
    return filed


def _side_of(raw: RawMail, mail: ReadMail, who: Sender, case: Case) -> SideConversation | None:
    """The side conversation of the case that the mail names, if it is no word of the customer: whoever lets a third
    party's answer in does not make it one to the customer."""
    found = match(mail, raw.envelope_to)
    if found is None or found.side is None or case.pk not in {each.pk for each in found.way}:
        return None
    return None if speaks_as_customer(who, found, found.side) else found.side


@deed
def drop(raw: RawMail, *, is_spam: bool = False, by: Agent, now: datetime) -> None:
    """Say that nothing is to become of a held mail; it can be brought back. Raises NotHeld."""
    _held(raw)
    before = raw.why
    raw.end, raw.why, raw.ended_at, raw.ended_by = End.DROPPED, Why.SPAM if is_spam else Why.BY_HAND, now, by
    raw.save(update_fields=["end", "why", "ended_at", "ended_by"])
    record(raw, events.DROPPED, by=by, before={"why": before}, after={"sender": raw.sender, "why": raw.why}, at=now)


@deed
def bring_back(raw: RawMail, *, by: Agent, now: datetime) -> None:
    """Hold a dropped mail again, whoever or whatever dropped it. One that is held stays so. Raises NotHeld."""
    raw.lock()
    if raw.end == End.HELD:
        return
    if raw.end != End.DROPPED:
        raise NotHeld
    raw.end, raw.ended_at, raw.ended_by = End.HELD, now, by
    raw.save(update_fields=["end", "ended_at", "ended_by"])
    record(raw, events.RESTORED, by=by, after={"sender": raw.sender}, at=now)


@transaction.atomic
def look_again(raw: RawMail) -> bool:
    """Have it read and decided anew, as if it came now: after a fix, or a rule. What is filed stays where it is."""
    found: RawMail | None = RawMail.objects.select_for_update(no_key=True).filter(pk=raw.pk).first()
    if found is None or found.end in (End.FILED, End.RECEIVED):
        return False
    _wait_again(found)
    return True


@transaction.atomic
def look_again_at_theirs(address: str) -> None:
    """What is held of somebody because nobody knew them. One that a person is deciding about now is left to them."""
    rows = RawMail.objects.select_for_update(no_key=True, skip_locked=True)
    for raw in rows.filter(sender=address, end=End.HELD, why__in=(Why.UNKNOWN_SENDER, Why.STRANGER)).order_by("pk")[
        :MOST_OF_ONE
    ]:
        _wait_again(raw)


def _wait_again(found: RawMail) -> None:
    found.end, found.why, found.tries, found.ended_at, found.ended_by = End.RECEIVED, Why.NONE, 0, None, None
    found.proposed = None
    found.save()
    wake(found)


def look_again_at_all(*, since: datetime, until: datetime, only: str = "") -> int:
    """All of a period that are held, or were dropped for one reason; the latest, as many as one asks for at once."""
    rows = RawMail.objects.filter(received_at__gte=since, received_at__lt=until + timedelta(microseconds=1))
    rows = rows.filter(end__in=(End.HELD, End.DROPPED)).exclude(end=End.DROPPED, why__in=DROPPED_BY_HAND)
    if only:
        rows = rows.filter(why=only)
    return sum(look_again(raw) for raw in rows.order_by("-pk")[:MOST_AT_ONCE])


def _held(raw: RawMail) -> None:
    raw.lock()
    if raw.end != End.HELD:
        raise NotHeld
