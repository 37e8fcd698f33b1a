"""From a stored mail to its end: read apart, decided, and settled in one transaction."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F

from atenda.files import storage
from atenda.intake import keeping
from atenda.intake.believing import names_to_believe
from atenda.intake.deciding import decide
from atenda.intake.filing import describe, is_overtaken, settle
from atenda.intake.limits import MOST_TRIES
from atenda.intake.models import End, RawMail, Why
from atenda.intake.readers import pool
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.shape import ReadMail
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.organizations.refusals import Refused
from atenda.organizations.rows import by_id
from atenda.server.crashing import maybe_crash

log = structlog.get_logger(__name__)

LONGEST_WHY = 200
TRIED = "UPDATE intake_rawmail SET tries = tries + 1 WHERE organization_id = %s AND id = %s"
BEFORE = """
    SELECT id FROM intake_rawmail WHERE organization_id = %s AND same = %s AND "end" = ANY(%s) AND id <> %s
    ORDER BY id LIMIT 1
"""


def take_in(mail_id: int, *, now: datetime) -> End | None:
    """Bring a mail to its end; the end it has, None where it is gone. Run twice, it is filed once.

    That it is tried is written down before: what kills us three times is held, and the next mail goes on (6.37).
    """
    raw = by_id(RawMail, mail_id)
    if raw is None or raw.end != End.RECEIVED:
        return None if raw is None else End(raw.end)
    _count(raw)
    if raw.tries >= MOST_TRIES:
        return _unreadable(mail_id, "tries", now)
    maybe_crash("intake-read")
    with tempfile.TemporaryDirectory(dir=_workshop()) as folder:
        path = keeping.path_of(raw.organization_id, raw.digest)
        try:
            mail = pool().read(path, Path(folder), trusted=names_to_believe(raw))
        except Unreadable as problem:
            return _unreadable(mail_id, problem.code, now)
        except FileNotFoundError:
            return _unreadable(mail_id, "lost", now)
        maybe_crash("intake-decide")
        try:
            end = _settled(raw, mail, Path(folder), now)
        except Refused as refusal:  # say, a move that the rules of states bar: a person decides
            log.warning("a mail was refused", mail=mail_id, why=type(refusal).__name__)
            return _refused(raw, mail, refusal, now)
        except OperationalError:  # somebody held for long what it needs: the mail is at no fault, and is tried again
            with suppress(DatabaseError):
                RawMail.objects.filter(pk=mail_id).update(tries=F("tries") - 1)
            raise
        maybe_crash("intake-filed")
        return end


@transaction.atomic
def _settled(stored: RawMail, mail: ReadMail, folder: Path, now: datetime) -> End | None:
    """Decide and do it, whole or not at all; None where somebody else came first."""
    raw = _locked(stored)
    if raw is None:
        return None
    if other := _came_before(raw):
        return _end(raw, End.DROPPED, Why.TWICE, now, case=other)
    decision = decide(mail, raw, now=now)
    if is_overtaken(decision, now=now):
        decision = decide(mail, raw, now=now)
    settle(raw, mail, decision, folder, now=now)
    maybe_crash("intake-file")
    return decision.end


def _count(raw: RawMail) -> None:
    with prepared() as cursor:
        cursor.execute(TRIED, [raw.organization_id, raw.pk])


def _locked(stored: RawMail) -> RawMail | None:
    """The mail, if it is still to be settled: two mailboxes' copies of one come one after the other (B22)."""
    storage.hold(current_organization().pk, bytes(stored.same))
    try:
        raw = stored.lock()
    except RawMail.DoesNotExist:
        return None
    return raw if raw.end == End.RECEIVED else None


def _came_before(raw: RawMail) -> RawMail | None:
    """The same mail of another mailbox that was filed, or waits for a person."""
    with prepared() as cursor:
        cursor.execute(BEFORE, [raw.organization_id, bytes(raw.same), [End.FILED.value, End.HELD.value], raw.pk])
        found = cursor.fetchone()
    return by_id(RawMail, found[0]) if found else None


def _end(raw: RawMail, end: End, why: Why, now: datetime, *, case: RawMail) -> End:
    raw.end, raw.why, raw.ended_at = end, why, now
    raw.case_id, raw.proposed_id = case.case_id, None
    raw.sender, raw.sender_name, raw.subject = case.sender, case.sender_name, case.subject
    raw.evidence = {"same_as": case.pk}
    raw.save()
    return end


@transaction.atomic
def _refused(stored: RawMail, mail: ReadMail, refusal: Refused, now: datetime) -> End | None:
    """Held, with the case it was for and what was said: nobody fills in a form when a mail comes in."""
    raw = _locked(stored)
    if raw is None:
        return None
    decision = decide(mail, raw, now=now)
    describe(raw, mail)
    raw.end, raw.why, raw.ended_at = End.HELD, Why.REFUSED, now
    raw.proposed = decision.case or decision.proposed or decision.follows
    raw.evidence = {**decision.evidence, "problems": [type(refusal).__name__]}
    raw.save()
    return End.HELD


def _unreadable(mail_id: int, code: str, now: datetime) -> End:
    RawMail.objects.filter(pk=mail_id, end=End.RECEIVED).update(
        end=End.HELD, why=Why.UNREADABLE, ended_at=now, evidence={"problems": [code[:LONGEST_WHY]]}
    )
    return End.HELD


def _workshop() -> Path:
    """Where parts lie while they are filed: on the disk of the files."""
    folder = Path(settings.FILES_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
