"""How a server stands, and which of its mails wait for that. Trouble of one is no trouble of another."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.notices.models import Mail, MailServer, MailState, Reason
from atenda.notices.servers import Way
from atenda.notices.settling import Outcome, about

SERVER_PAUSES = (timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
EVERYBODY = 3  # so many readers put off in one round, and nobody served


def probe(way: Way, server: MailServer) -> list[Mail]:
    """One mail to ask with whether a server in trouble serves again, however long the mails were put off."""
    put_off = way.mails.filter(state=MailState.WAITING, reason=Reason.LATER).order_by("pk")
    return list(put_off[:1]) if server.trouble_since is not None else []


def judge(way: Way, server: MailServer, outcomes: dict[Outcome, set[str]], now: datetime) -> None:
    """A server that puts off whoever is written to is at fault itself, not their mailboxes (6.11)."""
    put_off = len(outcomes[Outcome.LATER])
    if outcomes[Outcome.DONE] or not put_off:
        server_works(way, server, now)
    elif server.trouble_since is not None or put_off >= EVERYBODY:
        server_fails(way, server, server.trouble or "4xx", now)


def server_fails(way: Way, server: MailServer, answer: str, now: datetime) -> None:
    """No mail is at fault: all of it wait, and it is asked again ever more seldom, at most every five minutes."""
    waiting = way.mails.filter(state=MailState.WAITING, due_at__lte=now)
    if server._state.adding:  # the operator's has no row to remember by
        waiting.update(reason=Reason.SERVER, answer=answer[:300], due_at=now + about(SERVER_PAUSES[2]))
        return
    pause = SERVER_PAUSES[min(server.tries, len(SERVER_PAUSES) - 1)]
    MailServer.objects.filter(pk=server.pk).update(
        trouble=answer[:300],
        trouble_since=server.trouble_since or now,
        tries=server.tries + 1,
        retry_at=now + about(pause),
    )
    waiting.update(reason=Reason.SERVER, answer=answer[:300])


def server_works(way: Way, server: MailServer, now: datetime) -> None:
    """After trouble nobody waits out a pause that was meant for it."""
    if server.trouble_since is None:
        return
    MailServer.objects.filter(pk=server.pk).update(trouble="", trouble_since=None, tries=0, retry_at=None)
    way.mails.filter(state=MailState.WAITING, reason__in=(Reason.SERVER, Reason.LATER)).update(due_at=now)
