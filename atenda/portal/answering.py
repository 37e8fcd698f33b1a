"""The customer answers on their page: a message of the case, as a mail of theirs would be (B19, U23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from atenda.cases.lifecycle import reopen
from atenda.cases.models import Case
from atenda.cases.opening import open_case
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.customers.models import Account, Contact
from atenda.files.models import Upload
from atenda.history.deeds import deed
from atenda.intake import thanks
from atenda.intake.blocking import is_blocked
from atenda.intake.deciding import reopen_days
from atenda.intake.filing import going_on
from atenda.intake.giving_cases import values_for
from atenda.intake.rules import Verdict
from atenda.mailboxes.models import Mailbox
from atenda.notices.message_ids import our_name
from atenda.notices.readers import address_of, language_of
from atenda.organizations.refusals import Refused

LONGEST = 20_000


class NotTaken(Refused):
    sentence = _("Nothing can be written from here. Please call us.")


@deed
def answer(
    case: Case, customer: Contact | Account, *, text: str, uploads: Sequence[Upload], name: UUID, now: datetime
) -> Case:
    """Put it on the timeline, and say which case it is on: after the days in which an answer reopens, a case of its
    own that follows this one; of one that was merged, the case that goes on for it, as a mail would. A bare «gracias»
    reopens nothing. `name` is the form's: sent twice, it is there once.

    Raises NotTaken for senders of whom nothing is taken.
    """
    address = address_of(customer)
    if address and is_blocked(address):
        raise NotTaken
    place = going_on(case, now=now)
    message_id = f"<{name.hex}.page@{our_name()}>"
    if sent := Message.objects.filter(message_id=message_id, from_page=True).select_related("case").first():
        return sent.case  # type: ignore[no-any-return]
    mailbox = _mailbox_of(case)
    if not place.is_pending and not (thanks.is_bare(text) and not uploads):
        if may_reopen(place, now=now):
            reopen(place, by=None, now=now)
        else:
            place = _follow_up(place, text, mailbox, now, of=case)
    message = Message(
        direction=Direction.IN,
        mailbox=mailbox,
        contact=customer if isinstance(customer, Contact) else None,
        sender_name=customer.name[:200],
        sender_address=address.lower(),
        subject=case.reference,
        text=text,
        language=language_of(customer),
        message_id=message_id,
        from_page=True,
        at=now,
    )
    receive(place, message, uploads=uploads, now=now)
    return place


def may_reopen(case: Case, *, now: datetime) -> bool:
    """Whether the days in which an answer reopens it are not over (U23)."""
    return case.closed_at is not None and now - case.closed_at <= timedelta(days=reopen_days())


def _follow_up(case: Case, text: str, mailbox: Mailbox | None, now: datetime, *, of: Case) -> Case:
    """A case of the customer that `of` has, whoever's the one is that goes on for it."""
    values: dict[str, Any] = values_for(mailbox, Verdict()) if mailbox else {}
    return open_case(
        reference=of.reference,
        contact=of.contact,
        account=of.account,
        description=text,
        follows=case,
        by=None,
        now=now,
        is_asked=False,
        **values,
    )


def _mailbox_of(case: Case) -> Mailbox | None:
    """That the conversation goes by, so that the answer to this comes from the address they know (B18)."""
    rows = Message.objects.filter(case=case, mailbox__isnull=False, mailbox__retired_at=None)
    last = rows.select_related("mailbox").order_by("-pk").first()
    return last.mailbox if last else None
