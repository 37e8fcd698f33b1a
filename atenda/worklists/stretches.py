"""The stretches of an order that a question can have cases in, each as short as an index makes it.

Of an order by a field that is also filtered by, only the values asked for are walked. An order by folio within one
team, category, mark, state or priority walks the index of that, which has nothing else in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atenda.cases import catalogue
from atenda.cases.successors import now_called, predecessors
from atenda.worklists.conditions import MOMENTS
from atenda.worklists.filters import FIELD_OF, Choice
from atenda.worklists.question import Question, View
from atenda.worklists.walks import ByMoment, OfValue, Walk

BY_STATE = [MOMENTS[name] for name in ("created", "changed", "contacted")]
FIELDS = ("team", "category", "rating", "state", "priority")


def possible(question: Question, walks: Sequence[Walk]) -> list[Walk]:
    """Those of the walks in which there can be any case."""
    return [walk for walk in walks if _may_have_some(question, walk)]


def within(question: Question, walks: Sequence[Walk]) -> list[Walk]:
    """The same, as short as can be."""
    return [_shortest(question, walk) for walk in possible(question, walks)]


def of_value(walk: Walk, field: str, pk: int | None) -> Walk:
    """The cases of a walk by folio that have this value, where an index knows them in that order."""
    if pk is None or field not in FIELDS or not walk.is_by_folio:
        return walk
    if field in ("team", "category", "rating"):
        return OfValue(walk.down, past=walk.past, column="c.rating" if field == "rating" else f"c.{field}_id", value=pk)
    return replace(walk, state=pk) if field == "state" else replace(walk, priority=pk)


def by_value(question: Question, walks: Sequence[Walk]) -> list[OfValue]:
    """Those that can have any case and are of one value of a field; what lacks one, within the only state there is."""
    values = [walk for walk in possible(question, walks) if isinstance(walk, OfValue)]
    state = None if question.filters.words else _only_state(question)
    return [replace(walk, state=state) if walk.value is None else walk for walk in values]


def _of_the_state(question: Question, walk: ByMoment) -> ByMoment:
    """Of a view of pending cases that is of one state, those alone."""
    return replace(walk, state=_only_state(question)) if walk.moment in BY_STATE else walk


def _only_state(question: Question) -> int | None:
    """The state of all cases of a view of pending ones, where there is but one such state."""
    if question.view not in (View.NEW, View.WORKING, View.WAITING):
        return None
    states = [state.id for state in catalogue.states().values() if question.view.holds(state.id)]
    return states[0] if len(states) == 1 else None


def _may_have_some(question: Question, walk: Walk) -> bool:
    if not question.view.holds(walk.state):
        return False
    if isinstance(walk, ByMoment) and walk.moment == MOMENTS["closed"] and question.view.finished is not None:
        return walk.has_it == question.view.finished
    choices = question.filters.choices
    if isinstance(walk, OfValue):
        if walk.field == "responsible":  # is one of those assigned
            return walk.value is None or choices.get("assignee", Choice()).any_of != (None,)
        return _is_let_through(walk.field, choices.get(walk.field, Choice()), walk.value)
    asked = [("state", walk.state), ("priority", walk.priority)]
    return all(pk is None or _is_let_through(name, choices.get(name, Choice()), pk) for name, pk in asked)


def _is_let_through(field: str, choice: Choice, pk: int | None) -> bool:
    """Whether a case with this value, and no other, may be meant; what a word such as `me` means is not known here."""
    words = any(isinstance(each, str) for each in choice.any_of)
    is_wanted = not choice.any_of or pk in choice.any_of or words or _now(field, pk) in choice.any_of
    return is_wanted and pk not in choice.none_of


def _now(field: str, pk: int | None) -> int | None:
    """The value that takes its place: until that is done everywhere, some cases have this one still."""
    return now_called(field, pk) if pk is not None and field in FIELD_OF else pk


def _shortest(question: Question, walk: Walk) -> Walk:
    """Within the one team, category, state or priority asked for; by folio alone, where all of a view lack it."""
    if isinstance(walk, ByMoment) and walk.has_it is False and walk.moment == MOMENTS["closed"]:
        walk = Walk(walk.down, past=walk.past) if question.view.finished is False else walk
    if question.filters.words:
        return walk  # the words themselves are walked
    if isinstance(walk, ByMoment):
        return _of_the_state(question, walk)
    for field in FIELDS:
        choice = question.filters.choices.get(field)
        if choice and len(choice.any_of) == 1 and isinstance(one := choice.any_of[0], int):
            is_alone = field not in FIELD_OF or not predecessors(field, one)
            return of_value(walk, field, one) if is_alone else walk
    return walk
