"""What becomes of one mail: sent, failed, put off, in doubt. Each is written as it happens."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from atenda.cases.models import Case
from atenda.cases.refusals import InTheBin
from atenda.history.deeds import one_deed
from atenda.notices.dropping import is_dropped
from atenda.notices.letters import mark_failed
from atenda.notices.models import Mail, MailState, Reason
from atenda.notices.sandbox import keep, walls_now
from atenda.notices.undelivered import is_about_the_address, remember_dead, say_undelivered
from atenda.server.crashing import maybe_crash

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
LONGEST = timedelta(days=2)
MOST_DOUBTS = 2


class Outcome(Enum):
    """What became of one mail in a round."""

    DONE = "done"
    LATER = "later"
    TAKEN = "taken"


def may_leave(mail: Mail, now: datetime) -> bool:
    """Its colleague may hear of it still (3.39), no sandbox keeps it (B85), and nobody else has it."""
    if keep([mail], walls_now(), now=now):
        mail.state = MailState.HELD
        return False
    return not is_dropped(mail, now=now) and _claim(mail)


def _claim(mail: Mail) -> bool:
    """Write down that the words are about to leave; no when somebody else has the mail."""
    maybe_crash("claim")
    claimed = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(
        state=MailState.SENDING, attempts=F("attempts") + 1, changed_at=timezone.now()
    )
    maybe_crash("claimed")
    return bool(claimed)


def settle(mail: Mail, state: MailState, reason: Reason, answer: str, now: datetime) -> None:
    Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT).update(
        state=state,
        reason=reason,
        answer=answer[:300],
        changed_at=now,
        sent_at=now if state == MailState.SENT else None,
    )


def fail(mail: Mail, reason: Reason, answer: str, now: datetime) -> Outcome:
    """Not to be tried again; the case tells its people (6.12)."""
    with one_deed():
        settle(mail, MailState.FAILED, reason, answer, now)
        if mail.case is not None:
            _tell_the_case(mail, mail.case, answer, now)
        if mail.written is not None:
            mark_failed(mail.written, mail.address, answer, now=now)
        if is_about_the_address(answer) and mail.agent_id is None:
            remember_dead(mail.address, answer, now=now)
    return Outcome.DONE


def _tell_the_case(mail: Mail, case: Case, answer: str, now: datetime) -> None:
    try:
        case.hold()
    except InTheBin:
        return
    say_undelivered(mail, case, answer, now=now)


def put_off(mail: Mail, answer: str, now: datetime) -> Outcome:
    """Try later: after 1, 5, 15, 60 minutes and then every hour, for two days."""
    begun = (mail.written and mail.written.leaves_at) or mail.created_at
    if now - begun > LONGEST:
        return fail(mail, Reason.TOO_LATE, answer, now)
    pause = PAUSES[min(mail.attempts, len(PAUSES) - 1)]
    Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT).update(
        state=MailState.WAITING,
        reason=Reason.LATER,
        answer=answer[:300],
        attempts=mail.attempts + 1,
        due_at=now + about(pause),
        changed_at=now,
    )
    return Outcome.LATER


@transaction.atomic
def doubt(mail: Mail, answer: str, now: datetime) -> bool:
    """It may have arrived: once more, but not a third time."""
    again = mail.doubts + 1 < MOST_DOUBTS
    changed = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(
        state=MailState.WAITING if again else MailState.HELD,
        reason=Reason.SERVER if again else Reason.UNSURE,
        answer=answer[:300],
        doubts=F("doubts") + 1,
        due_at=now + about(PAUSES[0]),
        changed_at=now,
    )
    return bool(changed)


def about(pause: timedelta) -> timedelta:
    """A little more or less, so that not everybody comes back at once."""
    return pause * random.uniform(0.8, 1.2)  # noqa: S311  spreads, protects nothing
