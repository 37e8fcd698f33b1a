"""Carry a replacement out, a batch of cases at a time: each is one transaction, so that a killed worker goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db.models import Q
from django.utils import timezone

from atenda.cases import events
from atenda.cases.counting import count, standing
from atenda.cases.describing import tags_of, word_for
from atenda.cases.models import Case, Picklist, Replacement
from atenda.cases.replacing import having
from atenda.cases.successors import MODEL_OF
from atenda.cases.waking import wake
from atenda.history.deeds import current_deed, deed
from atenda.history.models import Event
from atenda.history.recording_many import record_many
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization

BATCH = 200  # cases that somebody may wait for, some tenths of a second
AT_A_STRETCH = 2.0  # seconds; then other jobs have their turn
FORSAKEN = timedelta(minutes=1)  # a job was lost
STRAGGLERS = timedelta(minutes=5)  # a form under way when the value was retired is saved by then


def carry_on(replacement: Replacement) -> None:
    """Some batches, and a job for the rest. Run twice, nothing happens twice."""
    until = monotonic() + AT_A_STRETCH
    while advance(replacement, now=timezone.now()):
        if monotonic() > until:
            wake(replacement)
            return


@deed
def advance(replacement: Replacement, *, now: datetime) -> bool:
    """One batch; whether there may be more. It is finished by a round over all cases that finds none.

    One that is finished is looked at again: a form that was being saved may have brought the value back. Unless the
    value itself was brought back, which ends it.
    """
    replacement.lock()
    model = MODEL_OF[replacement.field]
    rows = model.objects.in_bulk([replacement.leaving_id, replacement.entering_id])
    leaving, entering = rows[replacement.leaving_id], rows[replacement.entering_id]
    if leaving.retired_at is None:
        return False
    waiting = having(replacement.field, leaving.pk).filter(pk__gt=replacement.reached).order_by("pk")
    cases = list(waiting.select_for_update(no_key=True)[:BATCH])
    if cases:
        _swap(cases, replacement, leaving, entering, now)
        replacement.done += len(cases)
        replacement.reached = cases[-1].pk
    elif replacement.reached:
        replacement.reached = 0
    else:
        replacement.finished_at = replacement.finished_at or now
    replacement.advanced_at = now
    replacement.save(update_fields=["done", "reached", "finished_at", "advanced_at"])
    return replacement.finished_at is None or bool(cases)


def _swap(
    cases: Sequence[Case], replacement: Replacement, leaving: Picklist, entering: Picklist, now: datetime
) -> None:
    """The value, the event of each case, the counters: no case changes its life cycle by it (`can_replace`).

    When a case was changed says when a person last had it in hand: a job leaves that as it is (B38).
    """
    field, changes = replacement.field, {}
    for case in cases:
        before = word_for("tags", tags_of(case)) if field == "tags" else word_for(field, leaving)
        was = standing(case)
        if field == "tags":
            case.tag_ids = _without_repeats(case.tag_ids, leaving.pk, entering.pk)
        else:
            setattr(case, field, entering)
        count(was, standing(case), of=case)
        after = word_for("tags", tags_of(case)) if field == "tags" else word_for(field, entering)
        changes[case.pk] = ({field: before}, {field: after})
    if field == "tags":
        Case.objects.bulk_update(cases, ["tag_ids"])
    else:
        ids = [case.pk for case in cases]
        changed: dict[str, Any] = {field: entering}
        Case.objects.filter(pk__in=ids).update(**changed)
    with current_deed().because(Event.objects.get(pk=replacement.event_id)):
        record_many(Case, events.VALUE_REPLACED, changes, by=replacement.by, at=now)


def _without_repeats(ids: Sequence[int], leaving: int, entering: int) -> list[int]:
    """In its place, or nowhere where the case has both.

    >>> _without_repeats([1, 2, 3], 2, 9), _without_repeats([1, 2, 3], 2, 3)
    ([1, 9, 3], [1, 3])
    """
    return list(dict.fromkeys(entering if pk == leaving else pk for pk in ids))


def sweep(now: datetime) -> None:
    """Wake what stands still, and look once more at what was finished lately."""
    forsaken = Q(finished_at=None, advanced_at__lt=now - FORSAKEN)
    due = Replacement.everywhere.filter(forsaken | Q(finished_at__gt=now - STRAGGLERS))
    everywhere = Organization.objects.values("pk")
    for replacement in due.filter(organization_id__in=everywhere).select_related("organization"):
        with inside(replacement.organization):
            wake(replacement)
