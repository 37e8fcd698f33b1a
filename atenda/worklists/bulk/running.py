"""Carry a deed on many out, or take it back: each case in a transaction of its own, with what became of it.

A killed worker loses the case it was at and nothing else: what a case went through and its row say the same, or
neither does. Whoever goes on begins with the rows that still wait.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from atenda.cases.models import Case
from atenda.history.deeds import Deed, one_deed
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent
from atenda.worklists.bulk.asking import Asked
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.doing import do
from atenda.worklists.bulk.refusals import Failed, NotAllowed, NoWayBack, OutOfSight, TooLate, name_of
from atenda.worklists.bulk.undoing import take_back
from atenda.worklists.bulk.waking import wake
from atenda.worklists.models import BulkDeed, BulkRow, Outcome, Stage

AT_ONCE = 50  # cases that a page waits for; more are done by the worker
BATCH = 20  # cases between two looks whether somebody said stop
AT_A_STRETCH = 3.0  # seconds; then other jobs have their turn
LOOKED_AT = timedelta(seconds=1)
FORSAKEN = timedelta(minutes=1)  # a job was lost

log = logging.getLogger(__name__)


class Twice(Exception):
    """Somebody else has done this case: what was done to it here is taken back."""


class Halted(Exception):
    """Somebody said stop, or undo, while this batch was under way: the case stays as it is."""


@transaction.atomic
def begin(asked: Asked, chosen: Chosen, *, key: UUID, is_quiet: bool = False, by: Agent, now: datetime) -> BulkDeed:
    """Write down what is to be done and to which cases: all that are chosen at this moment (B43).

    The same form sent again finds what it began before.
    """
    begun = {"asked": dict(asked), "is_quiet": is_quiet, "begun_at": now, "advanced_at": now}
    bulk: BulkDeed
    bulk, is_new = BulkDeed.objects.get_or_create(by=by, key=key, defaults=begun)
    if not is_new:
        return bulk
    meant = chosen.where(by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO worklists_bulkrow
                (organization_id, bulk_id, case_id, folio, outcome, reason, fields, event_ids)
            SELECT c.organization_id, %s, c.id, c.folio, 'waiting', '', '{{}}', '{{}}'
            FROM cases_case c WHERE {meant.indexed}
            """,  # noqa: S608  conditions are ours
            [bulk.pk, *meant.indexed_values],
        )
        bulk.cases = cursor.rowcount
    bulk.figures = {Outcome.WAITING: bulk.cases}
    bulk.save(update_fields=["cases", "figures"])
    if bulk.cases > AT_ONCE:
        transaction.on_commit(lambda: wake(bulk))
    return bulk


def carry_on(bulk: BulkDeed, *, until_done: bool = False) -> None:
    """Some more cases, and a job for the rest. Run twice, nothing happens twice."""
    until = monotonic() + AT_A_STRETCH
    while advance(bulk, now=timezone.now()):
        if monotonic() > until and not until_done:
            wake(bulk)
            return


def advance(bulk: BulkDeed, *, now: datetime) -> bool:
    """A batch of cases; whether there are more. When somebody said stop, there are none."""
    bulk.refresh_from_db()
    if not bulk.is_moving:
        return False
    is_doing = bulk.stage == Stage.RUNNING
    waits = Outcome.WAITING if is_doing else Outcome.CHANGED
    by = Agent.objects.select_related("role").get(pk=bulk.by_id if is_doing else bulk.undone_by_id)

    def deed(row: BulkRow, done: Deed) -> None:
        _hold(bulk)
        if is_doing:
            _do(bulk, row, done, by, now)
        else:
            _undo(row, by, now)

    rows = list(BulkRow.objects.filter(bulk=bulk, outcome=waits).order_by("folio")[:BATCH])
    for row in rows:
        _one(row, waits, deed)
    _go_further(bulk, is_over=len(rows) < BATCH)
    return len(rows) == BATCH


def stop(bulk: BulkDeed, *, now: datetime) -> None:
    """Do no more of it. What is done stays done, and can be undone."""
    stopped = BulkDeed.objects.filter(pk=bulk.pk, stage=Stage.RUNNING)
    stopped.update(stage=Stage.STOPPED, ended_at=now)
    bulk.refresh_from_db()
    bulk.figures = figures_of(bulk)
    bulk.save(update_fields=["figures"])


def resume(bulk: BulkDeed, *, now: datetime) -> None:
    """Go on with what was stopped, in the name of whoever asked for it. Raises TooLate."""
    with transaction.atomic():
        bulk.lock()
        if not bulk.can_be_continued(now):
            raise TooLate
        bulk.stage, bulk.ended_at, bulk.advanced_at = Stage.RUNNING, None, now
        bulk.save(update_fields=["stage", "ended_at", "advanced_at"])
        if bulk.figures[Outcome.WAITING] > AT_ONCE:
            transaction.on_commit(lambda: wake(bulk))


