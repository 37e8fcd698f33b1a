"""Charts beside the list (S2.7): bars of exactly the cases the list shows, each of them a way to its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from atenda.cases import catalogue
from atenda.figures.periods import day_of
from atenda.figures.slicing import COLUMNS, Part, days_of, parts_of
from atenda.organizations.folding import sort_key
from atenda.organizations.links import link
from atenda.organizations.patience import TookTooLong
from atenda.staff.models import Agent
from atenda.worklists.days import Days, named
from atenda.worklists.filters import CHOICES, Value
from atenda.worklists.naming import called, customers_called
from atenda.worklists.question import Question

WHOLE = 1000  # the longest bar
MOST_DAYS, MOST_WEEKS, MOST_MONTHS = 45, 300, 1500  # days of a chart in days, in weeks, in months
LONGEST = 36_500  # days: what is asked beyond a century is a mistake, and a bar for each of its years helps nobody
NAMES: Mapping[str, Promise] = {**CHOICES, "created": gettext_lazy("Day of creation")}


@dataclass(frozen=True)
class Bar:
    """One bar: `length` of WHOLE."""

    label: str
    number: int
    href: str
    length: int = 0
    tone: str = ""
    is_rest: bool = False


@dataclass(frozen=True)
class Chart:
    by: str
    bars: list[Bar] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_too_much: bool = False

    @property
    def title(self) -> str:
        return _("Cases by %(field)s") % {"field": str(NAMES[self.by]).lower()}

    @property
    def is_of_days(self) -> bool:
        return self.by == "created"


def chart(actor: Agent, question: Question, by: str, *, now: datetime) -> Chart:
    """Of all the cases this question asks for, of those this agent sees."""
    try:
        if by == "created":
            return Chart(by, _scaled(list(_of_days(actor, question, now))))
        parts = parts_of(actor, question, by, now=now)
    except TookTooLong:
        return Chart(by, is_too_much=True)
    customers = customers_called([part.value for part in parts], actor)
    bars = [_bar(part, by, customers) for part in parts]
    if by == "assignee":  # people by their names: a chart is no contest (N18)
        bars.sort(key=lambda bar: (bar.is_rest, sort_key(bar.label)))
    return Chart(by, _scaled(bars), list(_remarks(by, parts)))


def _bar(part: Part, by: str, customers: Mapping[Value, str]) -> Bar:
    value, href = part.value, link("worklists:cases") + part.question.query()
    if part.is_rest:
        return Bar(_("The others"), part.number, href, is_rest=True)
    if isinstance(value, tuple):
        return Bar(customers[value], part.number, href)
    values = catalogue.tags() if by == "tag" else catalogue.OF_FIELD[by]() if by in catalogue.OF_FIELD else {}
    known = values.get(value) if isinstance(value, int) else None
    return Bar(called(by, value), part.number, href, tone=known.colour if known else "")


def _remarks(by: str, parts: list[Part]) -> Iterator[str]:
    if by in COLUMNS:
        yield _("A case with several of them counts for each.")
    if by == "customer" and any(part.is_rest for part in parts):
        yield _("The others include cases without such a customer.")


def _of_days(actor: Agent, question: Question, now: datetime) -> Iterator[Bar]:
    """Days, weeks, months or years, as there is room; also those without a case."""
    found = days_of(actor, question, now=now)
    if not found:
        return
    asked, today = question.filters.days.get("created"), day_of(now, timezone.get_current_timezone())
    first, last = found[0][0], found[-1][0]
    if asked is not None:  # as wide as was asked, as far as there is something to see
        edges = named(asked.name, today) if asked.name else (asked.first, asked.last)
        asked_first, last = edges[0] or first, max(last, min(edges[1] or last, today))
        first = asked_first if (last - asked_first).days <= LONGEST else first
    numbers, begun = dict(found), first
    while begun <= last:
        after = _after(begun, (last - first).days)
        end = min(after - timedelta(days=1), last)
        inside = sum(numbers.get(begun + timedelta(days=n), 0) for n in range((end - begun).days + 1))
        yield _bar_of_days(question, begun, end, inside)
        begun = after


def _bar_of_days(question: Question, begun: date, end: date, number: int) -> Bar:
    filters = question.filters
    days = Days(begun, end)
    narrowed = question.with_filters(replace(filters, days={**filters.days, "created": days}))
    return Bar(days.label, number, link("worklists:cases") + narrowed.query())


def _after(day: date, span: int) -> date:
    """Where the stretch ends that begins with this day: a week with Sunday, a month with its last day."""
    if span <= MOST_DAYS:
        return day + timedelta(days=1)
    if span <= MOST_WEEKS:
        return day + timedelta(days=7 - day.weekday())
    if span <= MOST_MONTHS:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return date(day.year + 1, 1, 1)


def _scaled(bars: list[Bar]) -> list[Bar]:
    """Lengths beside the longest; what is there at all is seen. The others, where they are more, would leave nothing to
    be seen of the rest: they are a number alone."""
    most = max((bar.number for bar in bars if not bar.is_rest), default=0) or 1
    return [replace(bar, length=_length(bar.number, most)) for bar in bars]


def _length(number: int, most: int) -> int:
    return 0 if number > most else max(number * WHOLE // most, 4 if number else 0)


def said(chart: Chart) -> str:
    """The chart in one sentence."""
    if not chart.bars:
        return _("No case.")
    most = max(chart.bars, key=lambda bar: bar.number)
    return pgettext("chart", "%(parts)s; the most, %(most)s: %(label)s.") % {
        "parts": ngettext("%(n)s bar", "%(n)s bars", len(chart.bars)) % {"n": len(chart.bars)},
        "most": most.number,
        "label": most.label,
    }
