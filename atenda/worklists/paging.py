"""The list of cases: which, in what order, and one page of it, however many there are.

A page is one statement. Inside, each part of the question (a state, a scope) walks one index and stops after a page's
worth of folios, and the parts are merged; outside, the rows of those folios, with their customer. So a page costs the
same at the first and at the ten-thousandth place, and joins nothing it does not show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.cases.counts import counts_in_sight
from atenda.cases.models import FINISHED, Lifecycle
from atenda.customers.models import Account, Contact
from atenda.staff.models import Agent
from atenda.worklists import stretches
from atenda.worklists.conditions import where
from atenda.worklists.narrowing import first_by_value, first_folios
from atenda.worklists.ordering import ORDERS, Order
from atenda.worklists.question import Question, View
from atenda.worklists.rows import Row, shown
from atenda.worklists.scopes import Part, of_customer, overlap, parts
from atenda.worklists.walks import Walk

PAGE = 50
# what has an index for every view and every scope; other orders are looked for as filters are
WALKED = {"-folio", "folio", "-created", "created", "-state", "state", "-priority", "priority"}


@dataclass(frozen=True)
class Page:
    """`older` and `newer` are the cursors of the pages after and before this one, empty where there is none.

    `is_beyond`: where it begins there are no more, whatever stands before.
    """

    rows: list[Row]
    older: str
    newer: str
    is_beyond: bool = False


def page(actor: Agent, question: Question, *, before: str = "", after: str = "", size: int = PAGE) -> Page:
    """One page of the cases this agent may see. `before` continues after a page's last row, `after` goes back.

    A cursor that makes no sense is as good as none.
    """
    order = question.order
    cursor = order.read_cursor(after or before)
    backwards = bool(after) and cursor is not None
    walks = order.walks(cursor, backwards=backwards)
    values = stretches.by_value(question, walks)
    walks = stretches.within(question, walks)
    by_folio = bool(walks) and all(walk.is_by_folio for walk in walks)
    if question.filters or not (by_folio or order.name in WALKED):
        asked, pending = where(actor, question), question.view.finished is False
        if not question.filters:
            asked = replace(asked, counted=lambda: tab_counts(actor)[question.view])
        elif not question.filters.saying(""):
            asked = replace(asked, counted_else=lambda: tab_counts(actor)[question.view])
        first = first_by_value(asked, values, size + 1, actor=actor, pending=pending) if values else None
        rows = shown(first_folios(asked, walks, size + 1, pending=pending) if first is None else first)
    else:
        rows = _walked(actor, question.view, ORDERS["-folio"] if by_folio else order, walks, size + 1)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
        has_newer, has_older = more, True
    else:
        has_newer, has_older = cursor is not None, more
    return Page(
        rows,
        older=order.cursor(rows[-1]) if rows and has_older else "",
        newer=order.cursor(rows[0]) if rows and has_newer else "",
        is_beyond=cursor is not None and not rows,
    )


def _walked(actor: Agent, view: View, order: Order, walks: list[Walk], most: int) -> list[Row]:
    """The first rows of a list that nothing narrows. Where values are walked, the first one mostly fills the page; the
    others are asked for only when it does not."""
    rows: list[Row] = []
    for some in (walks[:1], walks[1:]):
        if some and len(rows) < most:
            arms = [(place, part) for place, walk in enumerate(some) for part in _arms(actor, view, order, walk)]
            rows += _rows(arms, order, some[0], most - len(rows), may_overlap=overlap(actor))
    return rows


def tab_counts(actor: Agent) -> dict[View, int]:
    """How many cases each view holds of those this agent sees: from the counters, exactly."""
    by_state = counts_in_sight(actor)
    by_lifecycle: Counter[str] = Counter()
    for state in catalogue.states().values():
        by_lifecycle[state.lifecycle] += by_state[state.id]
    return {view: sum(by_lifecycle[lifecycle] for lifecycle in view.lifecycles) for view in View}


@dataclass(frozen=True)
class CustomerCases:
    """The newest cases of one customer, as their page shows them."""

    page: Page


def cases_of_customer(
    actor: Agent, *, account: Account | None = None, contact: Contact | None = None, size: int = 10
) -> CustomerCases:
    """The newest cases of an account or a contact that this agent may see."""
    customer = contact or account
    assert customer is not None
    order, walk = ORDERS["-folio"], Walk(down=True)
    rows = _rows([(0, of_customer(actor, customer.kind, customer.pk))], order, walk, size + 1)
    return CustomerCases(Page(rows[:size], older=order.cursor(rows[size - 1]) if len(rows) > size else "", newer=""))


def _arms(actor: Agent, view: View, order: Order, walk: Walk) -> list[Part]:
    """One stretch of an order as parts that each walk one index: by what the agent may see and, where that is the
    whole organization, by state."""
    finished = view.finished
    states: tuple[int, ...] = ()
    sees_all = actor.role.sees == Sees.ALL
    if walk.state is not None:
        finished, states = catalogue.states()[walk.state].lifecycle in FINISHED, (walk.state,)
    elif view not in (View.ALL, View.PENDING) and (sees_all or view != View.CLOSED):
        states = tuple(state.id for state in catalogue.states_in(*map(Lifecycle, view.lifecycles)))
        if not states:
            return []
    # what is pending is little beside all that was ever one's own, and has no index by creation
    links_alone = not (states or walk.priority or (order.by_moment and finished is False))
    found = parts(actor, finished=finished, links_alone=links_alone)
    choices = [(state,) for state in states] if sees_all and states else [states]
    return [walk.narrow(part.within(states=each, priority=walk.priority)) for part in found for each in choices]


def _rows(
    arms: Sequence[tuple[int, Part]], order: Order, walk: Walk, most: int, *, may_overlap: bool = False
) -> list[Row]:
    """The first rows of several parts, each with the place of its stretch in the order."""
    if not arms:
        return []
    way, moment = walk.way, "c.created_at, " if order.by_moment else ""
    selected = [
        part.select(
            f"{place} AS place, {moment}{part.folio} AS folio",
            f"ORDER BY {f'c.created_at {way}, c.folio' if moment else part.folio} {way} LIMIT {most}",
        )
        for place, part in arms
    ]
    keys = (" UNION " if may_overlap else " UNION ALL ").join(selected)
    values = [value for _, part in arms for value in part.values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT folio FROM ({keys}) parts ORDER BY place, {f"created_at {way}, " if moment else ""}folio {way}
                LIMIT {most}""",  # noqa: S608  parts are ours, values are passed apart
            values,
        )
        folios = [folio for (folio,) in cursor.fetchall()]
    return shown(folios)
