"""Write to the customer from a case (S1.1, U21, U22).

A message is on the timeline at once and in the outbox for as long as it can be taken back. What it says never changes
from then on; everybody it goes to gets the same words, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.answered import Answered, Person
from atenda.conversations.below import below_the_words
from atenda.conversations.enclosing import check_files, cid_of, worded
from atenda.conversations.models import Direction, Message
from atenda.conversations.said import newest_said, said_in
from atenda.conversations.unfilled import refuse_unfilled
from atenda.files.attaching import take_in
from atenda.files.models import Upload
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake.reading.language import language_of
from atenda.intake.reading.quoting_html import FOLD
from atenda.mailboxes.own import own
from atenda.notices.letters import BACK, post
from atenda.notices.message_ids import new_message_id
from atenda.organizations.entering import current_organization
from atenda.organizations.refusals import Refused
from atenda.organizations.rows import add
from atenda.staff.models import Agent

MOST_READERS = 25
FURTHEST = timedelta(days=365)
TOLD = 4_000  # characters of its text that the log keeps


@dataclass(frozen=True)
class Readers:
    """Whom a message goes to. Whoever stands in several lists gets it once; of `bcc` no reader is told."""

    to: Sequence[Person]
    cc: Sequence[Person] = ()
    bcc: Sequence[Person] = ()

    @property
    def openly(self) -> list[str]:
        """The addresses that every reader sees."""
        return [address for _name, address in (*self.to, *self.cc)]

    def __iter__(self) -> Iterator[Person]:
        seen: set[str] = set()
        for name, address in (*self.to, *self.cc, *self.bcc):
            if address.lower() not in seen:
                seen.add(address.lower())
                yield name, address


class NobodyToWriteTo(Refused):
    sentence = _("There is no address to write to.")
    fields = ("to",)


class TooManyReaders(Refused):
    fields = ("to",)
    sentence = _("A mail from a case goes to 25 readers at most.")


class TooFar(Refused):
    fields = ("leaves_at",)
    sentence = _("A mail waits for a year at most.")


class WroteMeanwhile(Refused):
    """The customer, or a colleague, at the very moment (B7)."""

    sentence = _("There is a new message in the case. Read it, and send yours again if it still holds.")


class ToOurselves(Refused):
    """What is sent to a mailbox of ours comes in again, as a mail of the case it left."""

    fields = ("to",)
    sentence = _("%(address)s is a mailbox of yours: what is sent there comes in here.")

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address

    def __str__(self) -> str:
        return str(self.sentence) % {"address": self.address}


def check(readers: Readers) -> None:
    """Raises NobodyToWriteTo, TooManyReaders, ToOurselves."""
    if not readers.to:
        raise NobodyToWriteTo
    people = list(readers)
    if len(people) > MOST_READERS:
        raise TooManyReaders
    if ours := own().among(address for _name, address in people):
        raise ToOurselves(min(ours))


@deed
def reply(
    case: Case,
    *,
    readers: Readers,
    subject: str,
    text: str,
    html: str = "",
    answered: Answered,
    files: Sequence[Upload] = (),
    pictures: Sequence[Upload] = (),
    leaves_at: datetime | None = None,
    signed: bool = True,
    quotes: bool | None = None,
    since: int | None = None,
    by: Agent,
    now: datetime,
) -> Message:
    """Send a mail about the case. Desk and customer have spoken (B38); a finished case can be written about too.

    `html`: its words with form, of which `text` is then made, and `pictures` those that they show. `answered`: what it
    answers, and by which mailbox; `files`: what waited for it. `leaves_at`: when it leaves, and
    they have spoken, unless the customer writes first (U21, B15). `signed`: with the signature of whoever writes, where
    it does not stand there already (B9); `quotes`: with what the customer wrote last, by default as the organization
    has it. `since`: the latest message there was when the words were begun; the same words to the same readers after
    it are one form that was sent twice at once, and leave once.
    Raises NobodyToWriteTo, TooManyReaders, ToOurselves, Unfilled, TooFar, WroteMeanwhile, and refusals of files.
    """
    check(readers)
    check_files([*files, *pictures])
    text, html = worded(text, html, pictures)
    refuse_unfilled(f"{subject}\n{text}")
    if leaves_at is not None and leaves_at > now + FURTHEST:
        raise TooFar
    below = below_the_words(text, answered=answered, openly=readers.openly, signed=signed, quotes=quotes, by=by)
    is_later = leaves_at is not None and leaves_at > now + BACK
    case.touch(now, spoken=not is_later)
    lines = {name: [list(person) for person in getattr(readers, name)] for name in ("to", "cc", "bcc")}
    # the case is locked by now
    if since is not None and (again := _written_since(case, since, by=by, text=text, **lines)):
        return again
    message = Message(
        case=case,
        direction=Direction.OUT,
        mailbox_id=answered.mailbox_id,
        contact=case.contact,
        author=by,
        sender_name=by.name,
        sender_address=answered.own_address,
        **lines,
        recipients=len(list(readers)),
        subject=subject,
        text=text,
        quoted=below.quoted,
        html=f"{html}{FOLD}{below.quoted_html}" if below.quoted else html,
        signature=below.signature,
        signature_html=below.signature_html,
        language=language_of(text) or answered.language,
        message_id=new_message_id(current_organization().pk),
        references=answered.references,
        leaves_at=leaves_at if is_later else None,
        at=now,
    )
    add(message)
    cids = {upload.pk: cid_of(upload) for upload in pictures}
    take_in([*files, *pictures], case, by=by, now=now, message=message, cids=cids)
    post(message, readers=list(readers), now=now)
    told = {"to": message.to, "cc": message.cc, "bcc": message.bcc, "subject": subject, "body": text[:TOLD]}
    told["files"] = [upload.name for upload in files]
    after = {name: value for name, value in told.items() if value}
    if message.leaves_at:
        after["leaves_at"] = message.leaves_at.isoformat()
    record(message, events.SENT, by=by, after=after, case=case, at=now)
    return message


def _written_since(case: Case, since: int, *, by: Agent, text: str, **lines: Any) -> Message | None:
    """The same form, sent before. Raises WroteMeanwhile where somebody said something else."""
    if newest_said(case) <= since:
        return None
    found: list[Message] = list(said_in(case).filter(pk__gt=since).order_by("pk").only("author", "text", *lines))
    for message in found:
        is_ours = message.author_id == by.pk and message.text == text
        if is_ours and all(getattr(message, name) == line for name, line in lines.items()):
            return Message.objects.get(pk=message.pk)  # type: ignore[no-any-return]
    if found:
        raise WroteMeanwhile
    return None
