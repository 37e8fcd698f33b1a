"""What becomes of a mail: asked in order, the first answer holds, and every question asked is kept as the answer to
«why?» (N2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from atenda.cases.models import Case
from atenda.conversations.models import SideConversation
from atenda.intake import thanks
from atenda.intake.blocking import is_blocked
from atenda.intake.models import End, Policy, RawMail, Why
from atenda.intake.reading.shape import Automatic, Proof, ReadMail
from atenda.intake.rules import Verdict, verdict
from atenda.intake.senders import Sender, is_customer, sender, side_of, takes_part, takes_part_aside
from atenda.intake.threads import By, Match, match
from atenda.mailboxes.models import Mailbox, NewSenders
from atenda.mailboxes.own import own
from atenda.notices.readers import may_see

MOST_AN_HOUR = 20  # new cases of one sender (7.02)
MOST_ANSWERS_AN_HOUR = 60  # of one sender into cases that are there: nobody writes more often, a program may
HOUR = timedelta(hours=1)
OPENING = (Why.OPENED, Why.FOLLOW_UP)


@dataclass
class Decision:
    """`case` is where it goes, None for a new one; `proposed` where a person may put what is held."""

    end: End
    why: Why
    case: Case | None = None
    is_locked: bool = False  # the case is, since it was decided
    proposed: Case | None = None
    who: Sender | None = None
    opens_for: Sender | None = None  # the customer of a new case, where a colleague passed their mail on
    follows: Case | None = None
    side: SideConversation | None = None  # where it goes inside its case: the customer never sees it (U17)
    is_note: bool = False  # a colleague answers what we told them: the customer never sees it (3.01)
    reopens: bool = False
    verdict: Verdict = field(default_factory=Verdict)
    evidence: dict[str, Any] = field(default_factory=dict)


def decide(mail: ReadMail, raw: RawMail, *, now: datetime) -> Decision:
    """Nothing is changed here, so that it can be asked again, and of mails of long ago."""
    asked: list[list[Any]] = []
    for decision in _questions(mail, raw, asked, now):
        if decision is not None:
            decision.evidence = {"asked": asked, **decision.evidence}
            return decision
    raise AssertionError("the last question always has an answer")


def _questions(mail: ReadMail, raw: RawMail, asked: list[list[Any]], now: datetime) -> Iterator[Decision | None]:
    def ask(name: str, answer: bool, detail: Any = "") -> bool:
        asked.append([name, answer, detail])
        return answer

    if ask("retired", not raw.mailbox.is_active):
        yield Decision(End.HELD, Why.RETIRED)
    if ask("bounce", mail.automatic == Automatic.BOUNCE):
        yield Decision(End.DROPPED, Why.BOUNCE)
    if ask("receipt", mail.automatic == Automatic.RECEIPT):
        yield Decision(End.DROPPED, Why.RECEIPT)
    if ask("complaint", mail.automatic == Automatic.COMPLAINT):
        yield Decision(End.DROPPED, Why.AUTOMATIC)
    if ask("nobody", mail.sender is None):
        yield Decision(End.HELD, Why.UNREADABLE)
    assert mail.sender is not None
    who = sender(mail.sender.address, mail.sender.name)
    if ask("own", own().has(who.address), who.address):
        yield Decision(End.DROPPED, Why.OWN, who=who)
    found = match(mail, raw.envelope_to)
    place = found.case if found else None
    ask("names_case", found is not None, [found.way[0].folio, found.by.value] if found else "")
    if found is not None and len(found.way) > 1:
        ask("merged", True, found.case.folio)
    if ask("blocked", is_blocked(who.address), who.address):
        yield Decision(End.DROPPED, Why.BLOCKED, who=who)
    if ask("unproven", mail.proof == Proof.FAILED, who.address):
        yield Decision(End.HELD, Why.UNPROVEN, proposed=place, who=who)
    if ask("several_senders", "several-senders" in mail.problems):  # whoever forges one could hide behind the other
        yield Decision(End.HELD, Why.SEVERAL, proposed=place, who=who)
    if ask("spam", mail.is_spam):
        yield Decision(End.HELD, Why.SPAM, proposed=place, who=who)
    said = verdict(mail, raw, now=now)
    asked += said.asked
    if said.ends:
        yield Decision(said.end, said.why, proposed=place, who=who, verdict=said)
    if found is not None:
        if ask("answers_a_lot", *_came_often(raw, who, now, most=MOST_ANSWERS_AN_HOUR)):
            yield Decision(End.HELD, Why.TOO_MANY, proposed=place, who=who)
        yield _of_case(mail, raw, found, who, ask, now)
    if ask("automatic", mail.automatic != Automatic.NO, mail.automatic.value):
        is_program = mail.automatic == Automatic.GENERATED  # what a shop writes may be meant for people
        yield Decision(End.HELD if is_program else End.DROPPED, Why.AUTOMATIC, who=who)
    yield _new(mail, raw, who, said, ask, now)


def _of_case(mail: ReadMail, raw: RawMail, found: Match, who: Sender, ask: Any, now: datetime) -> Decision:
    """It names a case that is here: does its sender take part in it?"""
    case = found.case
    if ask("binned", case.binned_at is not None, case.folio):
        return Decision(End.HELD, Why.NO_ACCESS, proposed=case, who=who)
    why = {By.TAG: Why.TAGGED, By.REFERENCE: Why.REPLIED}.get(found.by, Why.ANSWERED)
    if found.side is not None:
        decided = _of_side(found, found.side, who, why, ask)
        if decided is not None:
            return decided
    if who.agent is not None and not who.is_known:
        return _of_colleague(mail, found, who, ask)
    if not ask("takes_part", any(takes_part(who, each) for each in found.way), [who.address, found.way[0].folio]):
        if (side := side_of(who, found.way)) is not None and ask("aside", True, side.with_whom):
            return Decision(End.FILED, why, case=side.case, side=side, who=who)
        return Decision(End.HELD, Why.STRANGER, proposed=case, who=who)
    if case.is_pending or mail.automatic:
        return Decision(End.FILED, why, case=case, who=who)
    assert case.closed_at is not None
    if ask("thanks", thanks.is_bare(mail.new_text)):
        return Decision(End.FILED, why, case=case, who=who)
    days = reopen_days()
    if ask("late", now - case.closed_at > timedelta(days=days), [case.closed_at.isoformat(), days]):
        if ask("too_many", *_came_often(raw, who, now, most=MOST_AN_HOUR, whys=OPENING)):
            return Decision(End.HELD, Why.TOO_MANY, proposed=case, who=who)
        return Decision(End.FILED, Why.FOLLOW_UP, follows=case, who=who)
    return Decision(End.FILED, why, case=case, who=who, reopens=True)


def _of_side(found: Match, side: SideConversation, who: Sender, why: Why, ask: Any) -> Decision | None:
    """It names a side conversation: there it goes, whoever sends it, where they have had a mail of it; by what a third
    party wrote, where they take part. Nothing is decided here of what the customer writes: somebody passed a mail of it
    on to them, and what they say they say to the desk."""
    ask("aside", True, side.with_whom)
    if ask("from_customer", speaks_as_customer(who, found, side), who.address):
        return None
    if found.is_proof or ask("takes_part", takes_part_aside(who, side), [who.address, found.way[0].folio]):
        return Decision(End.FILED, why, case=side.case, side=side, who=who)
    return Decision(End.HELD, Why.STRANGER, proposed=found.case, who=who)


def speaks_as_customer(who: Sender, found: Match, side: SideConversation) -> bool:
    """Whether it is the customer of the case who writes, and nobody whom the desk asked in it."""
    return not takes_part_aside(who, side) and any(is_customer(who, each) for each in found.way)


def _of_colleague(mail: ReadMail, found: Match, who: Sender, ask: Any) -> Decision:
    """A colleague's mail becomes a note, when it is surely theirs and they may see the case (3.01, 3.03). What their
    machine answers for them does not: two who are away would tell each other so for ever."""
    assert who.agent is not None
    if ask("automatic", mail.automatic != Automatic.NO, mail.automatic.value):
        return Decision(End.DROPPED, Why.AUTOMATIC, who=who)
    is_theirs = found.told is not None and found.told.pk == who.agent.pk
    if not ask("is_theirs", mail.proof == Proof.PASSED or (is_theirs and found.is_proof), who.address):
        return Decision(End.HELD, Why.STRANGER, proposed=found.case, who=who)
    if not ask("may_see", may_see(who.agent, found.case), who.address):
        return Decision(End.HELD, Why.NO_ACCESS, proposed=found.case, who=who)
    return Decision(End.FILED, Why.ANSWERED, case=found.case, who=who, is_note=True)


def _new(mail: ReadMail, raw: RawMail, who: Sender, said: Verdict, ask: Any, now: datetime) -> Decision:
    """It names no case of ours."""
    if ask("too_many", *_came_often(raw, who, now, most=MOST_AN_HOUR, whys=OPENING)):
        return Decision(End.HELD, Why.TOO_MANY, who=who, verdict=said)
    if who.agent is not None and not who.is_known:
        first = passed_on(mail)
        if not ask("passes_on", first is not None, who.address) or first is None:
            return Decision(End.HELD, Why.STRANGER, who=who, verdict=said)
        return Decision(End.FILED, Why.OPENED, who=who, opens_for=first, verdict=said)
    if not ask("on_record", who.is_known, who.address) and ask(
        "asks_who", asks_who_writes(raw.mailbox), str(raw.mailbox)
    ):
        return Decision(End.HELD, Why.UNKNOWN_SENDER, who=who, verdict=said)
    return Decision(End.FILED, Why.OPENED, who=who, opens_for=who, verdict=said)


def _came_often(
    raw: RawMail, who: Sender, now: datetime, *, most: int, whys: Sequence[Why] = ()
) -> tuple[bool, list[Any]]:
    """Whether as many mails of theirs were filed within an hour, for these reasons if any, as may be; and how many."""
    filed = RawMail.objects.filter(sender=who.address, end=End.FILED, received_at__gt=now - HOUR).exclude(pk=raw.pk)
    many = (filed.filter(why__in=whys) if whys else filed)[: most + 1].count()
    return many >= most, [who.address, many]


def passed_on(mail: ReadMail) -> Sender | None:
    """The customer whose mail a colleague passes on; nobody where it is a colleague's own, or an address of ours."""
    if mail.forwarded is None or mail.proof == Proof.FAILED:
        return None
    first = sender(mail.forwarded.address, mail.forwarded.name)
    is_ours = own().has(first.address) or (first.agent is not None and not first.is_known)
    return None if is_ours else first


def asks_who_writes(mailbox: Mailbox) -> bool:
    """Whether the mail of somebody who is not on record waits until a person says who they are."""
    chosen = mailbox.new_senders or (Policy.objects.first() or Policy()).new_senders
    return bool(chosen == NewSenders.PROPOSALS)


def reopen_days() -> int:
    """In which an answer reopens a closed case; after them it opens another one that follows it (U23)."""
    return (Policy.objects.first() or Policy()).reopen_days
