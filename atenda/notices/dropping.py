"""A mail that is not to leave any more: its colleague works here no longer, or may not see its case now (3.39).

Who may hear is asked when a mail is written. It may then wait ten minutes for others, a night, two days of a server in
trouble: so it is asked again just before the words leave, and the outbox says what became of the mail.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from atenda.cases.models import Case
from atenda.notices.models import Mail, MailState, Reason
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
    told = Case.objects.filter(pk__in=_told_of(mail))
    return Reason.UNSEEN if told.exclude(pk__in=Case.objects.visible_to(agent)).exists() else Reason.NONE


def _told_of(mail: Mail) -> QuerySet[Mail]:
    """The cases it speaks of: its own, or those of the mails it brings along."""
    speaks: QuerySet[Mail] = Mail.objects.filter(Q(pk=mail.pk) | Q(bundle=mail)).exclude(case=None)
    return speaks.values("case_id")  # type: ignore[return-value]


@transaction.atomic
def _drop(mail: Mail, reason: Reason, now: datetime) -> None:
    """What it would have brought along is put together anew, without what is not to be told."""
    mail.state, mail.reason, mail.changed_at = MailState.DROPPED, reason, now
    waiting = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING)
    if waiting.update(state=mail.state, reason=reason, changed_at=now):
        Mail.objects.filter(bundle=mail).update(
            state=MailState.WAITING, reason=Reason.TOGETHER, bundle=None, due_at=now, changed_at=now
        )
