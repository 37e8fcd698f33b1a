"""The views above the list: the six of everybody, those a person keeps as tabs, and the menu with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from atenda.staff.models import Agent
from atenda.worklists.habits import liking_of
from atenda.worklists.models import Reach
from atenda.worklists.paging import tab_counts
from atenda.worklists.permissions import may_change_view
from atenda.worklists.question import Question, View
from atenda.worklists.saved import READY, READY_MADE, Saved, find, views_of


@dataclass(frozen=True)
class Tab:
    """`count` is None where it is not known yet; it comes by itself (B42)."""

    key: str
    label: str
    href: str
    is_here: bool
    count: int | None = None


def tabs(actor: Agent, question: Question, saved: Saved | None) -> dict[str, Any]:
    """What `_tabs.html` needs. One's own filters stay when one looks at another of the six; those of a view do not."""
    counts = tab_counts(actor)
    here = None if saved else question.view
    six = [
        Tab(
            view.value,
            str(view.label),
            (Question(view) if saved else question.in_view(view)).query(),
            view == here,
            None if question.filters and not saved else counts[view],
        )
        for view in View
    ]
    return {
        "tabs": six,
        "own_tabs": [Tab(each.key, str(each), each.query, each is saved) for each in standing(actor, saved)],
        "groups": groups(actor),
        "saved": saved,
        "is_changed": saved is not None and saved.question.asked != question.asked,
        "may_change": saved is not None and may_change_view(actor, saved),
        "counts": counts,
    }


def standing(actor: Agent, saved: Saved | None = None) -> list[Saved]:
    """The views that stand as tabs, in the order of the menu; the one that is open always does."""
    pinned = set(liking_of(actor).pinned)
    return [view for view in in_order(actor) if view.key in pinned or view is saved]


def in_order(actor: Agent) -> Sequence[Saved]:
    """As this person put them; the others as they come, after those."""
    places = {key: place for place, key in enumerate(liking_of(actor).arranged)}
    return sorted([*READY_MADE.values(), *views_of(actor)], key=lambda view: places.get(view.key, len(places)))


def rearranged(actor: Agent, keys: Sequence[str]) -> list[str]:
    """All views one sees, with these in the places they have among the others, in this order."""
    everything = [view.key for view in in_order(actor)]
    some = iter([key for key in dict.fromkeys(keys) if key in everything])
    named = set(keys)
    return [next(some) if key in named else key for key in everything]


def groups(actor: Agent) -> list[tuple[str, list[Saved]]]:
    """All views by whose they are."""
    views = in_order(actor)
    named = {
        READY: (_("Ready-made"), [view for view in views if view.reach == READY]),
        Reach.OWN: (_("Mine"), [view for view in views if view.reach == Reach.OWN]),
        Reach.TEAM: (_("Of teams"), [view for view in views if view.reach == Reach.TEAM]),
        Reach.ALL: (_("Everybody’s"), [view for view in views if view.reach == Reach.ALL]),
    }
    return [(label, found) for label, found in named.values() if found]


def start_choices(actor: Agent, *, of_all: bool = False) -> list[tuple[str, str]]:
    """What one can start with: any of the six, any view one sees, or only those that everybody sees."""
    six = [(view.value, str(view.label)) for view in View]
    seen = [view for view in in_order(actor) if view.reach in (READY, Reach.ALL) or not of_all]
    return [*six, *((view.key, str(view)) for view in seen)]


def known(actor: Agent, key: str) -> bool:
    return key in View.values or find(actor, key) is not None
