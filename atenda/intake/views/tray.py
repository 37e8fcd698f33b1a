"""Every mail that came in, and what became of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atenda.access.abilities import require
from atenda.intake.models import End, Why
from atenda.intake.permissions import may_change_policy, may_sort_mails
from atenda.intake.worklists import Asked, page_of_mails, reasons, waiting
from atenda.staff.requests import AtendaRequest

LONGEST_WORDS = 100


@require_safe
def tray(request: AtendaRequest) -> HttpResponse:
    """Those held, unless others are asked for."""
    require(may_sort_mails(request.actor))
    said = request.GET
    end = said.get("end", End.HELD)
    asked = Asked(
        end=end if end in End.values else "",
        why=said.get("why", "") if said.get("why", "") in Why.values else "",
        words=said.get("q", "").strip().replace("\0", "")[:LONGEST_WORDS],
        before=_number(said.get("before", "")),
    )
    mails, older = page_of_mails(asked)
    context = {
        "mails": mails,
        "older": older,
        "asked": asked,
        "ends": [End.HELD, End.FILED, End.DROPPED, End.RECEIVED],
        "waiting": waiting(),
        "reasons": reasons(asked.end),
        "may_change_policy": may_change_policy(request.actor),
    }
    return render(request, "intake/tray.html", context)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
