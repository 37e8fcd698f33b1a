"""The brake on mails made by machine: per case and reader, and per reader over all cases (1.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q

from atenda.notices.changes import ANSWERS
from atenda.notices.models import Mail, MailState

# (minutes, most of one case to one reader, most of all cases to one reader)
WINDOWS = ((10, 10, 30), (30, 15, 60), (60, 25, 120), (180, 50, 240), (600, 100, 360))

# Of answers to mails (7.04): to one address in an hour and in a day, to all in an hour
MOST_AN_HOUR, MOST_A_DAY, MOST_OF_ALL = 3, 10, 500


def is_too_many(mail: Mail, now: datetime) -> bool:
    """Whether this one more would be too many of what was sent of late."""
    if mail.kind in ANSWERS and _has_many_answers(mail, now):
        return True
    sent = Mail.objects.filter(address=mail.address, created_at__gte=now - timedelta(minutes=WINDOWS[-1][0] * 2))
    counts = {}
    for minutes, _case, _all in WINDOWS:
        since = _left_since(now - timedelta(minutes=minutes))
        counts[f"all_{minutes}"] = Count("pk", filter=since)
        counts[f"case_{minutes}"] = Count("pk", filter=since & Q(case_id=mail.case_id))
    found = sent.aggregate(**counts)
    has_case = mail.case_id is not None  # what is about no case is not all about the same
    return any(
        (has_case and found[f"case_{minutes}"] >= of_case) or found[f"all_{minutes}"] >= of_all
        for minutes, of_case, of_all in WINDOWS
    )


def _has_many_answers(mail: Mail, now: datetime) -> bool:
    """Whoever has an address of somebody else's write to us shall not have us write to them without end (3.09)."""
    answers = Mail.objects.filter(_left_since(now - timedelta(days=1)), kind__in=ANSWERS)
    hour = _left_since(now - timedelta(hours=1))
    theirs = answers.filter(address=mail.address).aggregate(day=Count("pk"), hour=Count("pk", filter=hour))
    if theirs["hour"] >= MOST_AN_HOUR or theirs["day"] >= MOST_A_DAY:
        return True
    return bool(answers.filter(hour).count() >= MOST_OF_ALL)


def _left_since(moment: datetime) -> Q:
    """What left for somebody counts, whether it arrived or came back: no bounce makes room for another."""
    return Q(state=MailState.SENT, sent_at__gte=moment) | Q(state=MailState.FAILED, changed_at__gte=moment)
