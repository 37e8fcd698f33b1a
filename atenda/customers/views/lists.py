"""The lists of accounts and of contacts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atenda.access.abilities import require
from atenda.customers.models import Account, Contact
from atenda.customers.naming import clean
from atenda.customers.permissions import may_edit_customers, may_see_customers
from atenda.customers.views.finding import number_in
from atenda.customers.worklists import PAGE, found, page_of
from atenda.staff.requests import AtendaRequest


@require_safe
def accounts(request: AtendaRequest) -> HttpResponse:
    """`?q=` what is looked for; `?after=` and `?before=` an account from which to go on."""
    return _list(request, Account.kind, _("Accounts"))


@require_safe
def contacts(request: AtendaRequest) -> HttpResponse:
    return _list(request, Contact.kind, _("Contacts"))


def _list(request: AtendaRequest, kind: str, title: str) -> HttpResponse:
    require(may_see_customers(request.actor))
    text = clean(request.GET.get("q", ""))[:200]
    if text:
        page = found(kind, text)
    else:
        page = page_of(
            kind, actor=request.actor, after=number_in(request, "after"), before=number_in(request, "before")
        )
    context = {
        "kind": kind,
        "title": title,
        "text": text,
        "page": page,
        "is_full": bool(text) and len(page.cards) == PAGE,
        "may_edit": may_edit_customers(request.actor),
    }
    return render(request, "customers/list.html", context)
