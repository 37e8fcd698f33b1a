"""Follow a case, mute it, or neither."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.http import require_POST

from atenda.cases.views.finding import visible_case
from atenda.notices.following import Hearing, hear
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say
from atenda.worklists.views.trails import case_address


@require_POST
def following(request: AtendaRequest, number: int) -> HttpResponse:
    """`hearing`: following, muted or usual. Whoever sees the case may say how much of it they want to be told."""
    case = visible_case(request, number)
    asked = request.POST.get("hearing", "")
    if asked not in Hearing.values:
        return HttpResponseBadRequest()
    hear(case, Hearing(asked), by=request.actor, now=timezone.now())
    say(request, str(Hearing(asked).label))
    return go(request, case_address(request, case.folio))
