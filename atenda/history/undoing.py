"""Take a deed back. The inverse of a deed is a deed too: it is recorded as an event whose cause is the one undone (N3).

A package says how its kinds of event are undone:

    @undoes(events.EDITED, may=may_edit_cases)
    def unedit(event, *, before, after, by, now): ...

What somebody changed since is never overwritten: the inverse raises ChangedSince, and nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability
from atenda.history.deeds import Deed, one_deed
from atenda.history.kinds import Kind
from atenda.history.models import Event
from atenda.history.reactions import was_quiet
from atenda.history.sight import subject_of
from atenda.organizations.refusals import Refused
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

LONGEST = timedelta(days=30)
MOST_AT_ONCE = 10  # events of one deed; most record three at most


class CannotUndo(Refused):
    """Why a deed stays as it is, in the sentence a person reads."""

    sentence = _("This can no longer be undone.")


class UndoneBefore(CannotUndo):
    sentence = _("This was undone already.")


class ChangedSince(CannotUndo):
    sentence = _("It was changed again since: undo the later change first.")


class Inverse(Protocol):
    def __call__(
        self, event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime
    ) -> None: ...


@dataclass(frozen=True)
class Way:
    """How one kind of event is undone, who may, and what is locked before anything is looked at."""

    inverse: Inverse
    may: Callable[[Agent], bool]
    hold: Callable[[Event], None]


_WAYS: dict[str, Way] = {}


def hold_subject(event: Event) -> None:
    """Lock what the event is of, in the bin or not: the inverse knows."""
    subject = event.case or subject_of(event)
    if subject is not None:
        OrgModel.lock(subject)


def undoes(
    *kinds: Kind, may: Callable[[Agent], bool], hold: Callable[[Event], None] = hold_subject
) -> Callable[[Inverse], Inverse]:
    """Say that the function undoes events of these kinds, for agents who `may`.

    An inverse that changes more than what the event is of has `hold` lock all of it, in the order of the deed itself.
    """

    def register(inverse: Inverse) -> Inverse:
        _WAYS.update({kind.name: Way(inverse, may, hold) for kind in kinds})
        return inverse

    return register


def may_undo(actor: Agent, event: Event, now: datetime) -> bool:
    """One's own deeds of the last thirty days, with the ability others' too, of kinds one may do oneself."""
    way = _WAYS.get(event.kind)
    is_near = now - event.at <= LONGEST
    is_theirs = event.actor_id == actor.pk or actor.can(Ability.UNDO_OTHERS)
    return way is not None and is_near and is_theirs and way.may(actor)


def way_back(done: Deed, *, by: Agent, now: datetime) -> list[int]:
    """The events by which all of a deed can be taken back by this agent; none where one of them has no way back."""
    few = done.events[: MOST_AT_ONCE + 1]
    has_one = len(few) <= MOST_AT_ONCE and all(may_undo(by, event, now) for event in few)
    return [event.pk for event in few] if has_one else []


def undone_among(events: Iterable[Event]) -> set[int]:
    """Which of these events were undone, by their keys. An undo stands in the stream of what it undid."""
    undoable = [event for event in events if event.kind in _WAYS]
    cases = {event.case_id for event in undoable if event.case_id is not None}
    streams = Q(case_id__in=cases) if cases else Q()
    for subject_type in {event.subject_type for event in undoable if event.case_id is None}:
        subjects = {event.subject_id for event in undoable if event.subject_type == subject_type}
        streams |= Q(case=None, subject_type=subject_type, subject_id__in=subjects)
    found = Event.objects.filter(streams, cause_id__in={event.pk for event in undoable})
    return set(found.values_list("cause_id", flat=True)) if undoable else set()


def undo(event: Event, *, by: Agent, now: datetime, however_old: bool = False) -> None:
    """Take back what the event says was done. All of it or nothing; raises Refused, mostly CannotUndo.

    Of what nobody was told, nobody is told that it was taken back (B60). `however_old`: the caller knows until when; an
    import records when things were done elsewhere.
    """
    way = _WAYS.get(event.kind)
    if way is None or (now - event.at > LONGEST and not however_old):
        raise CannotUndo
    with one_deed() as deed:
        deed.is_quiet = was_quiet(event) and (deed.is_quiet or not deed.events)
        way.hold(event)
        if undone_among([event]):
            raise UndoneBefore
        payload = event.payloads.first()
        if payload is None:  # erased by law
            raise CannotUndo
        with deed.because(event):
            way.inverse(event, before=payload.before or {}, after=payload.after or {}, by=by, now=now)
