"""What was sent about a case, for whoever sees the case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.cases.permissions import may_edit_cases
from atenda.cases.views.finding import visible_case
from atenda.notices.customer_links import address_of, open_links
from atenda.notices.outbox import mails_of
from atenda.notices.policy import telling
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment


@require_safe
def mails(request: AtendaRequest, number: int) -> HttpResponse:
    case = visible_case(request, number)
    links = open_links(case, now=timezone.now())
    has_customer = case.contact_id is not None or case.account_id is not None
    context = {
        "case": case,
        "mails": mails_of(case),
        "customer_links": [(link.contact or link.account, address_of(link), link.expires_at) for link in links],
        "may_make_link": telling().customer_page and has_customer and may_edit_cases(request.actor),
    }
    if request.htmx:
        return fragment(request, "notices/of_case.html", "mails", context)
    return render(request, "notices/of_case.html", context)
