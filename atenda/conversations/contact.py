"""When desk and customer last spoke (B38)."""

from __future__ import annotations

from django.db.models import Max

from atenda.cases.models import Case
from atenda.conversations.models import Message, Note


def find_last_contact(case: Case) -> None:
    """Look for it anew, after a note that told of one, or a mail, was taken away. Machines' mails are none (B20)."""
    notes = Note.objects.filter(case=case, spoken=True, removed_at=None)
    mails = Message.objects.filter(case=case, automatic="", taken_back_at=None)
    moments = (notes.aggregate(last=Max("created_at"))["last"], mails.aggregate(last=Max("at"))["last"])
    case.contacted_at = max((moment for moment in moments if moment), default=None)
    case.save(update_fields=["contacted_at"])
