"""Forget what became of each case of a deed on many, long after it could be undone. What was done, by whom and to how
many stays; each case keeps its own history."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.worklists.models import BulkDeed, BulkRow, Stage

KEPT = timedelta(days=90)


def is_forgotten(bulk: BulkDeed, now: datetime) -> bool:
    return bulk.begun_at < now - KEPT and not bulk.is_moving


def forget_rows(now: datetime) -> int:
    """In the organization entered; how many there were. What is still under way keeps them."""
    old = BulkDeed.objects.filter(begun_at__lt=now - KEPT).exclude(stage__in=[Stage.RUNNING, Stage.UNDOING])
    return sum(BulkRow.objects.filter(bulk_id=pk).delete()[0] for pk in old.values_list("pk", flat=True))
