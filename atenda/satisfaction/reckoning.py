"""What customers said in a period, of the cases somebody may see: in all, over time, and in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek

from atenda.cases.models import Case
from atenda.figures.periods import Period
from atenda.satisfaction.models import Survey
from atenda.staff.models import Agent

GOOD = Q(faces=5, mark__gte=4) | Q(faces=3, mark=3)
BAD = Q(faces=5, mark__lte=2) | Q(faces=3, mark=1)
PARTS = ("agent", "team", "category")
MOST_PARTS = 100
TOLD = ("good", "middling", "bad")
# of three faces and of five, as one number from nought to a hundred
SHARE = (F("mark") - 1) * 100.0 / (F("faces") - 1)


@dataclass(frozen=True)
class Sum:
    """`score`: from 0 to 100, all marks the worst to all the best."""

    rated: int = 0
    good: int = 0
    middling: int = 0
    bad: int = 0
    score: int | None = None


@dataclass(frozen=True)
class Part:
    """Of one agent, team or category; key 0 is none."""

    key: int
    sum: Sum


@dataclass(frozen=True)
class Stretch:
    """A day, week or month of the period."""

    first: date
    last: date
    sum: Sum


@dataclass(frozen=True)
class Reckoning:
    asked: int
    whole: Sum
    over_time: list[Stretch]
    parts: Mapping[str, list[Part]]

    @property
    def answered(self) -> int:
        """Of a hundred who were asked."""
        return round(self.whole.rated * 100 / self.asked) if self.asked else 0


def seen_by(actor: Agent) -> QuerySet[Survey]:
    """What was asked about cases this agent may see."""
    found: QuerySet[Survey] = Survey.objects.filter(left="", case__in=Case.objects.visible_to(actor).values("pk"))
    return found


def rated_in(actor: Agent, period: Period) -> QuerySet[Survey]:
    return seen_by(actor).filter(mark__isnull=False, rated_at__gte=period.span.start, rated_at__lt=period.span.end)


def rated_by(actor: Agent, customer: Q) -> QuerySet[Survey]:
    """What some customer said, whenever that was."""
    return seen_by(actor).filter(customer, mark__isnull=False)


def summed(rated: QuerySet[Survey]) -> Sum:
    return _sum(rated.aggregate(**_counted()))


def reckon(actor: Agent, period: Period) -> Reckoning:
    """Six questions, however much was said."""
    rated = rated_in(actor, period)
    asked = seen_by(actor).filter(asked_at__gte=period.span.start, asked_at__lt=period.span.end).count()
    return Reckoning(
        asked=asked,
        whole=summed(rated),
        over_time=_over_time(rated, period),
        parts={name: _parts(rated, name) for name in PARTS},
    )


def narrowed(rated: QuerySet[Survey], said: Mapping[str, str]) -> QuerySet[Survey]:
    """By what an address says: `agent=3`, `team=0` for none, `told=bad`. What makes no sense is not understood."""
    for name in PARTS:
        text = said.get(name, "")
        if text.isascii() and text.isdecimal() and len(text) < 19:
            rated = rated.filter(**{name: int(text)} if int(text) else {f"{name}__isnull": True})
    match said.get("told", ""):
        case "good":
            rated = rated.filter(GOOD)
        case "bad":
            rated = rated.filter(BAD)
        case "middling":
            rated = rated.exclude(GOOD | BAD)
    return rated


def _counted() -> dict[str, Any]:
    return {
        "rated": Count("pk"),
        "good": Count("pk", filter=GOOD),
        "bad": Count("pk", filter=BAD),
        "score": Avg(SHARE),
    }


def _sum(row: Mapping[str, Any]) -> Sum:
    score = None if row["score"] is None else round(row["score"])
    return Sum(row["rated"], row["good"], row["rated"] - row["good"] - row["bad"], row["bad"], score)


def _parts(rated: QuerySet[Survey], name: str) -> list[Part]:
    rows: Any = rated.order_by().values(key=F(f"{name}_id"))
    rows = rows.annotate(**_counted()).order_by("-rated")[:MOST_PARTS]
    return [Part(row["key"] or 0, _sum(row)) for row in rows]


def _over_time(rated: QuerySet[Survey], period: Period) -> list[Stretch]:
    cut: Any = TruncDay if period.days <= 31 else TruncWeek if period.days <= 190 else TruncMonth
    rows = rated.order_by().annotate(at=cut("rated_at", tzinfo=period.zone)).values("at").annotate(**_counted())
    return [_stretch(row, cut, period) for row in rows.order_by("at")]


def _stretch(row: Mapping[str, Any], cut: Any, period: Period) -> Stretch:
    moment: datetime = row["at"]
    first = moment.astimezone(period.zone).date()
    last = first
    if cut is TruncWeek:
        last = first + timedelta(days=6)
    if cut is TruncMonth:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Stretch(max(first, period.first), min(last, period.last), _sum(row))
