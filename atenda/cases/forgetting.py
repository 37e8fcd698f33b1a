"""Forget what was kept for a day only."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.cases.models import CaseOpening
from atenda.customers.models import CustomerOpening

KEPT = timedelta(days=1)  # at least 24 hours (1.18); a form left open longer is a new submission


def forget_submissions(now: datetime) -> int:
    """Delete the submissions of the organization entered that no retry can concern any more; how many there were."""
    old = {"created_at__lt": now - KEPT}
    return sum(model.objects.filter(**old).delete()[0] for model in (CaseOpening, CustomerOpening))
