"""Do what was decided, in one transaction: the mail, the case and the message, or none of them (2.11)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.utils import translation

from atenda.cases.lifecycle import reopen
from atenda.cases.models import Case
from atenda.cases.opening import open_case
from atenda.cases.refusals import Merged
from atenda.conversations.calling_off import hold_for_calling_off
from atenda.conversations.models import Direction, Message
from atenda.conversations.noting import note
from atenda.conversations.receiving import Enclosed, receive
from atenda.conversations.sides.receiving import receive_aside
from atenda.customers.models import Contact
from atenda.files import names
from atenda.files.kinds import is_program, kind_of
from atenda.files.receiving import Received
from atenda.files.storage import Incoming
from atenda.history.deeds import deed
from atenda.intake.bouncing import mark_undelivered
from atenda.intake.dead_addresses import comes_from
from atenda.intake.deciding import Decision
from atenda.intake.giving_cases import of_mailbox, values_for
from atenda.intake.models import End, RawMail, Why
from atenda.intake.reading.shape import Part, Proof, ReadMail
from atenda.intake.rules.facts import reached_rules, said_by
from atenda.intake.senders import Sender, put_on_record
from atenda.intake.titling import title_of
from atenda.organizations.rows import by_id, change
from atenda.staff.models import Agent

MOST_MERGINGS = 5  # of the case, while one mail is filed
MOST_FILES = 100
LONGEST_DESCRIPTION = 50_000
SHOWN = ("sender", "sender_name", "subject", "is_automatic")
SETTLED = ("end", "why", "case", "message", "ended_at", "proposed", "evidence", "said", *SHOWN)
LONGEST = {"subject": 500, "sender": 320, "sender_name": 200}


@deed
def settle(raw: RawMail, mail: ReadMail, decision: Decision, parts: Path, *, now: datetime) -> None:
    """Put an end to a mail that waits for one. The caller holds its lock."""
    end, why, case, message = decision.end, decision.why, decision.case, None
    if end == End.DROPPED and why == Why.BOUNCE:
        case = mark_undelivered(mail, now=now)
    is_new = end == End.FILED and decision.case is None
    if end == End.FILED:
        comes_from(mail.sender.address if mail.sender else raw.envelope_from)
        case, message = _file(raw, mail, decision, parts, now)
    raw.end, raw.why, raw.case, raw.message, raw.ended_at = end, why, case, message, now
    raw.proposed = decision.proposed
    opened = {"mailbox": of_mailbox(raw.mailbox, decision.verdict)} if is_new else {}
    raw.evidence = {**decision.evidence, **opened, "problems": list(mail.problems)}
    raw.said = {**said_by(mail, raw), "reached": reached_rules(decision.evidence)}
    describe(raw, mail)
    change(raw, *SETTLED)


def describe(raw: RawMail, mail: ReadMail) -> None:
    """What lists of mails show of it."""
    raw.sender = (mail.sender.address if mail.sender else raw.envelope_from).lower()[: LONGEST["sender"]]
    raw.sender_name = (mail.sender.name if mail.sender else "")[: LONGEST["sender_name"]]
    raw.subject = mail.subject[: LONGEST["subject"]]
    raw.is_automatic = bool(mail.automatic)


def _file(raw: RawMail, mail: ReadMail, decision: Decision, parts: Path, now: datetime) -> tuple[Case, Message | None]:
    if decision.side is not None:
        aside = _message(raw, mail, decision.who.contact if decision.who else None, now)
        with _received(mail.parts[:MOST_FILES], parts) as files:
            receive_aside(decision.side, aside, files=files, now=now)
        return decision.side.case, aside
    case = decision.case
    if case is not None and not decision.is_locked:
        case = going_on(case, now=now)
    if decision.is_note:
        assert case is not None
        assert decision.who is not None
        assert decision.who.agent is not None
        note(case, body=mail.new_text or mail.text or mail.subject, by=decision.who.agent, now=now)
        return case, None
    contact = decision.who.contact if decision.who else None
    if case is None:
        case, contact = _open(raw, mail, decision, now)
    elif decision.reopens:
        reopen(case, by=None, now=now)
    message = _message(raw, mail, contact, now)
    with _received(mail.parts[:MOST_FILES], parts) as files:
        receive(case, message, files=files, now=now)
    return case, message


def is_overtaken(decision: Decision, *, now: datetime) -> bool:
    """Whether the case it goes into was closed, or reopened, since that was decided: say, by itself, at the moment the
    customer writes. From here on it is locked, and what is decided anew holds."""
    if decision.end != End.FILED or decision.case is None or decision.side is not None:
        return False
    was_pending, decision.case = decision.case.is_pending, going_on(decision.case, now=now)
    decision.is_locked = True
    return decision.case.is_pending != was_pending


def going_on(case: Case, *, now: datetime) -> Case:
    """The case itself, locked; or the one it was merged into, be it this moment."""
    for _again in range(MOST_MERGINGS):
        case = (by_id(Case, case.pk) or case).survivor
        hold_for_calling_off(case, now=now)
        with suppress(Merged):
            return case.lock()
    return case


def _open(raw: RawMail, mail: ReadMail, decision: Decision, now: datetime) -> tuple[Case, Contact | None]:
    """A new case with what its mailbox gives, and over that what its rules give."""
    mailbox, follows = raw.mailbox, decision.follows
    customer: Sender | None = decision.opens_for or decision.who
    assert customer is not None
    contact, account = customer.contact, customer.account
    if follows is not None:
        contact, account = contact or follows.contact, account or follows.account
    if contact is None and account is None:
        contact = put_on_record(customer, language=mail.language or mailbox.language, now=now)
    passed_on = decision.who is not None and decision.who is not customer and mail.proof == Proof.PASSED
    by: Agent | None = decision.who.agent if passed_on and decision.who else None  # nobody is a colleague by saying so
    values = values_for(mailbox, decision.verdict)
    with translation.override(mailbox.language):
        title = title_of(mail)
    case = open_case(
        reference=title,
        contact=contact,
        account=account,
        description=(mail.new_text or mail.text)[:LONGEST_DESCRIPTION],
        follows=follows,
        by=by,
        now=now,
        is_asked=False,
        **values,
    )
    return case, contact


def _message(raw: RawMail, mail: ReadMail, contact: Contact | None, now: datetime) -> Message:
    sender = mail.sender
    return Message(
        direction=Direction.IN,
        mailbox=raw.mailbox,
        contact=contact,
        sender_name=(sender.name if sender else "")[: LONGEST["sender_name"]],
        sender_address=(sender.address if sender else raw.envelope_from).lower()[: LONGEST["sender"]],
        to=[[one.name, one.address] for one in mail.to],
        cc=[[one.name, one.address] for one in mail.cc],
        recipients=mail.recipients,
        subject=mail.subject[: LONGEST["subject"]],
        text=mail.new_text or mail.text,
        quoted=mail.quoted if mail.new_text else "",
        html=mail.html,
        has_remote_images=mail.has_remote_images,
        language=mail.language,
        message_id=mail.message_id[:998],
        references=[name[:998] for name in mail.references],
        automatic=mail.automatic.value,
        proof=mail.proof.value,
        sent_at=mail.sent_at,
        at=now,
    )


@contextmanager
def _received(parts: Iterable[Part], folder: Path) -> Iterator[list[Enclosed]]:
    """The files of a mail as the door for files hands them on. Programs are not kept: they are in the raw mail."""
    files: list[Enclosed] = []
    try:
        for part in parts:
            if file := _one(part, folder / part.stored):
                files.append(Enclosed(file, part.content_id[:250], part.is_decoration))
        yield files
    finally:
        for each in files:
            each.received.close()


def _one(part: Part, path: Path) -> Received | None:
    name = names.clean(part.name)
    incoming = Incoming()
    with path.open("rb") as file:
        shutil.copyfileobj(file, _Writer(incoming))
    digest = incoming.finish()
    if incoming.size == 0 or is_program(incoming.head, name):
        incoming.discard()
        return None
    return Received(name, incoming.size, kind_of(incoming.head, name), digest, incoming.path)


class _Writer:
    """What copies files, writing to what arrives."""

    def __init__(self, incoming: Incoming) -> None:
        self.write = incoming.write
