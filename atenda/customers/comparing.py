"""Two records side by side before they are merged: what is asked, and what is of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.uniting import ASKED, BOTH, GOES, STAYS, Pair, united
from atenda.customers.ways import WAYS, from_words, in_one_line
from atenda.history.telling import value_in_words
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Line:
    """One thing of both: what it is on each side, and which of them stands; no `options` where nothing is asked."""

    asked: str
    label: str
    stays: str
    goes: str
    choice: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """What the record that stays will have of both: of each kind its ways, tags, and how much comes along.

    `cases` are those that whoever merges may know of; of others it is said that there are some, and not how many.
    """

    ways: dict[str, list[str]]
    tags: list[str]
    cases: int
    has_other_cases: bool
    links: int


def labels() -> dict[str, Any]:
    return {
        "name": _("Name"),
        "tax": _("Tax number"),
        "language": _("Language"),
        "time_zone": _("Time zone"),
        "notes": _("Notes"),
        "phones": _("Default phone"),
        "emails": _("Default e-mail"),
        "addresses": _("Default address"),
    }


def lines(pair: Pair, chosen: dict[str, str]) -> list[Line]:
    """What there is of either record, in the order of the form; what neither has is not shown."""
    said = labels()
    shown = [
        Line(
            asked,
            said[asked],
            stays=_in_words(asked, pair.stays),
            goes=_in_words(asked, pair.goes),
            choice=chosen.get(asked) or pair.choice(asked),
            options=_options(asked, pair),
        )
        for asked in ASKED
    ]
    return [line for line in shown if line.options or (line.asked not in WAYS and (line.stays or line.goes))]


def sum_of(stays: Account | Contact, goes: Account | Contact, pair: Pair, *, seen_by: Agent) -> Sum:
    words, region = united(pair, {}), current_organization().country
    cases = Case.objects.filter(**{goes.kind: goes})
    seen = cases.in_sight_of(seen_by)
    return Sum(
        ways={field: [in_one_line(way, region) for way in from_words(field, words[field])] for field in WAYS},
        tags=words["tags"],
        cases=seen.count(),
        has_other_cases=cases.exclude(pk__in=seen).exists(),
        links=AccountContact.objects.filter(**{goes.kind: goes}).count(),
    )


def _options(asked: str, pair: Pair) -> tuple[str, ...]:
    if not pair.differs(asked):
        return ()
    is_both = asked == "notes" and pair.stays["notes"] and pair.goes["notes"]
    return (STAYS, GOES, BOTH) if is_both else (STAYS, GOES)


def _in_words(asked: str, words: dict[str, Any]) -> str:
    if asked in WAYS:
        ways = from_words(asked, words[asked])
        return in_one_line(ways[0], current_organization().country) if ways else ""
    if asked == "tax":
        kind = value_in_words("tax_kind", words["tax_kind"])
        return f"{kind} {words['tax_id']}".strip() if words["tax_id"] else ""
    return value_in_words(asked, words[asked])
