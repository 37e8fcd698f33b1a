"""When desk and customer last spoke (B38)."""

from __future__ import annotations

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from atenda.cases.models import Case
from atenda.conversations.models import Message, Note


def find_last_contact(case: Case) -> None:
    """Look for it anew, after a note that told of one, or a mail, was taken away. Machines' mails are none (B20)."""
    notes = Note.objects.filter(case=case, spoken=True, removed_at=None)
    mails = Message.objects.filter(case=case, automatic="", taken_back_at=None)
    told = mails.filter(Q(leaves_at=None) | Q(leaves_at__lte=timezone.now()))
    spoken = told.aggregate(last=Max(Coalesce("leaves_at", "at")))["last"]
    moments = (notes.aggregate(last=Max("created_at"))["last"], spoken)
    case.contacted_at = max((moment for moment in moments if moment), default=None)
    case.save(update_fields=["contacted_at"])
