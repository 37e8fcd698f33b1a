"""Put files on a case: at once, or first for a form that is still being written; take them away and bring them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from atenda.cases.models import Case
from atenda.conversations.models import Message, Note
from atenda.files import events
from atenda.files.counting import count_again
from atenda.files.keeping import keep
from atenda.files.limits import LARGEST_REQUEST, MOST_AT_ONCE
from atenda.files.models import Attachment, Upload
from atenda.files.receiving import Received
from atenda.files.refusals import NotHere, PartOfAMail, TooMuch
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.letters import is_leaving
from atenda.staff.models import Agent


@deed
def attach(case: Case, received: Received, *, by: Agent | None, now: datetime, key: UUID | None = None) -> Attachment:
    """Put a file on the case. `key` names the sending: tried again after a lost answer it is one file (B6)."""
    case.lock()
    key = key or uuid4()
    if sent := Attachment.objects.filter(case=case, key=key).first():
        return sent  # type: ignore[no-any-return]
    attachment = Attachment(
        case=case, content=keep(received, now=now), name=received.name, key=key, added_by=by, added_at=now
    )
    attachment.save(force_insert=True)
    record(attachment, events.ADDED, by=by, after={"name": attachment.name}, case=case, at=now)
    note_change(case, by=by, now=now)
    return attachment


def bring(
    case: Case, received: Received, *, message: Message, cid: str = "", is_decoration: bool = False, now: datetime
) -> Attachment:
    """Put a file of a mail on its case: called by the verb that files the mail, whose own event tells it."""
    attachment = Attachment(
        case=case,
        message=message,
        cid=cid,
        is_decoration=is_decoration,
        content=keep(received, now=now),
        name=received.name,
        added_at=now,
    )
    attachment.save(force_insert=True)
    count_again(case)
    return attachment


@deed
def put_down(
    received: Received,
    *,
    by: Agent | None,
    now: datetime,
    case: Case | None = None,
    submission: UUID | None = None,
    key: UUID | None = None,
) -> Upload:
    """Keep a file for a note on a case, or for a case that is still a form. Sent again by the same key it is one."""
    key = key or uuid4()
    if sent := Upload.objects.filter(agent=by, key=key).first():
        return sent  # type: ignore[no-any-return]
    upload = Upload(
        content=keep(received, now=now),
        name=received.name,
        key=key,
        agent=by,
        case=case,
        submission=submission,
        created_at=now,
    )
    upload.save(force_insert=True)
    return upload


@deed
def discard(upload: Upload) -> None:
    """Take it out of the form it waits in. Its content goes with the next sweep, unless something else has it."""
    Upload.objects.filter(pk=upload.pk).delete()


def uploads_of(
    ids: Sequence[int], *, by: Agent, case: Case | None = None, submission: UUID | None = None
) -> list[Upload]:
    """Those of one's own that wait in this very form (3.31), in the order sent. Raises NotHere, TooMuch."""
    if not ids:
        return []
    if case is None and submission is None:
        raise NotHere
    own = Upload.objects.select_related("content").filter(agent=by, case=case, submission=submission, pk__in=ids)
    found = list(own.order_by("pk"))
    if len(found) != len(set(ids)):
        raise NotHere
    if len(found) > MOST_AT_ONCE or sum(upload.content.size for upload in found) > LARGEST_REQUEST:
        raise TooMuch
    return found


def take_in(
    uploads: Sequence[Upload],
    case: Case,
    *,
    by: Agent | None,
    now: datetime,
    note: Note | None = None,
    message: Message | None = None,
    cids: Mapping[int, str] | None = None,
) -> None:
    """Make what waited part of the case, and of the note or mail: called by the verb that saves the form, in its
    transaction.

    Of a note or a mail its own event tells it; without one each file has its event. `cids`: what the mail calls those
    that it shows, by the number of their upload. Raises NotHere where another form took one of them, or it was taken
    out of this one, at the very moment.
    """
    if not uploads:
        return
    taken, _of_each = Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    if taken != len(uploads):
        raise NotHere
    added = [
        Attachment(
            case=case,
            note=note,
            message=message,
            cid=(cids or {}).get(upload.pk, ""),
            content=upload.content,
            name=upload.name,
            key=upload.key,
            added_by=by,
            added_at=now,
        )
        for upload in uploads
    ]
    for attachment in added:
        attachment.save(force_insert=True)
        if note is None and message is None:
            record(attachment, events.ADDED, by=by, after={"name": attachment.name}, case=case, at=now)
    count_again(case)


def pass_on(attachments: Sequence[Attachment], *, message: Message, by: Agent | None, now: datetime) -> None:
    """Have a mail carry files that are on the case already: each once more, as that mail's own, so that it goes on
    carrying them whatever becomes of the first. Called by the verb that writes the mail, whose own event tells it."""
    for each in attachments:
        own = Attachment(
            case=message.case, message=message, content=each.content, name=each.name, added_by=by, added_at=now
        )
        own.save(force_insert=True)
    if attachments:
        count_again(message.case)


@deed
def remove(attachment: Attachment, *, by: Agent | None, now: datetime) -> None:
    """Put the file into the bin, where it stays thirty days (B82). One that is there stays as it is.

    Raises PartOfAMail while a mail that has not left carries it: whoever removed it would think that nobody gets it.
    """
    case = locked_with_case(attachment)
    if attachment.removed_at is not None:
        return
    if attachment.message_id is not None and is_leaving(attachment.message_id):
        raise PartOfAMail
    attachment.removed_by, attachment.removed_at = by, now
    attachment.save(update_fields=["removed_by", "removed_at"])
    record(attachment, events.REMOVED, by=by, before={"name": attachment.name}, case=case, at=now)
    note_change(case, by=by, now=now)


@deed
def restore(attachment: Attachment, *, by: Agent | None, now: datetime) -> None:
    """Take the file out of the bin: the undoing of `remove`. One that is not there stays as it is."""
    case = locked_with_case(attachment)
    if attachment.removed_at is None:
        return
    attachment.removed_by = attachment.removed_at = None
    attachment.save(update_fields=["removed_by", "removed_at"])
    record(attachment, events.RESTORED, by=by, after={"name": attachment.name}, case=case, at=now)
    note_change(case, by=by, now=now)


def locked_with_case(attachment: Attachment) -> Case:
    """Both locked, the case before its file."""
    case: Case = Case.objects.get(pk=attachment.case_id)
    case.hold()
    attachment.lock()
    return case


def note_change(case: Case, *, by: Agent | None, now: datetime) -> None:
    """After a change of its files: when a person made it, the case was changed by it (B38)."""
    if changed := case.changed_by(by, now):
        case.save(update_fields=changed)
    count_again(case)
