"""Make the file of an export: written apart, put in place whole, and said to be ready in one transaction.

A killed worker leaves a folder that nobody is given anything of; whoever comes next begins anew (attempt by attempt).
At most two are made at once in an organization; the others wait (7.24).
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation

from atenda.exporting import beside, cases, customers, events, places
from atenda.exporting.asking import in_words
from atenda.exporting.models import Export, Stage, Trouble, What
from atenda.exporting.permissions import may_ask_for, scope_of
from atenda.exporting.sweeping import keep_newest
from atenda.exporting.tables import Maker
from atenda.exporting.waking import wake_next
from atenda.exporting.writing import Report, write
from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.notices.ringing import ring
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

AT_ONCE = 2
MOST_ATTEMPTS = 5
KEPT = timedelta(days=7)
PAGE = "exporting:exports"
TABLES: Mapping[str, Maker] = {
    What.CASES: cases.table,
    What.ACCOUNTS: customers.accounts,
    What.CONTACTS: customers.contacts,
}
Made = Callable[[Export, Path, Report], int]
MAKERS: dict[str, Made] = {}  # of what is no table; filled in where Atenda starts

log = logging.getLogger(__name__)


class NotAllowed(Exception):
    """Whoever asked may not take it away any more."""


def make(export: Export) -> None:
    """One attempt, if there is a place for it and nobody else is at it. Run twice, it is made once."""
    with beside.second_connection() as other, beside.alone_at(export, other) as is_alone:
        if not (is_alone and _claim(export)):
            return
        teller = beside.Beside(other, export)
        try:
            _made(export, teller.report)
        except beside.Stopped:
            places.forget(export)
        except (OperationalError, InterfaceError):  # the database is away: it is begun anew when it is back
            raise
        except Exception as failure:
            _fail(export, _trouble(failure))
    wake_next()


def write_table(what: str, asked: Mapping[str, Any], form: str, path: Path, *, by: Agent, report: Report) -> int:
    """Rows of a view into a file, as this agent sees them, in their language and their zone. Raises NotAllowed."""
    if not may_ask_for(by, what):
        raise NotAllowed
    with as_reads(by):
        return write(lambda: TABLES[what](by, asked, timezone.now()), form, path, report)


def as_reads(agent: Agent) -> Any:
    """In the language and the zone of this agent, as on their pages."""
    return _Both(agent)


class _Both:
    def __init__(self, agent: Agent) -> None:
        identity = agent.identity
        self._all = (
            translation.override(identity.language),
            timezone.override(identity.time_zone or current_organization().time_zone),
        )

    def __enter__(self) -> None:
        for each in self._all:
            each.__enter__()

    def __exit__(self, *failure: Any) -> None:
        for each in reversed(self._all):
            each.__exit__(*failure)


def _claim(export: Export) -> bool:
    """Take one of the places. What was being made by somebody who is gone keeps its own, some times."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [beside.LOCK + 1, current_organization().pk % 2**31])
        export.lock()
        if not export.is_moving:
            return False
        if export.stage == Stage.WAITING and Export.objects.filter(stage=Stage.RUNNING).count() >= AT_ONCE:
            return False
        export.stage, export.attempt, export.rows, export.of = Stage.RUNNING, export.attempt + 1, 0, 0
        export.save(update_fields=["stage", "attempt", "rows", "of"])
    places.forget(export)
    if export.attempt > MOST_ATTEMPTS:
        _fail(export, Trouble.BROKE)
        return False
    return True


def _made(export: Export, report: Report) -> None:
    by = Agent.objects.select_related("role", "identity").get(pk=export.by_id)
    if not may_ask_for(by, export.what):
        raise NotAllowed
    export.scope = scope_of(by) if export.what == What.CASES else {}
    path = places.begin(export)
    if export.what in MAKERS:
        rows = MAKERS[export.what](export, path, report)
    else:
        rows = write_table(export.what, export.asked, export.form, path, by=by, report=report)
    report(rows, rows)
    export.size = path.stat().st_size
    export.rows, export.of, export.file = rows, rows, places.put_in_place(export).name
    _say_ready(export, by, now=timezone.now())
    keep_newest(by)


def _say_ready(export: Export, by: Agent, *, now: datetime) -> None:
    """All of it or nothing. Raises Stopped where it was cancelled meanwhile."""
    with one_deed():
        said = {name: getattr(export, name) for name in ("scope", "rows", "of", "size", "file")}
        mine = Export.objects.filter(pk=export.pk, stage=Stage.RUNNING, attempt=export.attempt)
        if not mine.update(stage=Stage.READY, ended_at=now, expires_at=now + KEPT, **said):
            raise beside.Stopped
        record(export, events.MADE, by=by, after=in_words(export))
        ring(by, events.READY, name=export.title, leads_to=PAGE, now=now)


def _fail(export: Export, trouble: Trouble) -> None:
    places.forget(export)
    now = timezone.now()
    mine = Export.objects.filter(pk=export.pk, stage=Stage.RUNNING, attempt=export.attempt)
    with one_deed():
        if mine.update(stage=Stage.FAILED, trouble=trouble, ended_at=now):
            ring(export.by, events.FAILED, name=export.title, leads_to=PAGE, now=now)


def _trouble(failure: Exception) -> Trouble:
    if isinstance(failure, NotAllowed):
        return Trouble.NOT_ALLOWED
    if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble.NO_ROOM
    log.error("an export failed", exc_info=failure)
    return Trouble.BROKE
