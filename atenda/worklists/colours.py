"""Rules of colour of a saved view: a case that fits one has its edge in that colour and says why (U8, B54).

A rule is a filter, asked of the row in hand: what the list shows costs no statement more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.filters import CHOICES, ME, RATINGS, Choice, Filters, Value, read_filters
from atenda.worklists.naming import offered
from atenda.worklists.rows import Row

MOST = 20
FIELDS = ("priority", "state", "importance", "category", "type", "tag", "assignee", "team", "campaign", "source")
IDLE_DAYS = (1, 3, 7, 14, 30)
PLAIN = {"state", "priority", "category"}  # the row has these by name


@dataclass(frozen=True)
class Rule:
    filters: Filters
    tone: str
    label: str


def read_rules(kept: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Those that still make sense."""
    found = [Rule(read_filters(each.get("asked", {})), str(each.get("tone")), str(each.get("label"))) for each in kept]
    return [rule for rule in found if rule.filters]


def colouring(kept: Iterable[Mapping[str, Any]], actor: Agent, now: datetime) -> Callable[[Row], Rule | None] | None:
    """What answers, of a row, the first rule it fits; nothing where there are no rules."""
    rules = read_rules(kept)
    return (lambda row: next((rule for rule in rules if fits(rule.filters, row, actor, now)), None)) if rules else None


def fits(filters: Filters, row: Row, actor: Agent, now: datetime) -> bool:
    """Whether a case is among those the filters let through; of words and past days a row knows nothing."""
    return (
        all(_chosen(name, choice, row, actor) for name, choice in filters.choices.items())
        and all(_within(getattr(row, MOMENTS[name]), *days.bounds(now)) for name, days in filters.days.items())
        and (not filters.is_overdue or (row.due_at is not None and row.due_at < now and row.closed_at is None))
        and (not filters.has_no_deadline or row.due_at is None)
        and (not filters.idle or row.updated_at < now - timedelta(days=filters.idle))
        and (not filters.is_undelivered or row.is_undelivered)
        and (not filters.is_asked or row.is_asked)
    )


MOMENTS = {
    "created": "created_at",
    "changed": "updated_at",
    "contacted": "contacted_at",
    "due": "due_at",
    "closed": "closed_at",
}


def _chosen(name: str, choice: Choice, row: Row, actor: Agent) -> bool:
    has = set(_values(name, row))
    any_of, none_of = (set(_meant(name, values, actor)) for values in (choice.any_of, choice.none_of))
    return bool(not choice.any_of or has & any_of) and not has & none_of


def _values(name: str, row: Row) -> Iterable[Value]:
    """What a case has in a field; None where that is nothing."""
    match name:
        case "assignee":
            return row.assignee_ids or [None]
        case "tag":
            return row.tag_ids or [None]
        case "customer":
            return [("contact", row.contact_id or 0), ("account", row.account_id or 0)]
        case _ if name in PLAIN:
            value = getattr(row, name)
            return [value.id if value else None]
        case _:
            return [getattr(row, f"{name}_id")]


def _meant(name: str, values: Iterable[Value], actor: Agent) -> Iterator[Value]:
    for value in values:
        if isinstance(value, str) and value in RATINGS:
            yield from RATINGS[value]
        elif value != ME:
            yield value
        elif name == "team":
            yield from directory.team_ids_of(actor.pk)
        else:
            yield actor.pk


def _within(at: datetime | None, since: datetime | None, before: datetime | None) -> bool:
    return at is not None and (since is None or at >= since) and (before is None or at < before)


def conditions() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What a rule can ask, by field: `priority=5` and how people read it."""
    dated = [("due=overdue", _("Past the deadline")), ("due=none", _("Without deadline"))]
    words = [
        (n, ngettext("Nothing done for %(n)s day", "Nothing done for %(n)s days", n) % {"n": n}) for n in IDLE_DAYS
    ]
    yield _("Deadline and activity"), [*dated, *((f"idle={n}", said) for n, said in words)]
    for name in FIELDS:
        yield str(CHOICES[name]), [(f"{name}={value}", f"{CHOICES[name]}: {label}") for value, label in offered(name)]
