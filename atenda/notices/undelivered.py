"""A mail did not arrive: say so on its case, so that its people are told; and remember an address that takes none
(U20, B21).

Of a mail to a customer whoever wrote it and whoever works on the case hear. Of one to a colleague only the case says
so: being told of it would be another mail to an address that takes none.
"""

from __future__ import annotations

import re
from datetime import datetime

from atenda.cases.models import Case
from atenda.conversations.events import UNDELIVERED
from atenda.history.recording import record
from atenda.intake.models import DeadAddress
from atenda.notices.events import MAIL_FAILED
from atenda.notices.models import Mail

# that nobody is there, or takes mail there: by the enhanced code (RFC 3463), or, of a server without any, by its own
_NOBODY_THERE = re.compile(r"5\d\d[ -](5\.1\.[0-36]|5\.2\.1)\b|55[013] (?!\d\.\d)")


def say_undelivered(mail: Mail, case: Case, why: str, *, now: datetime) -> None:
    """On the case, which is locked."""
    if mail.agent_id is not None:
        told = {"address": mail.address, "subject": mail.subject, "answer": why}
        record(mail, MAIL_FAILED, by=None, after=told, case=case, at=now)
        return
    after = {"to": mail.address, "why": why}
    if mail.written is not None:
        record(mail.written, UNDELIVERED, by=None, after={**after, "author": mail.written.author_id}, case=case, at=now)
    else:
        record(mail, UNDELIVERED, by=None, after=after, case=case, at=now)


def is_about_the_address(answer: str) -> bool:
    """Whether a refusal says that nothing can be sent there, whatever is sent.

    >>> is_about_the_address("550 5.1.1 no such user"), is_about_the_address("550 5.7.1 not from you")
    (True, False)
    """
    return _NOBODY_THERE.match(answer) is not None


def remember_dead(address: str, why: str, *, now: datetime, status: str = "") -> None:
    """Said wherever their customer is looked at, until a mail comes from there or somebody says it is right again."""
    if address:
        DeadAddress.objects.update_or_create(
            address=address.lower()[:320], defaults={"status": status[:20], "reason": why[:300], "at": now}
        )
