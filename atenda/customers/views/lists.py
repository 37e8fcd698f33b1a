"""The lists of accounts and of contacts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atenda.access.abilities import require
from atenda.customers.forms import CompanyForm
from atenda.customers.models import Account, Contact
from atenda.customers.narrowing import Narrowing, chips, ways_out
from atenda.customers.permissions import may_edit_customers, may_see_customers
from atenda.customers.search import MODELS
from atenda.customers.views.finding import number_in
from atenda.customers.worklists import PAGE, found, page_of
from atenda.staff.requests import AtendaRequest


@require_safe
def accounts(request: AtendaRequest) -> HttpResponse:
    """`?q=` what is looked for; `?tag=`, `?town=`, `?language=`, `?open=1` narrow the list; `?after=` and `?before=` an
    account from which to go on."""
    return _list(request, Account.kind, _("Accounts"))


@require_safe
def contacts(request: AtendaRequest) -> HttpResponse:
    """The same, and `?company=7` those who work there."""
    return _list(request, Contact.kind, _("Contacts"))


def _list(request: AtendaRequest, kind: str, title: str) -> HttpResponse:
    require(may_see_customers(request.actor))
    actor, narrowing = request.actor, Narrowing.of(request.GET, kind)
    is_search = narrowing.used == ["text"]
    if is_search:
        page = found(kind, narrowing.text)
    else:
        after, before = number_in(request, "after"), number_in(request, "before")
        page = page_of(kind, actor=actor, narrowing=narrowing, after=after, before=before)
    context = {
        "kind": kind,
        "title": title,
        "narrowing": narrowing,
        "company": CompanyForm(narrowing) if kind == Contact.kind else None,
        "chips": chips(narrowing),
        "ways_out": [] if page.cards else ways_out(narrowing, MODELS[kind].objects.visible_to(actor), actor),
        "page": page,
        "is_full": is_search and len(page.cards) == PAGE,
        "may_edit": may_edit_customers(actor),
    }
    return render(request, "customers/list.html", context)
