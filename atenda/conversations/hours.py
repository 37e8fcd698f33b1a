"""When a mail leaves that does not leave now: what is offered, by the clock of whoever writes and of whoever reads."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.ui.moments import WRITTEN
from atenda.ui.times import in_words

MORNING = time(9)


def offered(now: datetime) -> list[tuple[str, str]]:
    """What it is called, and as the field reads it: tomorrow, and the Monday that comes, at nine here."""
    here = now.astimezone(timezone.get_current_timezone())
    tomorrow, monday = here + timedelta(days=1), here + timedelta(days=7 - here.weekday())
    return [
        (_("Tomorrow at 9:00"), f"{datetime.combine(tomorrow, MORNING):{WRITTEN}}"),
        (_("On Monday at 9:00"), f"{datetime.combine(monday, MORNING):{WRITTEN}}"),
    ]


def at_theirs(case: Case, moment: datetime) -> str:
    """The same moment by the customer's clock, where that is another (B15): «23/11/2026 08:00 (Lisbon)»."""
    zone = case.contact.time_zone if case.contact else ""
    if not zone:
        return ""
    there = moment.astimezone(ZoneInfo(zone))
    if there.utcoffset() == moment.astimezone(timezone.get_current_timezone()).utcoffset():
        return ""
    with timezone.override(ZoneInfo(zone)):
        return f"{in_words(moment)} ({zone.rpartition('/')[2].replace('_', ' ')})"
