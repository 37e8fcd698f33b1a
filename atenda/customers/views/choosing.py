"""Choosing a customer in another form: looking them up as one types, and the short form for those not on record."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.customers import opening, sharing
from atenda.customers.cards import cards
from atenda.customers.forms import ShortForm
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_edit_customers, may_merge_customers, may_see_customers
from atenda.customers.refusals import SeveralSoCalled
from atenda.customers.search import KINDS, customer_of, find_customers
from atenda.customers.tags import suggested
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import created, fragment, go


@require_safe
def search(request: AtendaRequest) -> HttpResponse:
    """`?q=` what was typed, `?kind=account` if only those: JSON for the pickers."""
    require(may_see_customers(request.actor))
    kinds = [kind for kind in KINDS if request.GET.get("kind", kind) == kind]
    found = find_customers(request.GET.get("q", ""), kinds=kinds) if kinds else []
    groups = {"account": _("Accounts"), "contact": _("Contacts")}
    results = [
        {"value": card.value, "text": card.name, "note": card.note, "kind": card.kind, "group": groups[card.kind]}
        for card in found
    ]
    return JsonResponse({"results": results})


@require_safe
def company_names(request: AtendaRequest) -> HttpResponse:
    """`?company=` the beginning of a name: the accounts it may be, as options of the field."""
    require(may_see_customers(request.actor))
    found = find_customers(request.GET.get("company", ""), limit=8, kinds=[Account.kind])
    return render(request, "customers/_company_names.html", {"found": found})


@require_safe
def tags(request: AtendaRequest) -> HttpResponse:
    """`?q=` the beginning of a tag: JSON for the field of tags."""
    require(may_see_customers(request.actor))
    found = suggested(request.GET.get("q", "")[:200])
    return JsonResponse({"results": [{"value": name, "text": name} for name in found]})


@require_safe
def sharers(request: AtendaRequest) -> HttpResponse:
    """`?phone=`, `?email=`, `?tax_id=` or a row's field, and `?but=contact:7`: who else has it, as a remark."""
    require(may_edit_customers(request.actor))
    field = next(filter(sharing.is_shareable, request.GET), "")
    customer = customer_of(request.GET.get("but", ""))
    found = sharing.sharers({field: request.GET.get(field, "")}, but=customer)
    mergeable = customer if may_merge_customers(request.actor) else None
    context = {"sharers": next(iter(found.values()), []), "mergeable": mergeable}
    return render(request, "customers/_sharers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """`?name=` what was looked for. The form that asked chooses who was made; alone, it leads to a case for them."""
    require(may_edit_customers(request.actor))
    if request.method != "POST":
        return _show(request, ShortForm.for_typed(request.GET.get("name", "")))
    form = ShortForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        customer = opening.introduce(**form.values(), by=request.actor, now=timezone.now())
    except SeveralSoCalled:
        form.ask_which(cards(opening.accounts_called(form.cleaned_data["company"])))
        return _show(request, form, status=422)
    if request.htmx:
        return created(f"{customer.kind}:{customer.pk}", customer.name)
    return go(request, _case_for(customer))


def _case_for(customer: Account | Contact) -> str:
    try:
        return f"{link('cases:new')}?{customer.kind}={customer.pk}"
    except NoReverseMatch:
        return link(f"customers:{customer.kind}", pk=customer.pk)


def _show(request: AtendaRequest, form: ShortForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "customer": None, "sharers": sharing.sharers(form.typed()), "mergeable": None}
    if request.htmx:
        return fragment(request, "customers/short.html", "form", context, status)
    return render(request, "customers/short.html", context, status=status)
