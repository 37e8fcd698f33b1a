"""The addresses of the cases behind a figure."""

from __future__ import annotations

from urllib.parse import urlencode

from atenda.figures.periods import Period
from atenda.organizations.links import link

Customer = tuple[str, int]


def cases_of(figure: str, period: Period, *, is_past: bool, customer: Customer | None = None) -> str:
    """To exactly the cases it counts: the list where it can show them, or a page of their own."""
    if figure == "pending" and period.is_running and not is_past and customer is None:
        return link("worklists:cases") + "?view=pending"
    return cases_page(figure, period, is_past=is_past, customer=customer)


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
