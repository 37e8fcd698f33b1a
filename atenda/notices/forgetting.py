"""Let go of what was told about a case that is erased."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.notices.models import Following, Mail, News, Notice


def forget_case(case: Case) -> None:
    for model in (Notice, News, Mail, Following):
        model.objects.filter(case=case).delete()
