"""Deliver an organization's mails, oldest first, over one connection (1.22, 6.03, 6.11–6.14).

A mail says `sending` from just before its words leave until the server has answered. Whoever finds it so later, with
nobody at it, cannot know whether it arrived: it goes out once more, with the same Message-ID, and after a second such
doubt it is held for a person to decide. Everything before and after is written as it happens, so that a kill at any
other step loses nothing and repeats nothing.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from enum import Enum

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from atenda.cases.models import Case
from atenda.cases.refusals import InTheBin
from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.notices import smtp
from atenda.notices.brake import is_too_many
from atenda.notices.bundling import BUNDLE, bundle_due, set_aside
from atenda.notices.changes import ANSWERS
from atenda.notices.dropping import is_dropped
from atenda.notices.enclosures import NotToBeHad
from atenda.notices.envelope import BadAddress, as_bytes, plain_address
from atenda.notices.events import MAIL_FAILED
from atenda.notices.letters import mark_failed
from atenda.notices.models import Mail, MailServer, MailState, Reason
from atenda.notices.servers import server_in_use
from atenda.organizations.entering import current_organization
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held

BATCH = 50
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
SERVER_PAUSES = (timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
LONGEST = timedelta(days=2)
FORSAKEN = timedelta(minutes=2)  # longer than any server is waited for
MOST_DOUBTS = 2
EVERYBODY = 3  # so many readers put off in one round, and nobody served


class Outcome(Enum):
    """What became of one mail in a round."""

    DONE = "done"
    LATER = "later"
    TAKEN = "taken"


log = structlog.get_logger(__name__)


def deliver(*, now: datetime | None = None) -> bool:
    """Send what is due. True when more is due than one round takes. One worker at a time, by the job's lock.

    In a restored copy everything stays as it stood, until somebody releases it (6.35).
    """
    if is_held():
        return False
    started = now or timezone.now()
    take_up_forsaken(started)
    if current_organization().is_sample:
        hold_all(Reason.SAMPLE, started)
        return False
    server = server_in_use()
    if server is None:
        hold_all(Reason.NO_SERVER, started)
        return False
    if server.retry_at is not None and server.retry_at > started:
        return False
    bundle_due(started)
    due = list(_due(started)[: BATCH + 1]) or _probe(server)
    if due:
        _converse(server, due[:BATCH], started)
    return len(due) > BATCH


def take_up_forsaken(now: datetime) -> int:
    """Mails whose worker was killed while the words were leaving: in doubt, so once more, or held."""
    forsaken = Mail.objects.filter(state=MailState.SENDING, changed_at__lt=now - FORSAKEN)
    taken: int = 0
    for mail in forsaken.order_by("pk"):
        taken += _doubt(mail, "the worker ended meanwhile", now)
    return taken


def hold_all(reason: Reason, now: datetime) -> int:
    held: int = Mail.objects.filter(state=MailState.WAITING).update(state=MailState.HELD, reason=reason, changed_at=now)
    return held


def _due(now: datetime) -> QuerySet[Mail]:
    """Waiting and due, in the order they were written; none before an earlier one of its case to the same reader."""
    earlier = Mail.objects.filter(
        case=OuterRef("case"),
        address=OuterRef("address"),
        pk__lt=OuterRef("pk"),
        state__in=(MailState.WAITING, MailState.SENDING),
    )
    due = Mail.objects.filter(state=MailState.WAITING, due_at__lte=now)
    waits = Exists(earlier.exclude(due_at__lte=now, state=MailState.WAITING))
    return due.filter(~waits).order_by("pk")  # type: ignore[no-any-return]


def _probe(server: MailServer) -> list[Mail]:
    """One mail to ask with whether a server in trouble serves again, however long the mails were put off."""
    put_off = Mail.objects.filter(state=MailState.WAITING, reason=Reason.LATER).order_by("pk")
    return list(put_off[:1]) if server.trouble_since is not None else []


def _converse(server: MailServer, mails: list[Mail], now: datetime) -> None:
    try:
        maybe_crash("connect")
        conversation = smtp.Conversation(server)
    except smtp.Trouble as trouble:
        _server_fails(server, str(trouble), now)
        return
    stopped: set[tuple[int, str]] = set()
    aside: set[int] = set()
    outcomes: dict[Outcome, set[str]] = {outcome: set() for outcome in Outcome}
    try:
        for mail in mails:
            if (mail.agent_id in aside and mail.kind != BUNDLE) or (mail.case_id, mail.address) in stopped:
                continue
            if (
                mail.written_id is None
                and mail.kind != BUNDLE
                and mail.reason != Reason.TOGETHER
                and is_too_many(mail, now)
            ):
                aside |= _brake(mail, now)
                continue
            outcome = _send(conversation, server, mail, now)
            outcomes[outcome].add(mail.address)
            if outcome != Outcome.DONE and mail.case_id is not None:
                stopped.add((mail.case_id, mail.address))
    except smtp.Trouble as trouble:
        _server_fails(server, str(trouble), now)
    else:
        _judge(server, outcomes, now)
    finally:
        conversation.end()


def _judge(server: MailServer, outcomes: dict[Outcome, set[str]], now: datetime) -> None:
    """A server that puts off whoever is written to is at fault itself, not their mailboxes (6.11)."""
    put_off = len(outcomes[Outcome.LATER])
    if outcomes[Outcome.DONE] or not put_off:
        _server_works(server, now)
    elif server.trouble_since is not None or put_off >= EVERYBODY:
        _server_fails(server, server.trouble or "4xx", now)


def _brake(mail: Mail, now: datetime) -> set[int]:
    """A colleague's go along with others a little later; a customer's waits for a person to look why (1.3).

    The colleague for whom nothing more goes out now.
    """
    if mail.agent_id is None:
        _settle(mail, MailState.HELD, Reason.BRAKE, "", now)
        return set()
    set_aside(mail.agent_id, now=now)
    return {mail.agent_id}


def _send(conversation: smtp.Conversation, server: MailServer, mail: Mail, now: datetime) -> Outcome:
    """One mail. Where it is not done it waits on, and no later one of the case may overtake it. Raises Trouble."""
    try:
        message, to = as_bytes(mail, server, now=now), plain_address(mail.address)
        sender = plain_address(server.from_address)
        said = conversation.send(
            to,
            message,
            sender=sender,
            before_the_words=lambda: _may_leave(mail, now),
            from_nobody=mail.kind in ANSWERS,
        )
    except BadAddress:
        return _fail(mail, Reason.REFUSED, "the address cannot be written to", now)
    except NotToBeHad as error:
        return _fail(mail, Reason.REFUSED, f"the file cannot be had: {error}", now)
    except smtp.Refused as error:
        return _fail(mail, Reason.REFUSED, str(error), now)
    except smtp.Taken:
        return Outcome.DONE if mail.state == MailState.DROPPED else Outcome.TAKEN
    except smtp.Later as error:
        return _put_off(mail, str(error), now)
    except smtp.Unsure as error:
        _doubt(mail, str(error), now)
        raise smtp.Trouble(str(error)) from error
    except smtp.Trouble:
        Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(state=MailState.WAITING)
        raise
    except Exception:  # a fault of ours in one mail must not stop the others (6.38)
        log.exception("a mail could not be sent", mail=mail.pk)
        mail.refresh_from_db(fields=["state"])
        if mail.state == MailState.WAITING:
            return _put_off(mail, "it could not be written", now)
        raise
    maybe_crash("accepted")
    _settle(mail, MailState.SENT, Reason.NONE, said, now)
    return Outcome.DONE


def _may_leave(mail: Mail, now: datetime) -> bool:
    """Its colleague may hear of it still (3.39), and nobody else has it."""
    return not is_dropped(mail, now=now) and _claim(mail)


def _claim(mail: Mail) -> bool:
    """Write down that the words are about to leave; no when somebody else has the mail."""
    maybe_crash("claim")
    claimed = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(
        state=MailState.SENDING, attempts=F("attempts") + 1, changed_at=timezone.now()
    )
    maybe_crash("claimed")
    return bool(claimed)


def _settle(mail: Mail, state: MailState, reason: Reason, answer: str, now: datetime) -> None:
    Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT).update(
        state=state,
        reason=reason,
        answer=answer[:300],
        changed_at=now,
        sent_at=now if state == MailState.SENT else None,
    )


def _fail(mail: Mail, reason: Reason, answer: str, now: datetime) -> Outcome:
    """Not to be tried again; the case tells its people (6.12)."""
    with one_deed() as doing:
        doing.is_quiet = True
        _settle(mail, MailState.FAILED, reason, answer, now)
        if mail.case is not None:
            _tell_the_case(mail, mail.case, answer, now)
        if mail.written is not None:
            mark_failed(mail.written, mail.address, answer, now=now)
    return Outcome.DONE


def _tell_the_case(mail: Mail, case: Case, answer: str, now: datetime) -> None:
    try:
        case.lock()
    except InTheBin:
        return
    told = {"address": mail.address, "subject": mail.subject, "answer": answer}
    record(mail, MAIL_FAILED, by=None, after=told, case=case, at=now)


def _put_off(mail: Mail, answer: str, now: datetime) -> Outcome:
    """Try later: after 1, 5, 15, 60 minutes and then every hour, for two days."""
    if now - mail.created_at > LONGEST:
        return _fail(mail, Reason.TOO_LATE, answer, now)
    pause = PAUSES[min(mail.attempts, len(PAUSES) - 1)]
    Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT).update(
        state=MailState.WAITING,
        reason=Reason.LATER,
        answer=answer[:300],
        attempts=mail.attempts + 1,
        due_at=now + _about(pause),
        changed_at=now,
    )
    return Outcome.LATER


@transaction.atomic
def _doubt(mail: Mail, answer: str, now: datetime) -> bool:
    """It may have arrived: once more, but not a third time."""
    again = mail.doubts + 1 < MOST_DOUBTS
    changed = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(
        state=MailState.WAITING if again else MailState.HELD,
        reason=Reason.SERVER if again else Reason.UNSURE,
        answer=answer[:300],
        doubts=F("doubts") + 1,
        due_at=now + _about(PAUSES[0]),
        changed_at=now,
    )
    return bool(changed)


def _server_fails(server: MailServer, answer: str, now: datetime) -> None:
    """No mail is at fault: all wait, and the server is asked again ever more seldom, at most every five minutes."""
    waiting = Mail.objects.filter(state=MailState.WAITING, due_at__lte=now)
    if server._state.adding:  # the operator's has no row to remember by
        waiting.update(reason=Reason.SERVER, answer=answer[:300], due_at=now + _about(SERVER_PAUSES[2]))
        return
    pause = SERVER_PAUSES[min(server.tries, len(SERVER_PAUSES) - 1)]
    MailServer.objects.filter(pk=server.pk).update(
        trouble=answer[:300],
        trouble_since=server.trouble_since or now,
        tries=server.tries + 1,
        retry_at=now + _about(pause),
    )
    waiting.update(reason=Reason.SERVER, answer=answer[:300])


def _server_works(server: MailServer, now: datetime) -> None:
    """After trouble nobody waits out a pause that was meant for it."""
    if server.trouble_since is None:
        return
    MailServer.objects.filter(pk=server.pk).update(trouble="", trouble_since=None, tries=0, retry_at=None)
    Mail.objects.filter(state=MailState.WAITING, reason__in=(Reason.SERVER, Reason.LATER)).update(due_at=now)


def _about(pause: timedelta) -> timedelta:
    """A little more or less, so that not everybody comes back at once."""
    return pause * random.uniform(0.8, 1.2)  # noqa: S311  spreads, protects nothing
