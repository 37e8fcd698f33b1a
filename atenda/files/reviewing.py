"""Judge the documents of a case: pending, valid, rejected."""

from __future__ import annotations

from datetime import datetime

from atenda.files import events
from atenda.files.attaching import locked_with_case, note_change
from atenda.files.models import Attachment, Review
from atenda.files.refusals import NeedsReason
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent

REVIEWED = {Review.PENDING: events.REVIEW_UNDONE, Review.VALID: events.ACCEPTED, Review.REJECTED: events.REJECTED}


@deed
def review(attachment: Attachment, *, to: Review, reason: str = "", by: Agent, now: datetime) -> None:
    """Say what the document is worth, and why where it is rejected (B75). The same again changes nothing."""
    reason = reason.strip() if to == Review.REJECTED else ""
    if to == Review.REJECTED and not reason:
        raise NeedsReason
    case = locked_with_case(attachment)
    before = {"name": attachment.name, "review": attachment.review, "reason": attachment.reason}
    after = {"name": attachment.name, "review": str(to), "reason": reason}
    if before == after:
        return
    attachment.review, attachment.reason = to, reason
    attachment.reviewed_by, attachment.reviewed_at = (None, None) if to == Review.PENDING else (by, now)
    attachment.save(update_fields=["review", "reason", "reviewed_by", "reviewed_at"])
    record(attachment, REVIEWED[to], by=by, before=before, after=after, case=case, at=now)
    note_change(case, by=by, now=now)
