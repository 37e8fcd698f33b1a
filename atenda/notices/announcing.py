"""Tell what deeds have left: one mail for each reader, one line behind each colleague's bell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.live.announce import announce as announce_live
from atenda.notices.changes import Happening, Sum, happenings_of, sum_of
from atenda.notices.composing import Composed, compose
from atenda.notices.filling import one_line
from atenda.notices.message_ids import new_message_id
from atenda.notices.models import Audience, Channel, Kind, Mail, MailState, News, Notice, Reason
from atenda.notices.policy import Telling, telling
from atenda.notices.preferences import Wishes, wishes_of
from atenda.notices.readers import Reader, everybody
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization


def announce(events: Sequence[Event]) -> None:
    """The reaction: tell what is due of the cases of these events. Told again, nothing happens."""
    now = timezone.now()
    for case_id in sorted({event.case_id for event in events if event.case_id is not None}):
        tell_case(case_id, now=now)


@transaction.atomic
def tell_case(case_id: int, *, now: datetime) -> None:
    """Tell everybody what is owed of this case, once anything of it is due: what still waited goes along (B58)."""
    owed = list(
        News.objects.select_for_update(no_key=True, of=("self",)).filter(case_id=case_id, told_at=None).order_by("pk")
    )
    if not any(news.due_at <= now for news in owed):
        return
    case = Case.objects.select_related("contact", "account", "state").get(pk=case_id)
    happenings = happenings_of(owed)
    mentioned = {pk for one in happenings for pk in one.mentions}
    readers = everybody(case, mentioned) if case.binned_at is None else []
    wishes = wishes_of([reader.agent.pk for reader in readers if reader.agent], now)
    mails, lines = [], []
    for reader in readers:
        done = told_to(reader, happenings, telling())
        if done is None:
            continue
        if reader.agent is None:
            mails.append(_mail(case, reader, done, now=now))
            continue
        mine = wishes[reader.agent.pk]
        if mine.wants(done.kind, Channel.BELL) or mine.digest:
            lines.append(_line(case, reader, done, mine, now))
        if mine.wants(done.kind, Channel.MAIL) and not mine.digest:
            mails.append(_mail(case, reader, done, now=now, until=mine.quiet_until))
    Notice.objects.bulk_create(lines)
    Mail.objects.bulk_create(mails)
    News.objects.filter(pk__in=[news.pk for news in owed]).update(told_at=now)
    organization = current_organization()
    rung = {line.agent_id for line in lines if line.read_at is None}
    transaction.on_commit(lambda: announce_live(organization.pk, (), rung))
    if mails:
        transaction.on_commit(lambda: wake(organization.pk))


def told_to(reader: Reader, happenings: Sequence[Happening], policy: Telling) -> Sum | None:
    """What this reader is told: not one's own deeds (B58), and of edits a customer only what is public (B60)."""
    theirs = [one for one in happenings if reader.agent is None or one.event.actor_id != reader.agent.pk]
    if reader.audience == Audience.CUSTOMER:
        theirs = [one for one in theirs if one.event.kind != "note.added"]
    if reader.is_only_mentioned:
        theirs = [one for one in theirs if reader.agent and reader.agent.pk in one.mentions]
    done = sum_of(theirs)
    if done is None or done.is_nothing():
        return None
    if not policy.tells(reader.audience, done.kind):
        named = [one for one in theirs if reader.agent and reader.agent.pk in one.mentions]
        return sum_of(named)  # whoever is called by name hears of that whatever else is switched off
    if reader.audience == Audience.CUSTOMER and done.kind == Kind.EDITED:
        return done if done.details(policy.public_fields) else None
    return done


def _mail(case: Case, reader: Reader, done: Sum, *, now: datetime, until: datetime | None = None) -> Mail:
    mail = mail_to(reader, compose(case, done, reader, telling()), kind=done.kind, case=case, now=now)
    if until is not None:
        mail.due_at, mail.reason = until, Reason.QUIET_HOURS
    return mail


def mail_to(reader: Reader, composed: Composed, *, kind: str, now: datetime, case: Case | None = None) -> Mail:
    """A mail for the outbox, not saved yet. Its Message-ID is given here and never changes (1.22)."""
    return Mail(
        case=case,
        kind=kind,
        audience=reader.audience,
        agent=reader.agent,
        name=one_line(reader.name),
        address=reader.address,
        language=reader.language,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        message_id=new_message_id(current_organization().pk),
        state=MailState.WAITING,
        created_at=now,
        due_at=now,
        changed_at=now,
    )


def _line(case: Case, reader: Reader, done: Sum, wishes: Wishes, now: datetime) -> Notice:
    rings = wishes.wants(done.kind, Channel.BELL)
    return Notice(
        agent=reader.agent,
        case=case,
        kind=done.kind,
        told=done.told,
        at=now,
        read_at=None if rings else now,
        in_digest=wishes.digest and wishes.wants(done.kind, Channel.MAIL),
    )
