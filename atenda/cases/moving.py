"""Which moves from state to state are made: all, but those an organization bars for a type or for every case (U9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from atenda.cases import catalogue, events
from atenda.cases.models import BarredMove, Case, CaseType, Lifecycle
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.refusals import Refused
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent

Move = tuple[int, int]


class MoveBarred(Refused):
    sentence = gettext_lazy("Cases of this type do not go from this state to that one.")


@kept_until_touched
def _barred() -> frozenset[tuple[int | None, int, int]]:
    return frozenset(BarredMove.objects.values_list("type_id", "leaving_id", "entering_id"))


def is_allowed(type_id: int | None, leaving: int, entering: int) -> bool:
    """Barred for all cases, or for those of the type, is barred. Staying is no move."""
    barred = _barred()
    return leaving == entering or not {(None, leaving, entering), (type_id, leaving, entering)} & barred


def check_move(type_id: int | None, leaving: int, entering: int) -> None:
    """Raises MoveBarred."""
    if not is_allowed(type_id, leaving, entering):
        raise MoveBarred


def endings(case: Case, lifecycle: Lifecycle) -> list[catalogue.Value]:
    """The states in use of this life cycle to which the case may go."""
    return [
        state
        for state in catalogue.states_in(lifecycle)
        if not state.is_retired and is_allowed(case.type_id, case.state_id, state.id)
    ]


def barred_for(type_id: int | None) -> set[Move]:
    """What is barred for this type itself, or with None for every case."""
    return {(leaving, entering) for of, leaving, entering in _barred() if of == type_id}


@deed
def bar_moves(moves: Iterable[Move], *, type: CaseType | None = None, by: Agent | None, now: datetime) -> None:
    """Let these be the moves that are barred for a type, or for all cases, and no others."""
    type_id = type.pk if type else None
    states = catalogue.states()
    wanted = {move for move in moves if move[0] != move[1] and set(move) <= states.keys()}
    before = barred_for(type_id)
    if wanted == before:
        return
    for leaving, entering in before - wanted:
        row = BarredMove.objects.get(type=type, leaving_id=leaving, entering_id=entering)
        record(row, events.MOVE_ALLOWED, by=by, before=_words(leaving, entering, type), at=now)
        BarredMove.objects.filter(pk=row.pk).delete()
    for leaving, entering in wanted - before:
        row = BarredMove(type=type, leaving_id=leaving, entering_id=entering)
        row.save(force_insert=True)
        record(row, events.MOVE_BARRED, by=by, after=_words(leaving, entering, type), at=now, is_first=True)
    touch()


def _words(leaving: int, entering: int, type: CaseType | None) -> dict[str, Any]:
    states = catalogue.states()
    return {
        "leaving": [leaving, states[leaving].labels["es"]],
        "entering": [entering, states[entering].labels["es"]],
        "type": [type.pk, type.labels["es"]] if type else None,
    }
