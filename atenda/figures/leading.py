"""The addresses of the cases behind a figure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from atenda.cases import catalogue
from atenda.cases.models import Lifecycle
from atenda.figures.periods import Period
from atenda.organizations.links import link
from atenda.worklists.days import Days
from atenda.worklists.filters import Choice, Filters
from atenda.worklists.question import Question, View

Customer = tuple[str, int]


def cases_of(figure: str, period: Period, *, is_past: bool, customer: Customer | None = None) -> str:
    """To exactly the cases it counts: the list where it can show them, or a page of their own."""
    filters = Filters(choices={"customer": Choice((customer,))} if customer else {})
    days = Days(period.first, period.last)
    if is_past or (figure == "pending" and not period.is_running):
        return cases_page(figure, period, is_past=is_past, customer=customer)
    match figure:
        case "opened":
            question = Question(View.ALL, filters=replace(filters, days={"created": days}))
        case "pending":
            question = Question(View.PENDING, filters=filters)
        case _:
            narrowed = replace(filters, days={"closed": days})
            if catalogue.states_in(Lifecycle.CANCELLED):
                solving = tuple(state.id for state in catalogue.states_in(Lifecycle.CLOSED))
                narrowed = narrowed.choosing("state", *solving)
            question = Question(View.CLOSED, filters=narrowed)
    return link("worklists:cases") + question.query()


def cases_page(figure: str, period: Period, *, is_past: bool, customer: Customer | None = None) -> str:
    """The page of their own."""
    said = {"figure": figure, "period": period.written}
    if is_past:
        said["as_of"] = written_moment(period)
    if customer:
        said["customer"] = f"{customer[0]}:{customer[1]}"
    return f"{link('figures:cases')}?{urlencode(said)}"


def read_customer(text: str) -> Customer | None:
    """`contact:12`, as the address says it; nothing where it makes no sense."""
    kind, _colon, number = text.partition(":")
    is_number = number.isascii() and number.isdecimal() and len(number) <= 18
    return (kind, int(number)) if kind in ("contact", "account") and is_number else None


def written_moment(period: Period) -> str:
    """The moment asked at, as addresses and forms say it."""
    return period.asked_at.astimezone(period.zone).replace(tzinfo=None).isoformat(timespec="minutes")
