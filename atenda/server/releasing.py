"""Release a restored copy: what waits to go out, what of it shall, and the end of the hold (6.35).

What had been written when the backup was made has most likely gone out since, from the desk it is a copy of. So that
is dropped unless a person says otherwise; what came about in the copy itself goes out in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.access.abilities import Ability
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.models import Mail, MailState, News, Notice, Reason
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Organization
from atenda.server.events import RELEASED
from atenda.server.faults import ServerFault
from atenda.server.holding import let_go
from atenda.staff.models import Agent
from atenda.webhooks.models import Delivery, DeliveryState
from atenda.webhooks.spreading import spread

ON_ITS_WAY = (MailState.WAITING, MailState.SENDING)


@dataclass(frozen=True)
class Waiting:
    """How much waits in the organization entered, and how much of it was there before the moment asked about."""

    mails: int
    mails_before: int
    news: int
    news_before: int
    digested: int
    hooks: int
    hooks_before: int
    jobs: int


def waiting(before: datetime) -> Waiting:
    mails, news = Mail.objects.filter(state__in=ON_ITS_WAY), News.objects.filter(told_at=None)
    hooks = Delivery.objects.filter(state=DeliveryState.WAITING)
    jobs = ProcrastinateJob.objects.filter(args__organization_id=current_organization().pk)
    return Waiting(
        mails=mails.count(),
        mails_before=mails.filter(created_at__lte=before).count(),
        news=news.count(),
        news_before=news.filter(at__lte=before).count(),
        digested=Notice.objects.filter(in_digest=True).count(),
        hooks=hooks.count(),
        hooks_before=hooks.filter(_of_before(before)).count(),
        jobs=jobs.filter(status__in=("todo", "doing")).count(),
    )


@deed
def release(*, drop_before: datetime | None, by: Agent | None, now: datetime) -> bool:
    """The organization entered sends again; what is older than `drop_before` does not go out. False: it was not held.

    Dropped mails can still be read in the outbox. `by` is None for whoever runs the machine.
    """
    organization = current_organization()
    if not let_go(organization, now=now):
        return False
    dropped = _drop(drop_before, now) if drop_before else 0
    somebody = by or _an_administrator()
    said = {"drop_before": drop_before.isoformat() if drop_before else "", "dropped": dropped}
    if somebody is not None:
        record(somebody.lock(), RELEASED, by=by, after=said, at=now)
    transaction.on_commit(lambda: wake(organization.pk))
    return True


def release_all(*, slug: str | None, drop_before: datetime | None) -> list[str]:
    """For whoever runs the machine: every organization, or the one named. Which of them were held."""
    chosen = Organization.objects.order_by("slug")
    if slug is not None and not chosen.filter(slug=slug).exists():
        raise ServerFault(f"There is no organization {slug}.")
    released = []
    for organization in chosen.filter(slug=slug) if slug else chosen:
        with inside(organization):
            if release(drop_before=drop_before, by=None, now=timezone.now()):
                released.append(organization.slug)
    return released


def _drop(before: datetime, now: datetime) -> int:
    """Mails, and what would become mails: news nobody has been told of, and lines that wait for a digest; and what
    waits for other programs, which may ask for it again as for all that was given up."""
    mails = Mail.objects.filter(state__in=ON_ITS_WAY, created_at__lte=before)
    dropped: int = mails.update(state=MailState.DROPPED, reason=Reason.RESTORED, changed_at=now)
    News.objects.filter(told_at=None, at__lte=before).update(told_at=now)
    Notice.objects.filter(in_digest=True, at__lte=before).update(in_digest=False)
    # What is owed is written out first, so that nothing of before comes after.
    while spread(now):
        pass
    hooks = Delivery.objects.filter(_of_before(before), state=DeliveryState.WAITING)
    Delivery.objects.filter(pk__in=list(hooks.values_list("pk", flat=True))).update(
        state=DeliveryState.FAILED, done_at=now
    )
    return dropped


def _of_before(before: datetime) -> Q:
    """A delivery that stood there, or of an event that had happened."""
    return Q(created_at__lte=before) | Q(event__at__lte=before)


def _an_administrator() -> Agent | None:
    able = Q(role__abilities__contains=[Ability.MANAGE_NOTICES])
    first: Agent | None = Agent.objects.filter(able, deactivated_at=None).order_by("pk").first()
    return first
