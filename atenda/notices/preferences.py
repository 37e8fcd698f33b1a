"""What each colleague wants to hear, by which channel, and when (B59)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from atenda.notices.models import Channel, Kind, Preference, only_bell_for_notes
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Wishes:
    """One colleague's preferences as they bear on this moment."""

    off: frozenset[str]
    digest: bool = False
    quiet_until: datetime | None = None

    def wants(self, kind: Kind, channel: Channel) -> bool:
        return f"{kind}:{channel}" not in self.off


def wishes_of(agent_ids: Iterable[int], now: datetime) -> dict[int, Wishes]:
    """Of each of these, by one question; the defaults where somebody has said nothing."""
    ids = list(agent_ids)
    said = {row.agent_id: row for row in Preference.objects.filter(agent_id__in=ids)}
    zone = ZoneInfo(current_organization().time_zone)
    return {pk: _wishes(said.get(pk), now, zone) for pk in ids}


def preference_of(agent: Agent) -> Preference:
    """The row, or one with the defaults that is not saved yet."""
    return Preference.objects.filter(agent=agent).first() or Preference(agent=agent, off=only_bell_for_notes())


@transaction.atomic
def prefer(
    agent: Agent,
    *,
    off: Collection[str],
    quiet_from: time | None,
    quiet_until: time | None,
    digest: bool,
    digest_at: time,
    now: datetime,
) -> None:
    """Keep what a colleague wants. Only their own: nobody else's notices are anybody's business."""
    known = {f"{kind}:{channel}" for kind in Kind for channel in Channel}
    values = {
        "off": sorted(set(off) & known),
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "digest": digest,
        "digest_at": digest_at,
        "digest_due_at": next_time(digest_at, now) if digest else None,
    }
    if not Preference.objects.filter(agent=agent).update(**values):
        Preference(agent=agent, **values).save(force_insert=True)


def next_time(at: time, now: datetime) -> datetime:
    """The next moment the organization's clocks show `at`, always later than `now`."""
    zone = ZoneInfo(current_organization().time_zone)
    local = now.astimezone(zone)
    day = local.date() if local.time() < at else local.date() + timedelta(days=1)
    return datetime.combine(day, at, zone)


def end_of_quiet(start: time | None, end: time | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours end that hold now; None outside them. From 20:00 to 08:00 goes over midnight."""
    if start is None or end is None or start == end:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, zone)


def _wishes(row: Preference | None, now: datetime, zone: ZoneInfo) -> Wishes:
    if row is None:
        return Wishes(frozenset(only_bell_for_notes()))
    return Wishes(frozenset(row.off), row.digest, end_of_quiet(row.quiet_from, row.quiet_until, now, zone))
