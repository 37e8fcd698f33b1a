"""What each role sees first (S2.4, S2.8): questions, each with its number and, of some, the first cases.

A number here is a question of the list, so behind it stand exactly its cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from atenda.access.abilities import RoleKind, Sees
from atenda.cases.counts import counts_in_sight, shares
from atenda.cases.models import Case
from atenda.figures.behind import cases_behind
from atenda.figures.leading import cases_page
from atenda.figures.periods import read_period
from atenda.organizations.links import link
from atenda.staff.models import Agent
from atenda.worklists.conditions import where
from atenda.worklists.filters import ME, NO_FILTERS, Choice, Filters
from atenda.worklists.narrowing import count
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.question import Question, View
from atenda.worklists.rows import Row

FEW = 5
MINE, UNASSIGNED = Filters(choices={"assignee": Choice((ME,))}), Filters(choices={"assignee": Choice((None,))})
OLDEST, DUE = ORDERS["folio"], ORDERS["due"]


@dataclass(frozen=True)
class Tile:
    """A number with the address of its cases; `rows` are the first of them, where the page shows some."""

    name: str
    label: Promise
    number: int
    href: str
    rows: list[Row] | list[Case]
    why_empty: Promise
    is_warning: bool = False
    heading: Promise | None = None  # of these rows, where the label does not say it


def oversees(actor: Agent) -> bool:
    """Whether they look after the work of others, or only look on; agents have their own."""
    return bool(actor.role.kind != RoleKind.AGENT)


def tiles(actor: Agent, *, now: datetime) -> list[Tile]:
    """Those of the role, in the order in which they are looked at."""
    return list(_overseen(actor, now) if oversees(actor) else _own(actor, now))


def _own(actor: Agent, now: datetime) -> Iterator[Tile]:
    late = Filters(choices=MINE.choices, is_overdue=True)
    yield _asked(
        actor, "late", _("Late"), Question(View.PENDING, DUE, late), _("None of yours is past its deadline."), now, True
    )
    yield _asked(
        actor,
        "mine",
        pgettext_lazy("figures", "Mine"),
        Question(View.PENDING, OLDEST, MINE),
        _("You have nothing to do."),
        now,
    )
    yield _asked(actor, "waiting", _("On hold"), Question(View.WAITING, OLDEST, MINE), _("None of yours waits."), now)
    yield _new(actor)
    yield _unassigned(actor, now)


def _overseen(actor: Agent, now: datetime) -> Iterator[Tile]:
    overdue = Question(View.PENDING, DUE, Filters(is_overdue=True))
    yield _asked(actor, "late", _("Late"), overdue, _("No case is past its deadline."), now, True)
    yield _unassigned(actor, now)
    pending = Question(View.PENDING, OLDEST)
    found = _of_view(actor, "pending", _("Pending cases"), pending, _("Everything is solved."))
    yield replace(found, heading=_("The oldest"))
    yield _reopened(actor, now)
    yield _new(actor)


def _asked(
    actor: Agent, name: str, label: Promise, question: Question, why: Promise, now: datetime, is_warning: bool = False
) -> Tile:
    number = count(where(actor, question, now=now), None)
    return Tile(name, label, number, _address(question), _first(actor, question, number), why, is_warning)


def _of_view(actor: Agent, name: str, label: Promise, question: Question, why: Promise) -> Tile:
    """A whole view: its number is in the counters."""
    assert question.filters == NO_FILTERS
    from_counters = counts_in_sight(actor)
    number = sum(n for state, n in from_counters.items() if question.view.holds(state))
    return Tile(name, label, number, _address(question), _first(actor, question, number), why)


def _new(actor: Agent) -> Tile:
    return _of_view(
        actor,
        "new",
        View.NEW.label,
        Question(View.NEW, OLDEST),
        _("No case is waiting to be looked at."),
    )


def _unassigned(actor: Agent, now: datetime) -> Tile:
    question = Question(View.PENDING, OLDEST, UNASSIGNED)
    if actor.role.sees == Sees.TEAMS:
        number = count(where(actor, question, now=now), None)
    else:
        number = sum(shares().of_nobody.values())
    rows = _first(actor, question, number)
    return Tile("unassigned", _("Unassigned"), number, _address(question), rows, _("Every case is somebody’s."))


def _reopened(actor: Agent, now: datetime) -> Tile:
    period = read_period("7d", asked_at=now, zone=timezone.get_current_timezone())
    assert period is not None
    found = cases_behind(actor, "reopened", period, now=now)
    rows = list(found.select_related("contact", "account", "state", "priority").order_by("-folio")[:FEW])
    href = cases_page("reopened", period, is_past=False)
    label, why = _("Reopened in the last 7 days"), _("No case was reopened.")
    return Tile("reopened", label, found.count() if len(rows) == FEW else len(rows), href, rows, why)


def _first(actor: Agent, question: Question, number: int) -> list[Row]:
    return page(actor, question, size=FEW).rows if number else []


def _address(question: Question) -> str:
    return link("worklists:cases") + question.query()
