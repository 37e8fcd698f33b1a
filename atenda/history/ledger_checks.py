"""Verify the whole log every night, and leave an anchor: what was there tonight must be there tomorrow.

The chain shows what was changed, taken out or put in; a cut at the end it cannot show. The anchor can: it is a hash
over the hashes of all events up to a number, each night's over that of the night before. Whoever keeps one elsewhere —
it is in the logs of the process and on the page of the audit log — can prove more than the database alone.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db import connection

from atenda.history.chain import FIRST, verify
from atenda.history.models import Event, LedgerCheck
from atenda.organizations.entering import current_organization

log = structlog.get_logger(__name__)


def check(now: datetime, *, patience: int = 60) -> LedgerCheck:
    """Look through everything, once. What was found is kept, and said to the operators when it is bad."""
    upto = _settled(patience)
    breaks = [*broken_anchors(), *(f"event {one.event_id}: {one.why}" for one in verify())]
    last = LedgerCheck.objects.order_by("-pk").first()
    if upto is None or (last is not None and upto < last.upto):  # nothing new is anchored tonight
        upto = last.upto if last else 0
    before = bytes(last.head) if last else FIRST
    made: LedgerCheck = LedgerCheck.objects.create(
        at=now,
        events=Event.objects.count(),
        breaks=len(breaks),
        first=breaks[0][:200] if breaks else "",
        upto=upto,
        head=_head(before, last.upto if last else 0, upto),
    )
    said = {"organization": current_organization().slug, "events": made.events, "head": bytes(made.head).hex(" ", 8)}
    if breaks:
        log.error("history does not hold", breaks=len(breaks), first=made.first, **said)
    else:
        log.info("history is whole", upto=upto, **said)
    return made


def last_check() -> LedgerCheck | None:
    found: LedgerCheck | None = LedgerCheck.objects.order_by("-pk").first()
    return found


def broken_anchors() -> Iterator[str]:
    """The first anchor whose events are no longer what they were; those after it stand on it."""
    upto, head = 0, FIRST
    for anchor in LedgerCheck.objects.order_by("pk"):
        head = _head(head, upto, anchor.upto)
        if head != bytes(anchor.head):
            yield f"events up to {anchor.upto} are not those of {anchor.at:%Y-%m-%d}: some were cut off or made anew"
            return
        upto = anchor.upto


def _head(before: bytes, after: int, upto: int) -> bytes:
    """Over the anchor before and the hashes since; the same again where there is nothing new."""
    digest, is_empty = hashlib.sha256(before), True
    rows = Event.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk").values_list("hash", flat=True)
    for hashed in rows.iterator(5000):
        digest.update(bytes(hashed))
        is_empty = False
    return before if is_empty else digest.digest()


def _settled(patience: int) -> int | None:
    """The number of an event before which none can still come: whoever was writing has finished. None: not in time."""
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    writing = _writing()  # whoever took a number up to the newest is among them, or has finished
    for wait in range(patience + 1):
        writing &= _writing()
        if not writing:
            return newest
        time.sleep(1 if wait < patience else 0)
    return None


def will_write() -> None:
    """Whoever takes numbers of events before writing their rows says so first: the anchor waits for them, too."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE history_event IN ROW EXCLUSIVE MODE")


def _writing() -> set[str]:
    """The transactions that have written to the log and not ended: each holds this lock until others see its rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT virtualtransaction FROM pg_locks
            WHERE locktype = 'relation' AND relation = 'history_event'::regclass AND mode = 'RowExclusiveLock'
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND granted
            """
        )
        return {holder for (holder,) in cursor.fetchall()}
