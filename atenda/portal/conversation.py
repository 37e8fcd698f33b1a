"""What passed between the desk and one customer: all of a conversation that their page shows (3.38).

A mail stands here because it was written by this customer, or went openly to one of their addresses; nothing else does,
whatever it is about. Who else had it is not said. Of cases that
were merged with this one the same holds, and what they write stands here wherever it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.customers.models import Account, Contact, EmailAddress
from atenda.files.models import Attachment, Review
from atenda.files.worklists import Shown
from atenda.notices.models import Mail, MailState

MOST = 500  # the latest ones
NOT_GONE = (MailState.WAITING, MailState.DROPPED)


@dataclass(frozen=True)
class Said:
    """One mail as its customer reads it."""

    pk: int
    is_theirs: bool
    who: str
    at: datetime
    text: str
    files: Sequence[Shown] = ()


def conversation(case: Case, customer: Contact | Account) -> list[Said]:
    """Oldest first."""
    messages = _public(case, customer)
    files = _files_of(message.pk for message in messages)
    return [_said(message, files.get(message.pk, [])) for message in messages]


def public_file(case: Case, customer: Contact | Account, pk: int) -> Attachment | None:
    """A file that the customer may take: of a mail that is shown, not rejected, and not withheld."""
    rows = Attachment.objects.present().select_related("content")
    found: Attachment | None = rows.filter(pk=pk).first()
    if found is None or found.message_id is None or not may_be_taken(found):
        return None
    return found if any(message.pk == found.message_id for message in _public(case, customer)) else None


def may_be_taken(file: Attachment) -> bool:
    return not file.content.is_withheld and file.review != Review.REJECTED


def addresses_of(customer: Contact | Account) -> set[str]:
    rows = EmailAddress.objects.filter(**{customer.kind: customer})
    return {address.lower() for address in rows.values_list("address", flat=True)}


def _public(case: Case, customer: Contact | Account) -> list[Message]:
    theirs = addresses_of(customer)
    together = case.survivor.ids_together()
    here = Q(case__in=together) | Q(split_into__in=together)
    rows = Message.objects.filter(here, automatic="", taken_back_at=None).select_related("author")
    rows = rows.defer("html", "quoted", "references", "bcc").order_by("-pk")[:MOST]
    shown = [message for message in rows if _is_between(message, customer, theirs)]
    ours = [message.pk for message in shown if message.direction == Direction.OUT]
    gone = _that_left(ours, theirs) if ours else set()
    return [message for message in reversed(shown) if message.direction == Direction.IN or message.pk in gone]


def _is_between(message: Message, customer: Contact | Account, theirs: set[str]) -> bool:
    if message.direction == Direction.IN:
        wrote = isinstance(customer, Contact) and message.contact_id == customer.pk
        return wrote or message.sender_address.lower() in theirs
    return any(str(address).lower() in theirs for _name, address in (*message.to, *message.cc))


def _that_left(ids: list[int], theirs: set[str]) -> set[int]:
    """Those that nobody takes back any more: a mail of theirs is on its way, or was tried."""
    rows = Mail.objects.filter(written__in=ids).exclude(state__in=NOT_GONE).values_list("written_id", "address")
    return {written for written, address in rows if address.lower() in theirs}


def _files_of(ids: Iterable[int]) -> dict[int, list[Shown]]:
    wanted = list(ids)
    found: dict[int, list[Shown]] = {}
    if wanted:
        rows = Attachment.objects.present().filter(message__in=wanted).select_related("content").order_by("pk")
        for row in rows:
            found.setdefault(row.message_id, []).append(Shown(row, "", ""))
    return found


def _said(message: Message, files: list[Shown]) -> Said:
    is_theirs = message.direction == Direction.IN
    who = message.sender_name or message.sender_address
    return Said(message.pk, is_theirs, who, message.at, message.text, files)
