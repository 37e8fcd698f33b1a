"""Carry an import out: a batch of rows at a time, each in one transaction with the place the next one begins at.

A killed worker loses the batch it was at and nothing else; whoever goes on reads it again from that place.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from atenda.customers.duplicates import looking
from atenda.history.deeds import deed, one_deed
from atenda.history.recording import record
from atenda.importing import events, keeping, valuing
from atenda.importing.bringing import Batch, make_tags, understood
from atenda.importing.models import Import, Outcome, Stage, What
from atenda.importing.reading.refusals import CannotRead, kept
from atenda.importing.refusals import ColumnsMissing, NotReady
from atenda.importing.targets import NEEDED, TARGETS
from atenda.importing.waking import wake
from atenda.live.announce import announce
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

BATCH = 300  # rows; a case that somebody else opens waits for one such batch at most
AT_A_STRETCH = 4.0  # seconds; then other jobs have their turn
FORSAKEN = timedelta(minutes=1)  # a job was lost


def check_columns(bringing: Import) -> None:
    """Raises ColumnsMissing where a field without which no row can be is not in the file."""
    chosen = set(bringing.mapping.get("columns", ()))
    for some in NEEDED[What(bringing.what)]:
        if not chosen & set(some):
            targets = TARGETS[bringing.what]
            raise ColumnsMissing(", ".join(str(targets[name].label) for name in some if name in targets))


@deed
def begin(bringing: Import, *, by: Agent, now: datetime, is_waking: bool = True) -> None:
    """Make the values that are new, and set it going. Raises NotReady, ColumnsMissing."""
    bringing.lock()
    if bringing.stage != Stage.READY:
        raise NotReady
    check_columns(bringing)
    mapping = bringing.mapping
    values = bringing.reading.get("values", {})
    choices = valuing.choices_for(mapping["columns"], values, mapping.get("values", {}), bringing.source)
    bringing.mapping = {**mapping, "values": valuing.settle(choices, by=by, now=now)}
    begun = record(bringing, events.BEGUN, by=by, after={"name": bringing.name, "rows": bringing.total}, at=now)
    bringing.cause_id, bringing.stage, bringing.begun_at, bringing.advanced_at = begun.pk, Stage.RUNNING, now, now
    bringing.save(update_fields=["mapping", "cause_id", "stage", "begun_at", "advanced_at"])
    if is_waking:
        transaction.on_commit(lambda: wake(bringing))


@deed
def stop(bringing: Import, *, by: Agent, now: datetime) -> None:
    """Bring no more of it. What is here stays, and can be undone; the rest can still be brought."""
    bringing.lock()
    if bringing.stage != Stage.RUNNING:
        return
    record(bringing, events.STOPPED, by=by, after={"name": bringing.name}, at=now)
    bringing.stage, bringing.ended_at = Stage.STOPPED, now
    bringing.save(update_fields=["stage", "ended_at"])


def resume(bringing: Import, *, now: datetime) -> None:
    """Go on where it was stopped. Raises NotReady."""
    with transaction.atomic():
        bringing.lock()
        if bringing.stage != Stage.STOPPED or bringing.done >= bringing.total:
            raise NotReady
        bringing.stage, bringing.ended_at, bringing.advanced_at = Stage.RUNNING, None, now
        bringing.save(update_fields=["stage", "ended_at", "advanced_at"])
        transaction.on_commit(lambda: wake(bringing))


def carry_on(bringing: Import, *, until_done: bool = False) -> None:
    """Some batches, and a job for the rest. Run twice, nothing happens twice."""
    until = monotonic() + AT_A_STRETCH
    while advance(bringing, now=timezone.now()):
        if monotonic() > until and not until_done:
            wake(bringing)
            return


def advance(bringing: Import, *, now: datetime, size: int = BATCH) -> bool:
    """One batch; whether there are more."""
    bringing.refresh_from_db()
    if bringing.stage != Stage.RUNNING:
        return False
    by, offset = Agent.objects.select_related("role").get(pk=bringing.by_id), bringing.offset
    try:
        lines, after = keeping.rows_from(bringing.rows, offset, size)
    except CannotRead as refusal:
        _give_up(bringing, kept(refusal), now)
        return False
    rows = understood(bringing, lines, now=now)
    make_tags(bringing, rows, by=by, now=now)
    batch, is_over = Batch(bringing, by, now), len(lines) < size
    with one_deed():
        bringing.lock()
        if bringing.stage != Stage.RUNNING or bringing.offset != offset:  # stopped, or somebody else has done this one
            return bringing.stage == Stage.RUNNING
        batch.bring(rows)
        bringing.offset, bringing.done, bringing.advanced_at = after, bringing.done + len(lines), now
        bringing.figures = dict(Counter(bringing.figures) + batch.tally)
        if is_over:
            bringing.stage, bringing.ended_at = Stage.DONE, now
            if bringing.figures.get(Outcome.MADE):
                looking.ask_for_all(now=now)
        bringing.save(update_fields=["offset", "done", "advanced_at", "figures", "stage", "ended_at"])
    if batch.case_ids:
        announce(current_organization().pk, batch.case_ids)
    return not is_over


def _give_up(bringing: Import, reason: str, now: datetime) -> None:
    there = Import.objects.filter(pk=bringing.pk, stage=Stage.RUNNING)
    there.update(stage=Stage.STOPPED, reason=reason, ended_at=now)
    bringing.refresh_from_db()


def sweep(now: datetime) -> None:
    """Wake what stands still, in every organization."""
    moving = Import.everywhere.filter(
        stage__in=[Stage.READING, Stage.RUNNING, Stage.UNDOING], advanced_at__lt=now - FORSAKEN
    )
    for bringing in moving.filter(organization_id__in=Organization.objects.values("pk")).select_related("organization"):
        with inside(bringing.organization):
            wake(bringing)
