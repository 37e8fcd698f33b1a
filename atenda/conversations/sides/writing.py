"""Write to a third party from a case: the first mail opens a side conversation, the others go on with it (U17, B14).

Nothing of it is a word to the customer: it is no last contact, it answers nothing of theirs, and nobody of them may be
among its readers. It takes ten seconds to leave and is taken back in them, as a mail to the customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.answered import Person, answered_in, references_to
from atenda.conversations.below import below_the_words
from atenda.conversations.enclosing import check_files, cid_of, worded
from atenda.conversations.models import Direction, Message, SideConversation, Standing
from atenda.conversations.replying import TOLD, Readers, check
from atenda.conversations.unfilled import refuse_unfilled
from atenda.customers.models import EmailAddress
from atenda.files.attaching import pass_on, take_in
from atenda.files.models import Attachment, Upload
from atenda.history.deeds import deed
from atenda.history.kinds import Kind
from atenda.history.recording import record
from atenda.intake.reading.language import language_of
from atenda.intake.titling import bare
from atenda.notices.letters import post
from atenda.notices.message_ids import new_message_id
from atenda.organizations.entering import current_organization
from atenda.organizations.refusals import Refused
from atenda.organizations.rows import add
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Said:
    """One mail of it, as its verbs are given it."""

    readers: Readers
    subject: str
    text: str
    html: str
    files: Sequence[Upload]
    pictures: Sequence[Upload]
    passed_on: Sequence[Attachment]
    signed: bool


class ToTheCustomer(Refused):
    """They would read what is not for them."""

    fields = ("to",)
    sentence = _("%(address)s is the customer of this case: write to them as the customer.")

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address

    def __str__(self) -> str:
        return str(self.sentence) % {"address": self.address}


def check_aside(case: Case, readers: Readers) -> None:
    """Raises what `check` raises, and ToTheCustomer."""
    check(readers)
    if theirs := addresses_of_customer(case, [address for _name, address in readers]):
        raise ToTheCustomer(min(theirs))


def addresses_of_customer(case: Case, among: Iterable[str]) -> set[str]:
    """Those of these, in lower case, that the contact or the account of the case has, or of the one that goes on."""
    of = (case, case.survivor)
    theirs = Q(contact__in=[each.contact_id for each in of if each.contact_id])
    theirs |= Q(account__in=[each.account_id for each in of if each.account_id])
    rows = EmailAddress.objects.filter(theirs, address__in={address.lower() for address in among})
    return {address.lower() for address in rows.values_list("address", flat=True)}


@deed
def ask(
    case: Case,
    *,
    readers: Readers,
    subject: str,
    text: str,
    html: str = "",
    files: Sequence[Upload] = (),
    pictures: Sequence[Upload] = (),
    passed_on: Sequence[Attachment] = (),
    signed: bool = True,
    by: Agent,
    now: datetime,
) -> Message:
    """Open a side conversation with a first mail; a finished case can have one, too. `passed_on`: files of the case
    that go with it; `signed`: with the signature of whoever writes (B9).

    Raises what `check_aside` raises, Unfilled, Merged, InTheBin, and refusals of files.
    """
    case.lock()
    people = [list(person) for person in (*readers.to, *readers.cc)]
    side = SideConversation(
        case=case,
        subject=subject[:250],
        people=people,
        opened_by=by,
        opened_at=now,
        standing=Standing.WAITING,
        since=now,
    )
    check_aside(case, readers)
    side.save(force_insert=True)
    said = Said(readers, subject, text, html, files, pictures, passed_on, signed)
    return _write(side, events.SIDE_OPENED, said, by=by, now=now)


@deed
def write_aside(
    side: SideConversation,
    *,
    readers: Readers,
    text: str,
    html: str = "",
    files: Sequence[Upload] = (),
    pictures: Sequence[Upload] = (),
    passed_on: Sequence[Attachment] = (),
    signed: bool = True,
    by: Agent,
    now: datetime,
) -> Message:
    """Go on with it; one that was finished waits again. It stays where it is when its case is merged (U1).

    Raises the same as `ask`, but for Merged.
    """
    side.case.hold()
    side.lock()
    check_aside(side.case, readers)
    known = {str(address).lower() for _name, address in side.people}
    side.people += [[name, address] for name, address in (*readers.to, *readers.cc) if address.lower() not in known]
    side.standing, side.since = Standing.WAITING, now
    side.save(update_fields=["people", "standing", "since"])
    subject = f"Re: {bare(side.subject) or side.subject}"[:250]
    said = Said(readers, subject, text, html, files, pictures, passed_on, signed)
    return _write(side, events.SIDE_SENT, said, by=by, now=now)


def _write(side: SideConversation, kind: Kind, said: Said, *, by: Agent, now: datetime) -> Message:
    check_files([*said.files, *said.pictures, *said.passed_on])
    text, html = worded(said.text, said.html, said.pictures)
    refuse_unfilled(f"{said.subject}\n{text}")
    case, own = side.case, answered_in(side.case)
    organization = current_organization()
    below = below_the_words(text, answered=own, openly=(), signed=said.signed, quotes=False, by=by)
    message = Message(
        case=case,
        side=side,
        direction=Direction.OUT,
        mailbox_id=own.mailbox_id,
        author=by,
        sender_name=by.name,
        sender_address=own.own_address,
        to=[list(person) for person in said.readers.to],
        cc=[list(person) for person in said.readers.cc],
        recipients=len(list(said.readers)),
        subject=said.subject,
        text=text,
        html=html,
        signature=below.signature,
        signature_html=below.signature_html,
        language=language_of(text) or organization.language,
        message_id=new_message_id(organization.pk),
        references=references_to(latest_of(side)),
        at=now,
    )
    add(message)
    cids = {upload.pk: cid_of(upload) for upload in said.pictures}
    take_in([*said.files, *said.pictures], case, by=by, now=now, message=message, cids=cids)
    pass_on(said.passed_on, message=message, by=by, now=now)
    post(message, readers=list(said.readers), now=now)
    case.save(update_fields=case.changed_by(by, now))
    told: dict[str, Any] = {"name": called(said.readers.to), "to": message.to, "cc": message.cc}
    told |= {"subject": said.subject, "body": text[:TOLD], "files": [each.name for each in _beside(said)]}
    record(message, kind, by=by, after={name: value for name, value in told.items() if value}, case=case, at=now)
    return message


def _beside(said: Said) -> list[Any]:
    return [*said.files, *said.passed_on]


def called(people: Sequence[Person]) -> str:
    """By name, or by address where they have none."""
    return ", ".join(name or address for name, address in people)


def last_aside(case: Case) -> int:
    """The key of the latest mail to a third party of the case; 0 where there is none."""
    rows = Message.with_sides.filter(case=case, side__isnull=False, direction=Direction.OUT).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def sent_since(case: Case, last: int, *, readers: Readers, text: str, by: Agent) -> Message | None:
    """The same words of the same person to the same readers after that mail: a form that was sent twice. Asked where
    the case is locked."""
    rows = Message.with_sides.filter(case=case, side__isnull=False, author=by, pk__gt=last, taken_back_at=None)
    to, cc = ([list(person) for person in people] for people in (readers.to, readers.cc))
    found: Message | None = rows.filter(to=to, cc=cc, text=text).order_by("pk").first()
    return found


def latest_of(side: SideConversation) -> Message | None:
    """The latest mail of it that anybody has had, machines' left out."""
    rows = Message.with_sides.filter(side=side, automatic="", taken_back_at=None).order_by("-pk")
    found: Message | None = rows.first()
    return found
