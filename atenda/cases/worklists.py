"""The list of cases: which, in what order, and one page of it, however many there are.

A page is found in two steps. First its keys: each branch of the question (a state, a scope) walks one index and stops
after a page's worth, and the branches are merged. Then the rows of those keys, with their customer. So a page costs
the same at the first and at the ten-thousandth place, and joins nothing it does not show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import pgettext_lazy

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.cases.counting import counts_by_state
from atenda.cases.models import FINISHED, Case, CaseAssignee, Lifecycle
from atenda.cases.ordering import ORDERS, Branch, Order
from atenda.customers.models import Account, Contact
from atenda.staff import directory
from atenda.staff.models import Agent

PAGE = 50
COUNTED = 1000


class View(models.TextChoices):
    """The six views of the list (S0.40); pending is what one sees first (S0.39)."""

    PENDING = "pending", pgettext_lazy("cases", "Pending")
    ALL = "all", pgettext_lazy("cases", "All")
    NEW = "new", pgettext_lazy("cases", "Open")
    WORKING = "working", pgettext_lazy("cases", "In progress")
    WAITING = "waiting", pgettext_lazy("cases", "On hold")
    CLOSED = "closed", pgettext_lazy("cases", "Closed")


@dataclass(frozen=True)
class Row:
    """One case as the list shows it."""

    id: int
    folio: int
    reference: str
    state: catalogue.Value
    priority: catalogue.Value
    category: catalogue.Value | None
    contact: str
    account: str
    people: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None

    @property
    def customer(self) -> str:
        return self.contact or self.account

    @property
    def resolution_time(self) -> timedelta | None:
        return self.closed_at - self.created_at if self.closed_at else None


@dataclass(frozen=True)
class Page:
    """`older` and `newer` are the cursors of the pages after and before this one, empty where there is none."""

    rows: list[Row]
    older: str
    newer: str


def page(
    actor: Agent,
    *,
    view: View,
    order: Order,
    before: str = "",
    after: str = "",
    size: int = PAGE,
    only: Q | None = None,
) -> Page:
    """One page of the cases this agent may see. `before` continues after a page's last row, `after` goes back.

    `only` narrows the question. A cursor that makes no sense is as good as none.
    """
    backwards = bool(after)
    cursor = order.read_cursor(after or before)

    def asked(state: int | None = None) -> list[Branch]:
        return [branch.only(only or Q()) for branch in _branches(actor, view, state)]

    keys = order.keys(asked, cursor=cursor, backwards=backwards and cursor is not None, size=size + 1)
    more = len(keys) > size
    keys = keys[:size]
    if backwards and cursor is not None:
        keys.reverse()
        has_newer, has_older = more, True
    else:
        has_newer, has_older = cursor is not None, more
    rows = _rows([key["pk"] for key in keys])
    return Page(
        rows,
        older=order.cursor(keys[-1]) if keys and has_older else "",
        newer=order.cursor(keys[0]) if keys and has_newer else "",
    )


def tab_counts(actor: Agent) -> dict[View, int]:
    """How many cases each view holds: exactly, from the counters, for those who see all; else up to COUNTED + 1."""
    by_state = counts_by_state() if actor.role.sees == Sees.ALL else _counts_in_scope(actor)
    by_lifecycle: Counter[str] = Counter()
    for state in catalogue.states().values():
        by_lifecycle[state.lifecycle] += by_state.get(state.id, 0)
    counts = {view: sum(by_lifecycle[lifecycle] for lifecycle in _lifecycles(view)) for view in View}
    if actor.role.sees == Sees.ALL:
        return counts
    finished = _finished_in_scope(actor, most=COUNTED + 1)
    counts[View.CLOSED], counts[View.ALL] = finished, counts[View.PENDING] + finished
    return {view: min(count, COUNTED + 1) for view, count in counts.items()}


def _counts_in_scope(actor: Agent) -> dict[int, int]:
    """How many pending cases an agent with a scope sees in each state."""
    by_state: Counter[int] = Counter()
    for branch in _scopes(actor, pending=True):
        by_state.update(dict(branch.cases.order_by().values_list("state_id").annotate(n=Count("*"))))
    return by_state


def _finished_in_scope(actor: Agent, most: int) -> int:
    """How many finished cases an agent with a scope sees, each part counted up to `most`."""
    _mine, *others = _scopes(actor, pending=False)
    finished: int = CaseAssignee.objects.filter(agent=actor, pending=False)[:most].count()
    for branch in others:
        finished += branch.cases.filter(closed_at__isnull=False)[:most].count()
    return finished


@dataclass(frozen=True)
class CustomerCases:
    """The newest cases of one customer, as their page shows them."""

    page: Page


def cases_of_customer(
    actor: Agent, *, account: Account | None = None, contact: Contact | None = None, size: int = 10
) -> CustomerCases:
    """The newest cases of an account or a contact that this agent may see."""
    customer = Q(contact=contact) if contact else Q(account=account)
    return CustomerCases(page(actor, view=View.ALL, order=ORDERS["-folio"], size=size, only=customer))


def _lifecycles(view: View) -> tuple[str, ...]:
    match view:
        case View.ALL:
            return tuple(Lifecycle)
        case View.PENDING:
            return (Lifecycle.NEW, Lifecycle.WORKING, Lifecycle.WAITING)
        case View.CLOSED:
            return FINISHED
        case _:
            return (view.value,)


def _branches(actor: Agent, view: View, only_state: int | None) -> Iterator[Branch]:
    """The question cut into parts that each walk one index: by what the agent may see, then by state."""
    if view in (View.PENDING, View.ALL) and only_state is None:
        yield from _scopes(actor, pending=view == View.PENDING)
        return
    for state in catalogue.states_in(*(Lifecycle(name) for name in _lifecycles(view))):
        if only_state in (None, state.id):
            for scope in _scopes(actor, pending=state.lifecycle not in FINISHED):
                yield scope.only(Q(state_id=state.id))


def _scopes(actor: Agent, *, pending: bool) -> Iterator[Branch]:
    """`visible_to`, as parts that do not overlap."""
    cases = Case.objects.pending() if pending else Case.objects.all()
    mine = Q(assignee_ids__contains=[actor.pk])
    if actor.role.sees == Sees.ALL:
        yield Branch(cases)
        return
    if pending:
        yield Branch(cases.filter(mine))
    else:  # years of one's own cases: the links have them in the order of their folios
        yield Branch(cases.filter(assignees__agent_id=actor.pk), folio="assignees__folio")
    if actor.role.sees == Sees.TEAMS:
        yield Branch(cases.filter(team_id__isnull=True, assignee_ids=[]))
        for team in sorted(directory.team_ids_of(actor.pk)):
            yield Branch(cases.filter(~mine, team_id=team))
    else:
        yield Branch(cases.filter(assignee_ids=[]))


def _rows(ids: list[int]) -> list[Row]:
    columns = (
        "pk", "folio", "reference", "state_id", "priority_id", "category_id", "contact__name", "account__name",
        "assignee_ids", "created_at", "updated_at", "closed_at",
    )  # fmt: skip
    found = {row["pk"]: row for row in Case.objects.filter(pk__in=ids).values(*columns)} if ids else {}
    states, priorities, categories = catalogue.states(), catalogue.priorities(), catalogue.categories()
    people = directory.agents()
    return [_row(found[pk], states, priorities, categories, people) for pk in ids if pk in found]


def _row(
    row: Mapping[str, Any],
    states: Mapping[int, catalogue.Value],
    priorities: Mapping[int, catalogue.Value],
    categories: Mapping[int, catalogue.Value],
    people: Mapping[int, Any],
) -> Row:
    return Row(
        id=row["pk"],
        folio=row["folio"],
        reference=row["reference"],
        state=states[row["state_id"]],
        priority=priorities[row["priority_id"]],
        category=categories.get(row["category_id"]),
        contact=row["contact__name"] or "",
        account=row["account__name"] or "",
        people=tuple(people[pk].name for pk in row["assignee_ids"] if pk in people),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        closed_at=row["closed_at"],
    )
