"""The draft of an answer, kept while it is typed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.conversations import drafting
from atenda.conversations.permissions import may_write_to_customers
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go


@require_POST
def draft(request: AtendaRequest, number: int) -> HttpResponse:
    """Keep what is typed, or, with `discard`, let it go."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor))
    if "discard" in request.POST:
        drafting.let_go(case, by=request.actor)
        return go(request, link("conversations:replies", number=number))
    said = {name: str(request.POST.get(name, "")) for name in drafting.FIELDS}
    kept = drafting.keep(case, said, by=request.actor, now=timezone.now())
    return HttpResponse(status=204 if kept else 413)
