"""Send a mail again that did not arrive."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.conversations.again_forms import AgainForm
from atenda.conversations.models import Direction, Message
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.sending_again import send_again
from atenda.notices.letters import failed_of
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say
from atenda.worklists.views.trails import case_address


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Whom it did not reach, with their addresses to be put right, and trying again."""
    case = visible_case(request, number)
    rows = Message.with_sides.filter(case=case, direction=Direction.OUT).select_related("case")
    message: Message | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if message is None:
        raise Http404
    require(may_write_to_customers(request.actor))
    failed = failed_of(message)
    form = AgainForm(failed, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            send_again(message, addresses=form.addresses, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("It is sent again."))
            return go(request, case_address(request, case.folio))
    context = {"case": case, "message": message, "form": form, "failed": failed}
    return render(request, "conversations/again.html", context, status=422 if form.is_bound else 200)
