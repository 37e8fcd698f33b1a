"""Let go of what expired, begin anew what was forsaken, and take off the disk what belongs to nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.exporting import places
from atenda.exporting.models import Export, Stage
from atenda.exporting.waking import wake
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

MOST_KEPT = 20
STRAYS_WAIT = timedelta(hours=1)


def begin_anew() -> None:
    """Wake what waits or was being made, in every organization: whoever finds no place, or somebody at it, does
    nothing."""
    moving = Export.everywhere.filter(stage__in=[Stage.WAITING, Stage.RUNNING])
    for export in moving.filter(organization_id__in=Organization.objects.values("pk")).select_related("organization"):
        with inside(export.organization):
            wake(export)


def keep_newest(by: Agent) -> None:
    """Of one person's files the newest twenty stay on the disk, however many were made."""
    ready = Export.objects.filter(by=by, stage=Stage.READY).order_by("-pk")
    for export in ready[MOST_KEPT:]:
        _let_go(export)


def expire(now: datetime) -> int:
    """In the organization entered; how many went. The line stays: who took what away is not forgotten with the file."""
    due = list(Export.objects.filter(stage=Stage.READY, expires_at__lte=now))
    for export in due:
        _let_go(export)
    kept = set(
        Export.objects.filter(stage__in=[Stage.READY, Stage.WAITING, Stage.RUNNING]).values_list("pk", flat=True)
    )
    places.sweep(current_organization().pk, kept=kept, older_than=(now - STRAYS_WAIT).timestamp())
    return len(due)


def _let_go(export: Export) -> None:
    places.forget(export)
    Export.objects.filter(pk=export.pk, stage=Stage.READY).update(stage=Stage.EXPIRED)
