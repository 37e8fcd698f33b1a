"""The outbox as pages read it, and what a person decides about a mail that does not go out by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from atenda.cases.models import Case
from atenda.notices.models import Mail, MailState, Reason
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization

PAGE = 50
OF_A_CASE = 30
DONE = (MailState.SENT, MailState.BUNDLED, MailState.DROPPED)
STUCK = (MailState.FAILED, MailState.HELD)


def page_of_mails(state: str, before: int = 0) -> tuple[list[Mail], int]:
    """The newest first, and the id before which the next page begins, 0 where there is none."""
    rows = Mail.objects.select_related("case").defer("text", "html").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def counts() -> dict[str, int]:
    """How many stand in each state that is not the end."""
    unfinished = Mail.objects.exclude(state__in=DONE).values("state").annotate(n=Count("pk"))
    return dict(unfinished.values_list("state", "n"))


def mails_of(case: Case) -> list[Mail]:
    """The latest mails about a case, for whoever sees the case."""
    return list(Mail.objects.filter(case=case).defer("text", "html").order_by("-pk")[:OF_A_CASE])


@transaction.atomic
def send_again(mail: Mail, *, now: datetime) -> bool:
    """A failed or held mail waits anew, as if it had just been written. Any other stays as it is."""
    return bool(_release(Mail.objects.filter(pk=mail.pk, state__in=STUCK), now))


@transaction.atomic
def release_held(reason: str, *, now: datetime) -> int:
    """All mails held for this reason wait to go out."""
    return _release(Mail.objects.filter(state=MailState.HELD, reason=reason), now)


def _release(mails: object, now: datetime) -> int:
    released: int = mails.update(  # type: ignore[attr-defined]
        state=MailState.WAITING, reason=Reason.NONE, attempts=0, doubts=0, due_at=now, changed_at=now, created_at=now
    )
    if released:
        organization = current_organization()
        transaction.on_commit(lambda: wake(organization.pk))
    return released
