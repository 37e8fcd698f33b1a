"""What each role sees first (S2.4, S2.8): questions, each with its number and, of some, the first cases.

A number here is a question of the list, so behind it stand exactly its cases. Numbers are read from the counters and
rows by index, all tiles at once: a home costs a handful of statements whatever there is and whoever looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from atenda.access.abilities import RoleKind
from atenda.cases.counts import ByState, work_in_sight
from atenda.figures import firsts
from atenda.figures.behind import reopened_folios
from atenda.figures.firsts import FEW, Arm
from atenda.figures.leading import cases_page
from atenda.figures.periods import read_period
from atenda.figures.workload import Share, late_in_sight, workload
from atenda.organizations.links import link
from atenda.staff.models import Agent
from atenda.worklists.filters import ME, Choice, Filters
from atenda.worklists.ordering import ORDERS
from atenda.worklists.question import Question, View
from atenda.worklists.rows import Row

MINE, UNASSIGNED = Filters(choices={"assignee": Choice((ME,))}), Filters(choices={"assignee": Choice((None,))})
OLDEST, DUE = ORDERS["folio"], ORDERS["due"]


@dataclass(frozen=True)
class Tile:
    """A number with the address of its cases; `rows` are the first of them, where the page shows some."""

    name: str
    label: Promise
    number: int
    href: str
    why_empty: Promise
    is_warning: bool = False
    heading: Promise | None = None  # of these rows, where the label does not say it
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Home:
    """`teams` and `people` are of who looks after the work of others."""

    tiles: list[Tile]
    is_overview: bool
    teams: list[Share] = field(default_factory=list)
    people: list[Share] = field(default_factory=list)


def home_of(actor: Agent, *, now: datetime) -> Home:
    """The tiles of the role, in the order in which they are looked at; agents have their own."""
    return _own(actor, now) if actor.role.kind == RoleKind.AGENT else _overview(actor, now)


def _own(actor: Agent, now: datetime) -> Home:
    work = work_in_sight(actor)
    late = Question(View.PENDING, DUE, Filters(choices=MINE.choices, is_overdue=True))
    number, first_late = firsts.own_late(actor, now) if work.own else (0, [])
    waiting = _of_view(work.own, View.WAITING)
    tiles = [
        Tile("late", _("Late"), number, _address(late), _("None of yours is past its deadline."), is_warning=True),
        Tile(
            "mine",
            pgettext_lazy("figures", "Mine"),
            work.own.total(),
            _address(Question(View.PENDING, OLDEST, MINE)),
            _("You have nothing to do."),
        ),
        Tile(
            "waiting",
            _("On hold"),
            waiting,
            _address(Question(View.WAITING, OLDEST, MINE)),
            _("None of yours waits."),
        ),
        _new(work.by_state),
        _unassigned(work.of_nobody),
    ]
    arms = {
        "mine": firsts.own("mine", actor),
        "waiting": firsts.own_of_view("waiting", actor, View.WAITING),
        "new": firsts.pending("new", actor, View.NEW),
        "unassigned": firsts.unassigned("unassigned", actor),
    }
    return Home(_with_rows(tiles, arms, {"late": first_late}), is_overview=False)


def _overview(actor: Agent, now: datetime) -> Home:
    work, late = work_in_sight(actor, with_people=True), late_in_sight(actor, now=now)
    overdue = Question(View.PENDING, DUE, Filters(is_overdue=True))
    period = read_period("7d", asked_at=now, zone=timezone.get_current_timezone())
    assert period is not None
    reopened = reopened_folios(actor, period)
    tiles = [
        Tile("late", _("Late"), late.number, _address(overdue), _("No case is past its deadline."), is_warning=True),
        _unassigned(work.of_nobody),
        Tile(
            "pending",
            _("Pending cases"),
            work.by_state.total(),
            _address(Question(View.PENDING, OLDEST)),
            _("Everything is solved."),
            heading=_("The oldest"),
        ),
        Tile(
            "reopened",
            _("Reopened in the last 7 days"),
            len(reopened),
            cases_page("reopened", period, is_past=False),
            _("No case was reopened."),
        ),
        _new(work.by_state),
    ]
    arms = {
        "late": firsts.late("late", actor, now),
        "unassigned": firsts.unassigned("unassigned", actor),
        "pending": firsts.pending("pending", actor),
        "new": firsts.pending("new", actor, View.NEW),
    }
    shown = _with_rows(tiles, arms, {"reopened": reopened[:FEW]})
    return Home(shown, True, *workload(actor, work, late))


def _new(by_state: ByState) -> Tile:
    return Tile(
        "new",
        View.NEW.label,
        _of_view(by_state, View.NEW),
        _address(Question(View.NEW, OLDEST)),
        _("No case is waiting to be looked at."),
    )


def _unassigned(number: int) -> Tile:
    href = _address(Question(View.PENDING, OLDEST, UNASSIGNED))
    return Tile("unassigned", _("Unassigned"), number, href, _("Every case is somebody’s."))


def _of_view(by_state: ByState, view: View) -> int:
    return sum(n for state, n in by_state.items() if view.holds(state))


def _with_rows(tiles: list[Tile], arms: dict[str, Iterator[Arm]], found: dict[str, list[int]]) -> list[Tile]:
    """Each with its first cases; only where there are any they are asked for."""
    asked = [arm for tile in tiles if tile.number and tile.name in arms for arm in arms[tile.name]]
    rows = firsts.rows_of(firsts.firsts(asked) | found)
    return [replace(tile, rows=rows.get(tile.name, [])) for tile in tiles]


def _address(question: Question) -> str:
    return link("worklists:cases") + question.query()
