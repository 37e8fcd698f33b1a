"""A mail of ours did not arrive: say so on the very message, and remember the address (U20, B21).

Only what cites the sealed Message-ID of a mail of ours counts: nobody else can know it (3.10).
"""

from __future__ import annotations

from datetime import datetime

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.models import Direction, Message
from atenda.history.recording import record
from atenda.intake.reading.shape import Bounce, ReadMail
from atenda.notices.letters import mark_failed
from atenda.notices.message_ids import is_ours
from atenda.notices.models import Mail, MailState
from atenda.notices.undelivered import remember_dead, say_undelivered
from atenda.organizations.entering import current_organization

FAILED = "failed"
MOST_READERS = 100
SHOWN = 300


def mark_undelivered(mail: ReadMail, *, now: datetime) -> Case | None:
    """Mark what these bounces are about; the case of the first of them. Called by the deed that ends the bounce."""
    case: Case | None = None
    for bounce in mail.bounces:
        if bounce.action == FAILED and is_ours(bounce.message_id, current_organization().pk):
            case = case or _mark(bounce, now)
    return case


def _mark(bounce: Bounce, now: datetime) -> Case | None:
    said = f"{bounce.status} {bounce.reason}".strip()[:SHOWN]
    sent = _sent(bounce)
    if sent is not None:
        case: Case | None = sent.case
        was_told = sent.state == MailState.FAILED
        if case is not None and not was_told:
            case.hold()  # before its mails, as whoever sends them again
        remember_dead(sent.address, said, now=now, status=bounce.status)
        Mail.objects.filter(pk=sent.pk, state=MailState.SENT).update(
            state=MailState.FAILED, sent_at=None, answer=said, changed_at=now
        )
        if sent.written is not None and not was_told:
            mark_failed(sent.written, sent.address, said, now=now)
        if case is not None and not was_told:
            say_undelivered(sent, case, said, now=now)
        return case
    written = (
        Message.with_sides.select_related("case").filter(message_id=bounce.message_id, direction=Direction.OUT).first()
    )
    if written is None or not _went_to(written, bounce.recipient):
        return None
    about: Case = written.case
    if written.failed_at is not None:
        return about
    about.hold()
    written.failed_at, written.failure = now, said
    written.save(update_fields=["failed_at", "failure"])
    remember_dead(bounce.recipient, said, now=now, status=bounce.status)
    after = {"to": bounce.recipient, "why": said, "author": written.author_id}
    record(written, events.UNDELIVERED, by=None, after=after, case=about, at=now)
    return about


def _sent(bounce: Bounce) -> Mail | None:
    """The one to whom the bounce says it did not come; of one mail that went to a single reader, that."""
    rows = list(Mail.objects.select_related("case", "written").filter(message_id=bounce.message_id)[:MOST_READERS])
    named = [row for row in rows if row.address.lower() == bounce.recipient.lower()]
    return named[0] if named else rows[0] if len(rows) == 1 else None


def _went_to(written: Message, address: str) -> bool:
    """Whoever has had a mail of ours could say of any address at all that it did not arrive there."""
    return address.lower() in {said.lower() for _name, said in (*written.to, *written.cc)}
