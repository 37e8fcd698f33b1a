"""Cases with a past, and the figures of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.figures.behind import cases_behind
from atenda.figures.flows import seen_by
from atenda.figures.periods import read_period
from atenda.figures.reckoning import Reckoning, reckon
from atenda.staff.models import Agent
from atenda.testing import make

MADRID = ZoneInfo("Europe/Madrid")


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


NOW = at("2026-11-22T15:30")


def asked(text: str, now: datetime = NOW, as_of: datetime | None = None, zone: ZoneInfo = MADRID):
    return read_period(text, asked_at=as_of or now, zone=zone)


def figures(
    actor: Agent, text: str, *, now: datetime = NOW, as_of: datetime | None = None, zone: ZoneInfo = MADRID
) -> Reckoning:
    return reckon(seen_by(actor), asked(text, now, as_of, zone), now=now)


def shown(found: Reckoning) -> tuple[int, int, int]:
    return (found.now.flow.opened, found.now.pending, found.now.flow.solved)


def behind(actor: Agent, text: str, *, now: datetime = NOW, as_of: datetime | None = None) -> tuple[int, ...]:
    return tuple(
        cases_behind(actor, figure, asked(text, now, as_of), now=now).count()
        for figure in ("opened", "pending", "solved")
    )


def lived(opened: str, closed: str = "", **values) -> Case:
    case = make.case(now=at(opened), **values)
    if closed:
        close(case, by=None, now=at(closed))
    return case
