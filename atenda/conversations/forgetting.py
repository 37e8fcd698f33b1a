"""Let go of what was said on a case that is erased."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.conversations.models import Message, Note


def forget_case(case: Case) -> None:
    Message.objects.filter(case=case).delete()
    Note.objects.filter(case=case).delete()
