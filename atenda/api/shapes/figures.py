"""Figures of a period, and those one begins the day with, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from atenda.api.shapes import Answer
from atenda.figures.flows import Flow
from atenda.figures.home import Home, Tile
from atenda.figures.reckoning import Reckoned, Reckoning
from atenda.figures.workload import Share


class Numbers(Answer):
    opened: int = Field(description="Cases created in it.")
    pending: int = Field(description="Neither closed nor cancelled at its end.")
    solved: int = Field(description="Cases closed in it.")
    resolution_seconds: float | None = Field(description="From creation to the last closing, night and day: the mean.")


class PeriodOut(Answer):
    name: str = Field(description="`today`, `7d`, `30d`, …, or empty.")
    first: date
    last: date
    asked_at: datetime
    since: datetime
    until: datetime


class BeforeOut(Numbers):
    since: datetime
    until: datetime


class DayOut(Numbers):
    day: date


class FiguresOut(Answer):
    period: PeriodOut
    now: Numbers
    before: BeforeOut
    days: list[DayOut]


class TileOut(Answer):
    name: str
    label: str
    cases: int
    folios: list[int] = Field(description="The first of them.")


class ShareOut(Answer):
    name: str
    pending: int
    late: int
    oldest: int | None = Field(description="The folio of the oldest pending case.")
    since: datetime | None


class HomeOut(Answer):
    tiles: list[TileOut]
    teams: list[ShareOut]
    people: list[ShareOut]


def figures(found: Reckoning) -> dict[str, Any]:
    period, before = found.period, found.period.before
    return {
        "period": {
            "name": period.name,
            "first": period.first,
            "last": period.last,
            "asked_at": period.asked_at,
            "since": period.span.start,
            "until": period.span.end,
        },
        "now": _reckoned(found.now),
        "before": {**_reckoned(found.before), "since": before.start, "until": before.end},
        "days": [
            {"day": each.day, **_numbers(each.flow, each.pending)}
            for each in found.days
            if period.first <= each.day <= period.last
        ],
    }


def home(found: Home) -> dict[str, Any]:
    return {
        "tiles": [_tile(tile) for tile in found.tiles],
        "teams": [_share(share) for share in found.teams],
        "people": [_share(share) for share in found.people],
    }


def _reckoned(found: Reckoned) -> dict[str, Any]:
    return _numbers(found.flow, found.pending)


def _numbers(flow: Flow, pending: int) -> dict[str, Any]:
    time = flow.resolution_time
    seconds = None if time is None else time.total_seconds()
    return {"opened": flow.opened, "pending": pending, "solved": flow.solved, "resolution_seconds": seconds}


def _tile(tile: Tile) -> dict[str, Any]:
    folios = [row.folio for row in tile.rows]
    return {"name": tile.name, "label": str(tile.label), "cases": tile.number, "folios": folios}


def _share(share: Share) -> dict[str, Any]:
    return {name: getattr(share, name) for name in ("name", "pending", "late", "oldest", "since")}
