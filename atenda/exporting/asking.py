"""Ask for a file, and think better of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from atenda.exporting import events
from atenda.exporting.models import Export, Form, Stage, What
from atenda.exporting.refusals import TooManyExports
from atenda.exporting.waking import wake
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent

LONGEST_TITLE = 120
MOST_UNDER_WAY = 10  # of one person


@deed
def ask(what: What, form: Form, asked: Mapping[str, Any], *, title: str, key: UUID, by: Agent, now: datetime) -> Export:
    """Have a file made by the worker. The same form sent again finds the export it asked for before.

    Raises TooManyExports: whoever takes all away a thousand times would fill the disk.
    """
    by.lock()
    mine = Export.objects.filter(by=by)
    if mine.filter(stage__in=[Stage.WAITING, Stage.RUNNING]).exclude(key=key).count() >= MOST_UNDER_WAY:
        raise TooManyExports
    defaults = {"what": what, "form": form, "asked": dict(asked), "title": title[:LONGEST_TITLE], "asked_at": now}
    export: Export
    export, is_new = Export.objects.get_or_create(by=by, key=key, defaults=defaults)
    if is_new:
        transaction.on_commit(lambda: wake(export))
    return export


@deed
def cancel(export: Export, *, by: Agent, now: datetime) -> bool:
    """Stop making it: the worker sees that within a second. False where it came to its end already."""
    export.lock()
    if not export.is_moving:
        return False
    export.stage, export.ended_at = Stage.CANCELLED, now
    export.save(update_fields=["stage", "ended_at"])
    record(export, events.CANCELLED, by=by, after=in_words(export))
    return True


def in_words(export: Export) -> dict[str, Any]:
    """What the log keeps of an export: enough to tell what was taken away."""
    return {
        "name": export.title,
        "what": str(export.what),
        "form": str(export.form),
        "rows": export.rows,
        "asked": export.asked,
    }
