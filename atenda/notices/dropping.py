"""A mail that is not to leave any more: its colleague works here no longer, or may not see its case now (3.39).

Who may hear is asked when a mail is written. It may then wait ten minutes for others, a night, two days of a server in
trouble: so it is asked again just before the words leave, and the outbox says what became of the mail.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from atenda.cases.models import Case
from atenda.notices.models import Mail, MailState, Notice, Preference, Reason
from atenda.staff.models import Agent


def is_dropped(mail: Mail, *, now: datetime) -> bool:
    """Ask again, and let go of a mail whose colleague may not hear of it now. A customer's is no colleague's."""
    if mail.agent_id is None:
        return False
    reason = _why_not(mail, Agent.objects.select_related("role").get(pk=mail.agent_id))
    if reason != Reason.NONE:
        _drop(mail, reason, now)
    return reason != Reason.NONE


def hand_over(agent: Agent, *, to: Agent | None, by: Agent) -> None:
    """Whoever leaves is written to no more. Nobody inherits that mail: the heir is told of being given the cases."""
    waiting = Mail.objects.filter(agent=agent, state=MailState.WAITING).order_by("pk")
    theirs = list(waiting.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    Mail.objects.filter(Q(pk__in=theirs) | Q(bundle__in=theirs)).update(
        state=MailState.DROPPED, reason=Reason.GONE, changed_at=timezone.now()
    )


def _why_not(mail: Mail, agent: Agent) -> Reason:
    if not agent.is_active or agent.is_invited:
        return Reason.GONE
    told = _told_of(mail)
    seen = Case.objects.visible_to(agent).filter(pk__in=told).count()
    return Reason.NONE if seen == len(told) else Reason.UNSEEN


def _told_of(mail: Mail) -> set[int]:
    """The ids of the cases it speaks of: its own, those of the mails it brings along, those of the lines of a day."""
    if mail.case_id is not None:
        return {mail.case_id}
    along = dict(Mail.objects.filter(bundle=mail).values_list("pk", "case_id"))
    lines = Notice.objects.filter(digest__in=[mail.pk, *along]).values_list("case_id", flat=True)
    return {pk for pk in (*along.values(), *lines) if pk is not None}


@transaction.atomic
def _drop(mail: Mail, reason: Reason, now: datetime) -> None:
    """What it would have brought along, mails or a day's lines, is put together anew without what is not to be told."""
    mail.state, mail.reason, mail.changed_at = MailState.DROPPED, reason, now
    waiting = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING)
    if waiting.update(state=mail.state, reason=reason, changed_at=now):
        Mail.objects.filter(bundle=mail).update(
            state=MailState.WAITING, reason=Reason.TOGETHER, bundle=None, due_at=now, changed_at=now
        )
        if Notice.objects.filter(digest=mail).update(in_digest=True, digest=None):
            Preference.objects.filter(agent_id=mail.agent_id, digest=True).update(digest_due_at=now)
