"""Tell what deeds have left: one mail for each reader, one line behind each colleague's bell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.live.announce import announce as announce_live
from atenda.notices.changes import RECEIVED, happenings_of
from atenda.notices.composing import Composed, compose
from atenda.notices.filling import one_line
from atenda.notices.message_ids import new_message_id
from atenda.notices.models import Audience, Mail, MailState, News, Notice, Reason
from atenda.notices.planning import Planned, plan
from atenda.notices.policy import telling
from atenda.notices.readers import Reader
from atenda.notices.waking import wake
from atenda.notices.ways import ways_for
from atenda.organizations.entering import current_organization
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held


def announce(events: Sequence[Event]) -> None:
    """The reaction: tell what is due of the cases of these events. Told again, nothing happens."""
    now = timezone.now()
    for case_id in sorted({event.case_id for event in events if event.case_id is not None}):
        tell_case(case_id, now=now)


@transaction.atomic
def tell_case(case_id: int, *, now: datetime) -> None:
    """Tell everybody what is owed of this case, once anything of it is due: what still waited goes along (B58).

    In a restored copy nobody is told until it is released (6.35).
    """
    if is_held():
        return
    owed = list(
        News.objects.select_for_update(no_key=True, of=("self",)).filter(case_id=case_id, told_at=None).order_by("pk")
    )
    if not any(news.due_at <= now for news in owed):
        return
    case = Case.objects.select_related("contact", "account", "state").get(pk=case_id)
    planned = plan(case, happenings_of(owed), now=now)
    mails = [_mail(case, one, now) for one in planned if one.is_mailed]
    lines = [_line(case, one, now) for one in planned if one.rings or one.is_digested]
    Notice.objects.bulk_create(lines)
    Mail.objects.bulk_create(mails)
    maybe_crash("telling")
    News.objects.filter(pk__in=[news.pk for news in owed]).update(told_at=now)
    organization = current_organization()
    rung = {line.agent_id for line in lines if line.read_at is None}
    transaction.on_commit(lambda: announce_live(organization.pk, (), rung))
    if mails:
        transaction.on_commit(lambda: wake(organization.pk))


def _mail(case: Case, one: Planned, now: datetime) -> Mail:
    composed = compose(case, one.done, one.reader, telling(), ways_for(case, one.reader, now=now))
    is_answer = one.reader.audience == Audience.CUSTOMER and one.done.told_as == RECEIVED
    mail = mail_to(one.reader, composed, kind=RECEIVED if is_answer else one.done.kind, case=case, now=now)
    if one.mail_waits_until is not None:
        mail.due_at, mail.reason = one.mail_waits_until, Reason.QUIET_HOURS
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


def _line(case: Case, one: Planned, now: datetime) -> Notice:
    assert one.reader.agent is not None
    return Notice(
        agent=one.reader.agent,
        case=case,
        kind=one.done.kind,
        told=one.done.told_to(one.reader.agent.pk),
        at=now,
        read_at=None if one.rings else now,
        in_digest=one.is_digested,
    )
