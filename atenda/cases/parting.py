"""Take merged cases apart again, months later if need be: each has kept what is its own (U1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atenda.cases import catalogue, events
from atenda.cases.assignment import in_words, place
from atenda.cases.counting import count, standing
from atenda.cases.describing import assignees_of, word_for
from atenda.cases.interludes import remember
from atenda.cases.merging import hold, merged_into
from atenda.cases.models import Case, CaseAssignee, Lifecycle, State
from atenda.cases.permissions import may_merge_cases
from atenda.cases.refusals import MergedTwice, WrongEnding
from atenda.cases.successors import now_called
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import ChangedSince, undoes
from atenda.staff.models import Agent


@deed
def unmerge(case: Case, *, to: State | None = None, by: Agent | None, now: datetime) -> None:
    """Let a merged case go its own way again, in the state it had, or in the pending state `to`. What came to the
    survivor since stays there; who came to it with this case leaves it, unless another case brought them too.

    One that is not merged stays as it is. Raises WrongEnding for a state that finishes.
    """
    if to is not None and to.is_finished:
        raise WrongEnding
    parent = Case.objects.get(pk=case.pk).merged_into
    if parent is None:
        return
    hold(parent, case)
    if case.merged_into_id != parent.pk:
        raise MergedTwice
    kept = merging_of(case)
    was, was_in = standing(case), case.state
    case.merged_into = None
    changed = ["merged_into", *case.changed_by(by, now)]
    back = to if to is not None and not case.is_pending else kept.state_of(case)
    if back is not None:
        remember(case, was_cancelled=was_in.lifecycle == Lifecycle.CANCELLED, now=now)
        case.state, case.closed_at = back, None
        changed += ["state", "closed_at"]
        CaseAssignee.objects.filter(case=case).update(pending=True)
    case.save(update_fields=changed)
    record(
        case,
        events.UNMERGED,
        by=by,
        before={"state": word_for("state", was_in)},
        after={"state": word_for("state", case.state), "other": [parent.pk, str(parent.folio)]},
        at=now,
    )
    count(was, standing(case), of=case)
    _release(parent, case, kept, by=by, now=now)


@dataclass(frozen=True)
class Merging:
    """What is known of how a case was merged: when, what it was before, and who came to the survivor with it."""

    at: datetime | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def state_of(self, case: Case) -> State | None:
        """The state that the case comes back in; None where it stays finished as it is."""
        if case.is_pending or not ("state" in self.before or (self.at is None and case.state.is_merged)):
            return None
        return _state_before(self.before)

    def leaving(self, parent: Case, left: Iterable[Case]) -> list[Agent]:
        """Who came with it and works on no other of those that are left."""
        brought = {pk for pk, _name in self.after.get("brought", ())}
        theirs = brought - {pk for other in left for pk in other.assignee_ids}
        return [agent for agent in assignees_of(parent) if agent.pk in theirs]


def merging_of(case: Case) -> Merging:
    """The last merging of a case; of one that was erased by law nothing is known."""
    merged = Event.objects.filter(case=case, kind=events.MERGED.name).order_by("-seq").first()
    kept: Any = merged.payloads.first() if merged else None
    return Merging(merged.at if merged and kept else None, (kept and kept.before) or {}, (kept and kept.after) or {})


def _release(parent: Case, case: Case, kept: Merging, *, by: Agent | None, now: datetime) -> None:
    left = merged_into(parent)
    before = assignees_of(parent)
    theirs = kept.leaving(parent, left)
    people = [agent for agent in before if agent not in theirs]
    if people != before and parent.erased_at is None:
        place(parent, people, by=by, now=now)
    parent.has_merged = bool(left)
    parent.save(update_fields=["has_merged", *parent.changed_by(by, now)])
    changed = people != before
    record(
        parent,
        events.RELEASED,
        by=by,
        before=in_words(before) if changed else {},
        after={**(in_words(people) if changed else {}), "other": [case.pk, str(case.folio)]},
        at=now,
    )


def _state_before(before: Mapping[str, Any]) -> State:
    """The state it had, or what took its place; the first one where nobody can tell any more."""
    pk = now_called("state", before["state"][0]) if "state" in before else 0
    known = catalogue.states().get(pk)
    return catalogue.row(State, known.id if known and not known.is_finished else catalogue.initial_state().id)


def _hold_all(event: Event) -> None:
    """The case of the event, and all that it leads to or has taken in."""
    case = event.case
    assert case is not None
    payload = event.payloads.first()
    after = (payload and payload.after) or {}
    others = {pk for pk, _folio in after.get("cases", ())} | {after["other"][0]} if "other" in after else set()
    hold(case, *Case.objects.filter(pk__in=others - {case.pk}))


@undoes(events.MERGED, may=may_merge_cases, hold=_hold_all)
def take_out(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when the case was merged into another one since. One that is out already stays out."""
    case = event.case
    assert case is not None
    if case.merged_into_id not in (None, after["other"][0]):
        raise ChangedSince
    unmerge(case, by=by, now=now)


@undoes(events.ABSORBED, may=may_merge_cases, hold=_hold_all)
def take_all_out(
    event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime
) -> None:
    """Of those that this merging brought, whichever are still here."""
    for case in Case.objects.filter(pk__in=[pk for pk, _folio in after["cases"]], merged_into=event.case).order_by(
        "pk"
    ):
        unmerge(case, by=by, now=now)
