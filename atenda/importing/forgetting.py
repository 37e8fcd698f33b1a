"""Thirty days after an import its file and its refused rows go. What it brought, and under which number, stays."""

from __future__ import annotations

import time
from datetime import datetime

from atenda.importing import keeping
from atenda.importing.models import KEPT, Change, Import, RefusedRow, Stage

MOVING = (Stage.READING, Stage.RUNNING, Stage.UNDOING)


def forget_old(now: datetime) -> int:
    """In the organization entered; how many imports. Again, it does the rest. One that nobody began goes whole."""
    old = list(Import.objects.filter(created_at__lt=now - KEPT).exclude(stage__in=MOVING).exclude(upload="", rows=""))
    for bringing in old:
        RefusedRow.objects.filter(bringing=bringing).delete()
        Change.objects.filter(bringing=bringing).delete()
        keeping.forget(bringing.upload, bringing.rows)
        Import.objects.filter(pk=bringing.pk).update(upload="", rows="")
    _sweep_strays(now)
    return len(old)


def _sweep_strays(now: datetime) -> None:
    """Files of which no row knows: their transaction never came to its end."""
    known = {name for names in Import.objects.values_list("upload", "rows") for name in names}
    limit = time.time() - 86_400
    for path in keeping.folder().glob("*"):
        if path.name not in known and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
