"""«Send a mail to this address now»: what came since the page was opened, as it comes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.mailboxes import worklists
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.staff.requests import AtendaRequest


@require_safe
def trial(request: AtendaRequest, pk: int) -> HttpResponse:
    """The address keeps the moment it was opened at, so that the page may be loaded again."""
    mailbox = mailbox_or_404(request, pk)
    now = timezone.now()
    since = _moment(request.GET.get("since", "")) or now
    row = worklists.one(mailbox)
    context = {
        "row": row,
        "since": since,
        "stamp": int(since.timestamp()),
        "mails": worklists.arrived(mailbox, since),
        "now": now,
        "ours": settings.ENV.mail_in,
    }
    return render(request, "mailboxes/trial.html", context)


def _moment(stamp: str) -> datetime | None:
    is_one = stamp.isdecimal() and len(stamp) <= 11
    return datetime.fromtimestamp(int(stamp), UTC) if is_one else None
