"""Mails that a person wrote, in the outbox: one row for each reader, the same words under the same name (U20, U21).

The customer's own has one line more, which leads to their page. Of a side conversation none has, and none counts as a
mail to the customer (U17).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Greatest

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.notices.mail_words import words_of_mail
from atenda.notices.models import Audience, Mail, MailState, Reason
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization
from atenda.organizations.rows import add

WRITTEN = "written"
BACK = timedelta(seconds=10)  # for so long a mail can be taken back


def post(message: Message, *, readers: Sequence[tuple[str, str]], now: datetime) -> None:
    """Owe it to each of the readers; it leaves when it can no longer be taken back, or at its hour."""
    for name, address in readers:
        text, html = words_of_mail(message, address=address, now=now)
        mail = Mail(
            case=message.case,
            kind=WRITTEN,
            audience=Audience.CUSTOMER if message.side_id is None else "",
            mailbox_id=message.mailbox_id,
            written=message,
            name=name,
            address=address,
            language=message.language,
            subject=message.subject[:250],
            text=text,
            html=html,
            message_id=message.message_id,
            created_at=now,
            due_at=message.leaves_at or now + BACK,
            changed_at=now,
        )
        add(mail)
    if message.leaves_at is None:  # of one that leaves later the worker takes care by itself
        _wake()


def take_back(message: Message, *, now: datetime) -> bool:
    """Have none of it leave. False, and nothing changed, where some of it is on its way or arrived.

    Called in a transaction that the caller ends with an error where it says no.
    """
    mails = Mail.objects.filter(written=message)
    stays = mails.filter(state__in=(MailState.WAITING, MailState.HELD), attempts=0).update(
        state=MailState.DROPPED, reason=Reason.TAKEN_BACK, changed_at=now
    )
    return bool(stays == mails.count())


def is_leaving(message: int) -> bool:
    """Whether some reader's is still to be handed over."""
    states = (MailState.WAITING, MailState.SENDING, MailState.HELD)
    return bool(Mail.objects.filter(written=message, state__in=states).exists())


def hasten(message: Message, *, now: datetime) -> bool:
    """Have all that waits for its hour leave like any other. False where nothing does."""
    waiting = Mail.objects.filter(written=message, state__in=(MailState.WAITING, MailState.HELD), due_at__gt=now)
    found = waiting.update(due_at=now + BACK, changed_at=now)
    if found:
        _wake()
    return bool(found)


def has_left(mail: Mail, *, now: datetime) -> None:
    """Of one that was to leave later: now desk and customer have spoken (B38)."""
    if mail.case_id is not None and mail.written is not None and mail.written.leaves_at is not None:
        Case.objects.filter(pk=mail.case_id).update(contacted_at=Greatest("contacted_at", now))


def _wake() -> None:
    organization = current_organization().pk
    transaction.on_commit(lambda: wake(organization, after=BACK))


def mark_failed(message: Message, address: str, answer: str, *, now: datetime) -> None:
    """Say on the very message that it did not come to one of its readers; the first to fail stands there."""
    Message.with_sides.filter(pk=message.pk, failed_at=None).update(failed_at=now, failure=f"{address}: {answer}"[:300])


def mark_arrived(message: Message) -> None:
    """Nothing is said of a failure any more once every reader has it."""
    if not Mail.objects.filter(written=message, state=MailState.FAILED).exists():
        Message.with_sides.filter(pk=message.pk).update(failed_at=None, failure="")


def failed_of(message: Message) -> list[Mail]:
    """Those of its readers whom it did not reach, the first first."""
    failed = Mail.objects.filter(written=message, state=MailState.FAILED)
    return list(failed.defer("text", "html").order_by("pk"))


def send_again(mail: Mail, *, to: str, now: datetime) -> None:
    """Let a mail that failed wait anew, to this address."""
    Mail.objects.filter(pk=mail.pk, state=MailState.FAILED).update(
        address=to,
        state=MailState.WAITING,
        reason=Reason.NONE,
        answer="",
        attempts=0,
        doubts=0,
        created_at=now,
        due_at=now,
        changed_at=now,
    )
    organization = current_organization().pk
    transaction.on_commit(lambda: wake(organization))