def undo_all(bulk: BulkDeed, *, by: Agent, now: datetime) -> None:
    """Begin to take it back on every case it changed. Raises NoWayBack after a day, or when it is under way."""
    with transaction.atomic():
        bulk.lock()
        if not bulk.can_be_undone(now):
            raise NoWayBack
        bulk.stage, bulk.undone_by, bulk.advanced_at = Stage.UNDOING, by, now
        bulk.save(update_fields=["stage", "undone_by", "advanced_at"])
        if bulk.figures[Outcome.CHANGED] > AT_ONCE:
            transaction.on_commit(lambda: wake(bulk))


def sweep(now: datetime) -> None:
    """Wake what stands still, in every organization."""
    moving = BulkDeed.everywhere.filter(stage__in=[Stage.RUNNING, Stage.UNDOING], advanced_at__lt=now - FORSAKEN)
    everywhere = Organization.objects.values("pk")
    for bulk in moving.filter(organization_id__in=everywhere).select_related("organization"):
        with inside(bulk.organization):
            wake(bulk)


def figures_of(bulk: BulkDeed) -> dict[str, int]:
    """How many cases came to what."""
    counted = BulkRow.objects.filter(bulk=bulk).values_list("outcome").annotate(n=Count("folio"))
    return dict(counted.order_by())


def _one(row: BulkRow, waits: Outcome, deed: Callable[[BulkRow, Deed], None]) -> None:
    """The deed and its row, or neither; a refusal is what became of it. What nobody foresaw holds up no other case."""
    try:
        with one_deed() as done:
            deed(row, done)
            _settle(row, waits)
        return
    except (Twice, Halted):
        return
    except (OperationalError, InterfaceError):  # the database is away: the job comes again
        raise
    except Refused as refusal:
        row.reason, row.fields = name_of(refusal), list(refusal.fields)
    except Exception:
        log.exception("Case %s of deed %s on many failed", row.folio, row.bulk_id)
        row.reason, row.fields = name_of(Failed()), []
    row.outcome = Outcome.REFUSED if waits == Outcome.WAITING else Outcome.KEPT
    with suppress(Twice):
        _settle(row, waits)


def _hold(bulk: BulkDeed) -> None:
    """Until this case is done nobody stops the deed or undoes it: a case is done before they look, or not at all."""
    here = BulkDeed.objects.filter(pk=bulk.pk, stage=bulk.stage).select_for_update(no_key=True)
    if not here.values_list("pk").first():
        raise Halted


def _do(bulk: BulkDeed, row: BulkRow, done: Deed, by: Agent, now: datetime) -> None:
    done.is_quiet = bulk.is_quiet
    if not by.is_active:
        raise NotAllowed
    seen = Case.objects.visible_to(by).select_for_update(no_key=True)
    case = seen.filter(pk=row.case_id).first()
    if case is None:
        raise OutOfSight
    do(bulk.asked, case, by=by, now=now)
    row.event_ids = [event.pk for event in done.events if event.case_id == case.pk]
    row.outcome = Outcome.CHANGED if row.event_ids else Outcome.UNCHANGED


def _undo(row: BulkRow, by: Agent, now: datetime) -> None:
    take_back(row, by=by, now=now)
    row.outcome = Outcome.UNDONE


def _settle(row: BulkRow, waits: Outcome) -> None:
    """Write down what became of it. Raises Twice where that stands there already."""
    there = BulkRow.objects.filter(bulk_id=row.bulk_id, folio=row.folio, outcome=waits)
    if not there.update(outcome=row.outcome, reason=row.reason, fields=row.fields, event_ids=row.event_ids):
        raise Twice


def _go_further(bulk: BulkDeed, *, is_over: bool) -> None:
    """Say how far it has come; that is looked at once in a while, for it takes a look at every row."""
    now, there = timezone.now(), BulkDeed.objects.filter(pk=bulk.pk)
    if not there.filter(stage=bulk.stage).exists():  # stopped while this batch was done, and counted without it
        there.update(figures=figures_of(bulk))
        bulk.refresh_from_db()
        return
    if not is_over and now - bulk.advanced_at < LOOKED_AT:
        return
    said = {"figures": figures_of(bulk), "advanced_at": now}
    if is_over and bulk.stage == Stage.RUNNING:
        said |= {"stage": Stage.DONE, "ended_at": now}
    elif is_over:
        said |= {"stage": Stage.UNDONE}
    there.filter(stage=bulk.stage).update(**said)
    bulk.refresh_from_db()
