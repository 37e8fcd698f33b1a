"""Let go of the words of a case that is erased."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.searching.models import CaseText


def forget_case(case: Case) -> None:
    CaseText.objects.filter(folio=case.folio).update(words="", is_stale=False)
