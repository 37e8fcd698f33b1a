"""«Why?» of a mail, on a page or in the panel: for whoever sorts mails, and for whoever sees its case (N2)."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.intake.models import RawMail
from atenda.intake.permissions import may_change_policy, may_sort_mails
from atenda.intake.why import explain
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment


@require_safe
def of_mail(request: AtendaRequest, pk: int) -> HttpResponse:
    require(may_sort_mails(request.actor))
    rows = RawMail.objects.defer("said", "origin")
    found: RawMail | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return _page(request, found, link("intake:mail", pk=pk), found.subject)


@require_safe
def of_message(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Of a mail on the timeline of a case. One of an archive that was read back came by no door of ours."""
    case = visible_case(request, number)
    rows = RawMail.objects.defer("said", "origin").filter(Q(case=case) | Q(message__split_into=case))
    found: RawMail | None = rows.filter(message=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return _page(request, found, link("cases:case", number=number), case.reference)


def _page(request: AtendaRequest, mail: RawMail, back: str, of: str) -> HttpResponse:
    context = {
        "mail": mail,
        "why": explain(mail, request.actor),
        "back": back,
        "of": of,
        "may_change_rules": may_change_policy(request.actor),
    }
    if request.htmx:
        return fragment(request, "intake/why.html", "form", context)
    return render(request, "intake/why.html", context)
