"""Find what is due in every organization: nothing depends on a job that may have been lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import Q

from atenda.notices.announcing import tell_case
from atenda.notices.delivery import FORSAKEN
from atenda.notices.digests import send_due
from atenda.notices.models import Mail, MailState, News, Notice, Preference
from atenda.notices.waking import wake
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization

NEWS_KEPT, NOTICES_KEPT = timedelta(days=30), timedelta(days=180)

log = structlog.get_logger(__name__)


def sweep(now: datetime) -> None:
    for organization in _with(News.everywhere.filter(told_at=None, due_at__lte=now)):
        with inside(organization):
            due = News.objects.filter(told_at=None, due_at__lte=now).values_list("case_id", flat=True)
            for case_id in sorted(set(due)):
                _tell(case_id, now)
    for organization in _with(Preference.everywhere.filter(digest=True, digest_due_at__lte=now)):
        with inside(organization):
            send_due(now)
    waiting = Q(state=MailState.WAITING, due_at__lte=now)
    forsaken = Q(state=MailState.SENDING, changed_at__lt=now - FORSAKEN)
    for organization in _with(Mail.everywhere.filter(waiting | forsaken)):
        wake(organization.pk)


def _tell(case_id: int, now: datetime) -> None:
    """One case whose news cannot be told must not stop the others: it is tried again, and the page of health shows it
    by its age (6.38)."""
    try:
        tell_case(case_id, now=now)
    except Exception:
        log.exception("news could not be told", case=case_id)


def forget_old(now: datetime) -> None:
    """In the organization entered: news long told and notices long rung. Mails stay, they are the record."""
    News.objects.filter(told_at__lt=now - NEWS_KEPT).delete()
    Notice.objects.filter(at__lt=now - NOTICES_KEPT).delete()


def _with(rows: object) -> list[Organization]:
    """The organizations these rows are of, by one question whose index holds only what is due."""
    everywhere = Organization.objects.values("pk")
    ids = rows.filter(organization_id__in=everywhere).values_list("organization_id", flat=True).distinct()  # type: ignore[attr-defined]
    return list(Organization.objects.filter(pk__in=list(ids)))
