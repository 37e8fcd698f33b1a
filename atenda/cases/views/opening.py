"""Open a case, from anywhere: as a page, or in the panel over any page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.cases import opening
from atenda.cases.forms import OpeningForm
from atenda.cases.permissions import may_open_cases
from atenda.cases.refusals import Refused
from atenda.customers.permissions import may_edit_customers
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """`?contact=12` or `?account=7` says for whom (S4.6). Saving leads to the case (S1.13)."""
    require(may_open_cases(request.actor))
    if request.method != "POST":
        return _form(request, OpeningForm(actor=request.actor, customer=_customer(request)))
    form = OpeningForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        case = opening.open_case(by=request.actor, now=timezone.now(), **form.values())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, status=422)
    return go(request, link("cases:case", number=case.folio))


@require_safe
def companies(request: AtendaRequest) -> HttpResponse:
    """The field «on behalf of», for the customer just chosen."""
    require(may_open_cases(request.actor))
    form = OpeningForm(actor=request.actor, customer=request.GET.get("customer", ""))
    return fragment(request, "cases/_companies.html", "companies", {"form": form})


def _form(request: AtendaRequest, form: OpeningForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "may_create_customers": may_edit_customers(request.actor),
        "title": _("New case"),
    }
    if request.htmx:
        return fragment(request, "cases/new.html", "form", context, status)
    return render(request, "cases/new.html", context, status=status)


def _customer(request: AtendaRequest) -> str:
    for kind in ("contact", "account"):
        if request.GET.get(kind, "").isdecimal():
            return f"{kind}:{request.GET[kind]}"
    return request.GET.get("customer", "")
