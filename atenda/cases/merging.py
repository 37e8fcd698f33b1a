"""Merge cases into one (U1); `parting.py` takes them apart again.

A merged case points to the one that goes on for it, and that is all: every mail, note, file and event stays where it
is, and whoever reads the survivor reads them there. So nothing has to be moved back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from atenda.cases import catalogue, events
from atenda.cases.assignment import in_words, place
from atenda.cases.counting import count, standing
from atenda.cases.describing import assignees_of, word_for
from atenda.cases.models import Case, CaseAssignee, Colour, Lifecycle, State
from atenda.cases.refusals import CannotMergeCases, InTheBin, MergedTwice, TooManyToMerge
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import touch
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

MOST = 20  # at once
CALLED = {"es": "Fusionado", "gl": "Fusionado", "en": "Merged"}


@deed
def merge(stays: Case, goes: Sequence[Case], *, by: Agent | None, now: datetime) -> None:
    """Let one case go on for others. A pending one ends thereby, in the state of merged cases, and solves nothing; a
    finished one stays as it was. Whoever works on one that goes works on the one that stays, too.

    All are locked in the order of their keys: of two people who merge crosswise the second is refused. Raises
    CannotMergeCases, TooManyToMerge, MergedTwice, InTheBin.
    """
    going = list({case.pk: case for case in goes}.values())
    if not going or stays.pk in {case.pk for case in going}:
        raise CannotMergeCases
    if len(going) > MOST:
        raise TooManyToMerge
    hold(stays, *going)
    if any(case.binned_at is not None for case in (stays, *going)):
        raise InTheBin
    if any(case.merged_into_id is not None for case in (stays, *going)):
        raise MergedTwice
    people = before = assignees_of(stays)
    for case in sorted(going, key=lambda case: case.folio):
        new = [agent for agent in assignees_of(case) if agent.takes_cases and agent not in people]
        people = [*people, *new]
        _end(case, stays, brought=new, by=by, now=now)
    if people != before:
        place(stays, people, by=by, now=now)
    stays.has_merged = True
    stays.save(update_fields=["has_merged", *stays.changed_by(by, now)])
    told = {"cases": [[case.pk, case.folio] for case in going], "other": [stays.pk, _folios(going)]}
    changed = people != before
    record(
        stays,
        events.ABSORBED,
        by=by,
        before=in_words(before) if changed else {},
        after={**(in_words(people) if changed else {}), **told},
        at=now,
    )


def merged_into(case: Case) -> list[Case]:
    """The cases that point to this one, by folio."""
    return list(Case.objects.filter(merged_into=case).order_by("folio")) if case.has_merged else []


def hold(*cases: Case) -> None:
    """Lock them in one order, in the bin or not."""
    for case in sorted(cases, key=lambda case: case.pk):
        OrgModel.lock(case)


def _end(case: Case, stays: Case, *, brought: Sequence[Agent], by: Agent | None, now: datetime) -> None:
    was, before = standing(case), {}
    changed = ["merged_into", *case.changed_by(by, now)]
    after: dict[str, Any] = {"other": [stays.pk, str(stays.folio)]}
    if brought:
        after["brought"] = word_for("assignees", brought)
    if case.is_pending:
        before["state"] = word_for("state", case.state)
        case.state, case.closed_at = _state_of_merged(now), now
        after["state"] = word_for("state", case.state)
        changed += ["state", "closed_at"]
        CaseAssignee.objects.filter(case=case).update(pending=False)
    case.merged_into = stays
    case.save(update_fields=changed)
    record(case, events.MERGED, by=by, before=before, after=after, at=now)
    count(was, standing(case), of=case)


def _state_of_merged(now: datetime) -> State:
    """Where merged cases stand: made with the first of them, for nobody to choose. It ends a case, and solves none."""
    found = next((state for state in catalogue.states().values() if state.is_merged), None)
    if found is not None:
        return catalogue.row(State, found.id)
    last = max(state.position for state in catalogue.states().values())
    made = {"labels": CALLED, "lifecycle": Lifecycle.CANCELLED, "colour": Colour.GREY, "position": last + 1}
    state: State = State.objects.get_or_create(is_merged=True, defaults={**made, "retired_at": now})[0]
    touch()
    return state


def _folios(cases: Iterable[Case]) -> str:
    return ", ".join(str(folio) for folio in sorted(case.folio for case in cases))
