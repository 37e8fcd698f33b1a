"""May anything leave this desk, or be fetched by it? Everything that speaks to another machine asks here (6.35).

A copy restored from a backup begins held: what it would send may have been sent long ago, by the desk it is a copy of,
and that desk may still be at work. It is held until a person says otherwise, each organization for itself.
"""

from __future__ import annotations

from datetime import datetime

from django.db import Error, connection, transaction

from atenda.organizations.entering import current_organization, is_inside
from atenda.organizations.models import Organization
from atenda.server.models import Hold

_may_be_held = False


def is_held() -> bool:
    """Whether the organization entered is held; outside one, whether any is. One look at one small row."""
    held = Hold.objects.filter(pk=1, released_at=None)
    if is_inside():
        held = held.exclude(released__contains=[current_organization().pk])
    return held.exists()


def hold_now() -> Hold | None:
    """The hold of the organization entered, or of any; None where there is none."""
    return Hold.objects.get(pk=1) if is_held() else None


def look_at_start() -> None:
    """Called once by each process that shows pages. A hold only begins where no process runs: whoever was not held at
    the start never is, and asks nothing on any page."""
    global _may_be_held
    try:
        _may_be_held = is_held()
    except Error:
        _may_be_held = True
    finally:
        connection.close()


def shown_hold() -> Hold | None:
    """The hold to be told of on a page of the organization entered."""
    return hold_now() if _may_be_held else None


def begin(*, backup_at: datetime, now: datetime) -> None:
    """Hold everything, from before the first process runs on the copy. What an earlier hold released is held anew."""
    values = {"backup_at": backup_at, "begun_at": now, "released": [], "released_at": None}
    Hold.objects.update_or_create(pk=1, defaults=values)


@transaction.atomic
def let_go(organization: Organization, *, now: datetime) -> bool:
    """End the hold of one organization; the last one ends it all. False where it was not held."""
    hold = Hold.objects.select_for_update().filter(pk=1, released_at=None).first()
    if hold is None or organization.pk in hold.released:
        return False
    hold.released.append(organization.pk)
    if not Organization.objects.exclude(pk__in=hold.released).exists():
        hold.released_at = now
    hold.save(update_fields=["released", "released_at"])
    return True


@transaction.atomic
def hold_one(organization: Organization, *, copied_at: datetime, now: datetime) -> None:
    """Hold one organization that was read back from a copy, and no other that is not held already."""
    others = list(Organization.objects.exclude(pk=organization.pk).values_list("pk", flat=True))
    existing = Hold.objects.select_for_update().filter(pk=1).first()
    if existing is not None and existing.released_at is None:
        existing.released = [pk for pk in existing.released if pk != organization.pk]
        existing.backup_at = max(existing.backup_at, copied_at)
        existing.save(update_fields=["released", "backup_at"])
        return
    values = {"backup_at": copied_at, "begun_at": now, "released": others, "released_at": None}
    Hold.objects.update_or_create(pk=1, defaults=values)
