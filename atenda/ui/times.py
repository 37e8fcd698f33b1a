"""Times as people read them: in the viewer's zone, dd/mm/yyyy, 24 hours, the exact moment on hover."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from atenda.ui.quick import escaped

NOTHING, MINUTE, HOUR, DAY = (timedelta(seconds=each) for each in (0, 60, 3600, 86_400))
TWO_DAYS, MONTH = 2 * DAY, 30 * DAY


def localdate(value: date | None) -> Markup:
    """22/11/2026, with the exact time on hover when there is one. An unknown date is an empty text."""
    if value is None:
        return Markup("")
    if not isinstance(value, datetime):
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), _day(value))
    return _element(here := value.astimezone(timezone.get_current_timezone()), _day(here))


def localtime(value: datetime | None) -> Markup:
    """22/11/2026 14:05."""
    if value is None:
        return Markup("")
    return _element(value.astimezone(timezone.get_current_timezone()), in_words(value))


def in_words(value: datetime) -> str:
    """The same as bare text."""
    here = value.astimezone(timezone.get_current_timezone())
    return f"{_day(here)} {here.hour:02}:{here.minute:02}"


def ago(value: datetime | None, now: datetime | None = None) -> Markup:
    """3 min ago · 5 h ago · yesterday · 4 d ago; after a month, the date. The exact moment on hover."""
    if value is None:
        return Markup("")
    now = now or timezone.now()
    zone = timezone.get_current_timezone()
    here, passed = value.astimezone(zone), now - value
    if passed < NOTHING or passed >= MONTH:
        return _element(here, _day(here))
    if passed < MINUTE:
        return _element(here, gettext("just now"))
    if passed < HOUR:
        return _element(here, gettext("%(minutes)s min ago") % {"minutes": passed // MINUTE})
    if passed < DAY:
        return _element(here, gettext("%(hours)s h ago") % {"hours": passed // HOUR})
    days = (now.astimezone(zone).date() - here.date()).days
    if days <= 1:
        return _element(here, gettext("yesterday"))
    return _element(here, gettext("%(days)s d ago") % {"days": days})


def age(value: datetime | None, until: datetime | None = None) -> Markup:
    """How long since, as short as a table needs: 3 min · 5 h · 4 d. With `until`, how long between the two."""
    if value is None:
        return Markup("")
    here = value.astimezone(timezone.get_current_timezone())
    return _element(here, duration((until or timezone.now()) - value))


def until(value: datetime | None, now: datetime | None = None) -> Markup:
    """How long there still is, or how long it is past: in 3 h · in 2 d · 5 h late."""
    if value is None:
        return Markup("")
    left = value - (now or timezone.now())
    here = value.astimezone(timezone.get_current_timezone())
    if left < NOTHING:
        late = gettext("%(time)s late") % {"time": duration(-left)}
        return Markup(f'<span class="is-late">{_element(here, late)}</span>')  # noqa: S704  an element of ours
    return _element(here, gettext("in %(time)s") % {"time": duration(left)})


def duration(value: timedelta) -> str:
    """An amount of time in its largest unit: 40 s · 3 min · 5 h · 4 d."""
    if value >= TWO_DAYS:
        return gettext("%(days)s d") % {"days": value.days}
    if value >= HOUR:
        return gettext("%(hours)s h") % {"hours": value // HOUR}
    if value >= MINUTE:
        return gettext("%(minutes)s min") % {"minutes": value // MINUTE}
    return gettext("%(seconds)s s") % {"seconds": max(0, int(value.total_seconds()))}


def long_duration(value: timedelta) -> str:
    """An amount of time in words, two units: «2 days 4 h», «3 h 20 min», «12 min»."""
    days, rest = value.days, timedelta(seconds=value.seconds)
    hours, minutes = rest // timedelta(hours=1), (rest % timedelta(hours=1)) // timedelta(minutes=1)
    if days:
        said = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        return f"{said} {gettext('%(hours)s h') % {'hours': hours}}" if hours else said
    if hours:
        said = gettext("%(hours)s h") % {"hours": hours}
        return f"{said} {gettext('%(minutes)s min') % {'minutes': minutes}}" if minutes else said
    return gettext("%(minutes)s min") % {"minutes": minutes}


def _day(here: date) -> str:
    return f"{here.day:02}/{here.month:02}/{here.year:04}"


def _element(here: datetime, words: str) -> Markup:
    """`here` is in the viewer's zone. A list draws a hundred, so all is cut from the one text, which takes a third of
    the time of naming its parts; only the words can need escaping."""
    exact = here.isoformat("T", "seconds")
    hover = f"{exact[8:10]}/{exact[5:7]}/{exact[:4]} {exact[11:16]}"
    return Markup(f'<time datetime="{exact}" title="{hover}">{escaped(words)}</time>')  # noqa: S704
