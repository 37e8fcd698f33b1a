"""A list cut into groups with headings (B46): by days as people think of them, by a value, by who answers for it.

A list goes by the order of its grouping, so that each group stands together; a group goes on over several pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.worklists.conditions import MOMENTS, of_value
from atenda.worklists.days import start_of
from atenda.worklists.rows import Row
from atenda.worklists.wheres import Condition

# what a list can be grouped by
LABELS: Mapping[str, Promise] = {
    "due": gettext_lazy("Deadline"),
    "created": gettext_lazy("Day of creation"),
    "contacted": gettext_lazy("Day of the last contact"),
    "state": gettext_lazy("State"),
    "priority": gettext_lazy("Priority"),
    "category": gettext_lazy("Category"),
    "responsible": gettext_lazy("Responsible"),
    "team": gettext_lazy("Team"),
}
NOTHING = "none"


@dataclass(frozen=True)
class Group:
    """One group, of the grouping `by`. The key names it in addresses."""

    by: str
    key: str
    label: str


def group_of(row: Row, by: str, now: datetime, *, with_finished: bool = False) -> Group:
    """`with_finished`: among cases of which some are finished, and those are never late, whenever they were due."""
    match by:
        case "due":
            key = _due_key(row.due_at, now)
            return Group(by, key, _("Before now") if with_finished and key == "overdue" else _due_labels()[key])
        case "created" | "contacted":
            day = getattr(row, f"{by}_at").astimezone(timezone.get_current_timezone()).date()
            return Group(by, day.isoformat(), _called(day, _today(now)))
        case _:
            value = getattr(row, by)
            return Group(by, str(value.id) if value else NOTHING, str(value) if value else _nothing(by))


def condition_of(by: str, key: str, now: datetime) -> Condition | None:
    """Which cases stand in the group of this key; None for a key that makes no sense."""
    if by == "due":
        return _of_due(key, now)
    if by in ("created", "contacted"):
        try:
            day = date.fromisoformat(key)
            return _between(MOMENTS[by], start_of(day), start_of(day + timedelta(days=1)))
        except (ValueError, OverflowError):
            return None
    if by not in LABELS or not (key == NOTHING or (key.isascii() and key.isdecimal() and len(key) < 16)):
        return None
    return of_value(by, None if key == NOTHING else int(key))


def _due_labels() -> dict[str, str]:
    return {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "week": _("This week"),
        "later": _("Later"),
        NOTHING: _("Without deadline"),
    }


def _edges(now: datetime) -> list[tuple[str, datetime]]:
    """Each group of deadlines with the moment at which it ends; a week ends on Sunday."""
    today = _today(now)
    ends = {
        "today": today + timedelta(days=1),
        "tomorrow": today + timedelta(days=2),
        "week": max(today + timedelta(days=7 - today.weekday()), today + timedelta(days=2)),
    }
    return [("overdue", now), *((key, start_of(day)) for key, day in ends.items())]


def _due_key(due: datetime | None, now: datetime) -> str:
    if due is None:
        return NOTHING
    return next((key for key, end in _edges(now) if due < end), "later")


def _of_due(key: str, now: datetime) -> Condition | None:
    if key == NOTHING:
        return Condition("c.due_at IS NULL")
    edges = _edges(now)
    begins = dict(zip(["today", "tomorrow", "week", "later"], [end for _key, end in edges], strict=True))
    if key not in _due_labels():
        return None
    return _between(MOMENTS["due"], begins.get(key), dict(edges).get(key))


def _between(moment: str, since: datetime | None, before: datetime | None) -> Condition:
    bounds: list[tuple[str, Any]] = [(f"{moment} >= %s", since), (f"{moment} < %s", before)]
    given = [(sql, value) for sql, value in bounds if value is not None]
    return Condition(" AND ".join(sql for sql, _ in given), tuple(value for _, value in given))


def _called(day: date, today: date) -> str:
    said = f"{day.day:02}/{day.month:02}/{day.year:04}"
    return {today: _("Today"), today - timedelta(days=1): _("Yesterday")}.get(day, said)


def _nothing(by: str) -> str:
    return {"responsible": _("Nobody"), "team": _("No team")}.get(by, _("Nothing"))


def _today(now: datetime) -> date:
    return now.astimezone(timezone.get_current_timezone()).date()
