"""Let go of what was said on a case that is erased."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.conversations.enclosing import pictures_wait_in, waits_in
from atenda.conversations.models import Draft, Message, Note, SideConversation
from atenda.files.models import Upload


def forget_case(case: Case) -> None:
    Upload.objects.filter(submission__in=(waits_in(case), pictures_wait_in(case))).delete()
    Draft.objects.filter(case=case).delete()
    Message.with_sides.filter(case=case).delete()
    SideConversation.objects.filter(case=case).delete()
    Note.objects.filter(case=case).delete()
