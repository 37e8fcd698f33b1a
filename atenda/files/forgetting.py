"""Let go of the files of a case that is erased; their bytes go with the next sweep."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.files.models import Attachment, FileCount, Upload


def forget_case(case: Case) -> None:
    for model in (Attachment, Upload, FileCount):
        model.objects.filter(case=case).delete()
