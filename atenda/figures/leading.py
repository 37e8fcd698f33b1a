"""The addresses of the cases behind a figure."""

from __future__ import annotations

from urllib.parse import urlencode

from atenda.figures.periods import Period
from atenda.organizations.links import link


def lead(figure: str, period: Period, is_past: bool) -> str:
    """To exactly the cases it counts: the list where it can show them, or a page of their own."""
    if figure == "pending" and period.is_running and not is_past:
        return link("worklists:cases") + "?view=pending"
    return cases_page(figure, period, is_past)


def cases_page(figure: str, period: Period, is_past: bool) -> str:
    said = {"figure": figure, "period": period.written}
    if is_past:
        said["as_of"] = written_moment(period)
    return f"{link('figures:cases')}?{urlencode(said)}"


def written_moment(period: Period) -> str:
    """The moment asked at, as addresses and forms say it."""
    return period.asked_at.astimezone(period.zone).replace(tzinfo=None).isoformat(timespec="minutes")
