"""Deliver the mails of one server of an organization, oldest first, over one connection (1.22, 6.03, 6.11–6.14).

A mail says `sending` from just before its words leave until the server has answered. Whoever finds it so later, with
nobody at it, cannot know whether it arrived: it goes out once more, with the same Message-ID, and after a second such
doubt it is held for a person to decide. Everything before and after is written as it happens, so that a kill at any
other step loses nothing and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from atenda.notices import providers, smtp
from atenda.notices.brake import is_too_many
from atenda.notices.bundling import BUNDLE, bundle_due, set_aside
from atenda.notices.changes import ANSWERS
from atenda.notices.enclosures import NotToBeHad
from atenda.notices.envelope import BadAddress, as_bytes, envelope_sender, plain_address
from atenda.notices.letters import has_left, mark_arrived
from atenda.notices.models import Mail, MailServer, MailState, Reason
from atenda.notices.sandbox import keep, walls_now
from atenda.notices.servers import Way, way_of
from atenda.notices.serving import judge, probe, server_fails
from atenda.notices.settling import Outcome, doubt, fail, may_leave, put_off, settle
from atenda.organizations.entering import current_organization
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held

BATCH = 50
FORSAKEN = timedelta(minutes=2)  # longer than any server is waited for

log = structlog.get_logger(__name__)


def deliver(*, by: int | None = None, now: datetime | None = None) -> bool:
    """Send what is due by the own server of a mailbox, or by the one all others have. True when more is due than one
    round takes. One worker at a time for each server, by the job's lock.

    In a restored copy everything stays as it stood, until somebody releases it (6.35).
    """
    if is_held():
        return False
    started = now or timezone.now()
    take_up_forsaken(started)
    way = way_of(by)
    if current_organization().is_sample:
        hold_all(way, Reason.SAMPLE, started)
        return False
    if way.server is None:
        if by is None:
            hold_all(way, Reason.NO_SERVER, started)
        return False  # what a mailbox had for itself is gone: its mails go with all others
    if way.server.retry_at is not None and way.server.retry_at > started:
        return False
    if by is None:
        bundle_due(started)
    keep(_due(way, started), walls_now(), now=started)
    due = list(_due(way, started)[: BATCH + 1]) or probe(way, way.server)
    if due:
        _converse(way, way.server, due[:BATCH], started)
    return len(due) > BATCH


def take_up_forsaken(now: datetime) -> int:
    """Mails whose worker was killed while the words were leaving: in doubt, so once more, or held."""
    forsaken = Mail.objects.filter(state=MailState.SENDING, changed_at__lt=now - FORSAKEN)
    taken: int = 0
    for mail in forsaken.order_by("pk"):
        taken += doubt(mail, "the worker ended meanwhile", now)
    return taken


def hold_all(way: Way, reason: Reason, now: datetime) -> int:
    held: int = way.mails.filter(state=MailState.WAITING).update(state=MailState.HELD, reason=reason, changed_at=now)
    return held


def _due(way: Way, now: datetime) -> QuerySet[Mail]:
    """Waiting and due, in the order they were written; none before an earlier one of its case to the same reader,
    whichever server that one goes by, unless that waits for its hour."""
    earlier = Mail.objects.filter(
        case=OuterRef("case"),
        address=OuterRef("address"),
        pk__lt=OuterRef("pk"),
        state__in=(MailState.WAITING, MailState.SENDING),
    ).exclude(written__leaves_at__gt=now)
    due = way.mails.filter(state=MailState.WAITING, due_at__lte=now)
    waits = Exists(earlier.exclude(way.those, due_at__lte=now, state=MailState.WAITING))
    return due.filter(~waits).select_related("mailbox").order_by("pk")


def _converse(way: Way, server: MailServer, mails: list[Mail], now: datetime) -> None:
    try:
        maybe_crash("connect")
        conversation = smtp.Conversation(server) if server.is_smtp else providers.Conversation(server)
    except smtp.Trouble as trouble:
        server_fails(way, server, str(trouble), now)
        return
    stopped: set[tuple[int, str]] = set()
    aside: set[int] = set()
    gone: set[int] = set()
    outcomes: dict[Outcome, set[str]] = {outcome: set() for outcome in Outcome}
    try:
        for mail in mails:
            if mail.pk in gone or (mail.agent_id in aside and mail.kind != BUNDLE):
                continue
            if (mail.case_id, mail.address) in stopped:
                continue
            if (
                mail.written_id is None
                and mail.kind != BUNDLE
                and mail.reason != Reason.TOGETHER
                and is_too_many(mail, now)
            ):
                aside |= _brake(mail, now)
                continue
            together = [mail] if server.is_smtp else _all_readers(mail, now)
            ends = _send_together(conversation, server, together, now)
            gone |= {each.pk for each in together}
            for each, outcome in zip(together, ends, strict=True):
                outcomes[outcome].add(each.address)
                if outcome != Outcome.DONE and each.case_id is not None:
                    stopped.add((each.case_id, each.address))
    except smtp.Trouble as trouble:
        server_fails(way, server, str(trouble), now)
    else:
        judge(way, server, outcomes, now)
    finally:
        conversation.end()


def _brake(mail: Mail, now: datetime) -> set[int]:
    """A colleague's go along with others a little later; a customer's waits for a person to look why (1.3).

    The colleague for whom nothing more goes out now.
    """
    if mail.agent_id is None:
        settle(mail, MailState.HELD, Reason.BRAKE, "", now)
        return set()
    set_aside(mail.agent_id, now=now)
    return {mail.agent_id}


def _all_readers(mail: Mail, now: datetime) -> list[Mail]:
    """A provider is told of all readers of a mail at once: it writes its head itself, by whom it is told to reach."""
    if mail.written_id is None:
        return [mail]
    same = Mail.objects.filter(written=mail.written_id, state=MailState.WAITING, due_at__lte=now)
    return list(same.select_related("mailbox").order_by("pk"))


def _send_together(
    conversation: smtp.Conversation | providers.Conversation, server: MailServer, mails: Sequence[Mail], now: datetime
) -> list[Outcome]:
    """What became of each. Where one is not done it waits on, and no later one of its case may overtake it.

    Raises Trouble.
    """
    try:
        return _hand_over(conversation, server, mails, now)
    except BadAddress:
        return [fail(mail, Reason.REFUSED, "the address cannot be written to", now) for mail in mails]
    except NotToBeHad as error:
        return [fail(mail, Reason.REFUSED, f"the file cannot be had: {error}", now) for mail in mails]
    except smtp.Refused as error:
        return [fail(mail, Reason.REFUSED, str(error), now) for mail in mails]
    except smtp.Taken:
        return [Outcome.DONE if mail.state in (MailState.DROPPED, MailState.HELD) else Outcome.TAKEN for mail in mails]
    except smtp.Later as error:
        return [put_off(mail, str(error), now) for mail in mails]
    except smtp.Unsure as error:
        for mail in mails:
            doubt(mail, str(error), now)
        raise smtp.Trouble(str(error)) from error
    except smtp.Trouble:
        ids = [mail.pk for mail in mails]
        Mail.objects.filter(pk__in=ids, state=MailState.SENDING).update(state=MailState.WAITING)
        raise
    except Exception:  # a fault of ours in one mail must not stop the others (6.38)
        log.exception("a mail could not be sent", mail=mails[0].pk)
        for mail in mails:
            mail.refresh_from_db(fields=["state"])
        if all(mail.state == MailState.WAITING for mail in mails):
            return [put_off(mail, "it could not be written", now) for mail in mails]
        raise


def _hand_over(
    conversation: smtp.Conversation | providers.Conversation, server: MailServer, mails: Sequence[Mail], now: datetime
) -> list[Outcome]:
    first = mails[0]
    sparest = min(
        mails, key=lambda mail: len(mail.text)
    )  # of one for several the customer's way in is for none of them
    message, sender = as_bytes(sparest, server, now=now), envelope_sender(first, server)
    readers = [plain_address(mail.address) for mail in mails]
    refused: dict[str, str] = {}
    if isinstance(conversation, providers.Conversation):
        if not all(may_leave(mail, now) for mail in mails):
            raise smtp.Taken
        said, refused = conversation.send(readers, message, sender=sender)
    else:
        said = conversation.send(
            readers[0],
            message,
            sender=sender,
            before_the_words=lambda: may_leave(first, now),
            from_nobody=first.kind in ANSWERS,
        )
    maybe_crash("accepted")
    return [_settled(mail, said, refused.get(reader, ""), now) for mail, reader in zip(mails, readers, strict=True)]


def _settled(mail: Mail, said: str, refused: str, now: datetime) -> Outcome:
    if refused:
        return fail(mail, Reason.REFUSED, refused, now)
    settle(mail, MailState.SENT, Reason.NONE, said, now)
    has_left(mail, now=now)
    if mail.written is not None and mail.written.failed_at is not None:
        mark_arrived(mail.written)
    return Outcome.DONE
