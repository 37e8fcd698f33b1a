"""Files arrive for a mail that is being written."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.conversations.enclosing import waits_in
from atenda.conversations.permissions import may_write_to_customers
from atenda.files import attaching
from atenda.files.permissions import may_add_files
from atenda.files.receiving import takes_files
from atenda.files.views.uploading import answered
from atenda.staff.requests import AtendaRequest


@takes_files(may_add_files)
@require_POST
def reply_uploads(request: AtendaRequest, number: int) -> HttpResponse:
    """A file that waits until the mail is sent."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor) and may_add_files(request.actor))
    now, form = timezone.now(), waits_in(case)
    return answered(
        request, lambda file, key: attaching.put_down(file, by=request.actor, now=now, submission=form, key=key)
    )
