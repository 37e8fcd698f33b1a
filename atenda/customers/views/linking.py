"""Saying where a person works, and that they no longer do."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.customers import linking
from atenda.customers.models import Account
from atenda.customers.naming import clean
from atenda.customers.permissions import may_edit_customers
from atenda.customers.search import customer_of, find_customers
from atenda.customers.views.finding import visible_contact, visible_customer
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go


@require_http_methods(["GET", "HEAD", "POST"])
def companies(request: AtendaRequest, pk: int) -> HttpResponse:
    """Look for a company (`?q=`) and say that this person works there: POST `account=account:7`, `position`."""
    contact = visible_contact(request, pk)
    require(may_edit_customers(request.actor))
    if request.method == "POST":
        account = customer_of(request.POST.get("account", ""))
        if not isinstance(account, Account):
            raise Http404
        position = clean(request.POST.get("position", ""))[:120]
        linking.link(contact, account, position=position, by=request.actor, now=timezone.now())
        return go(request, link("customers:contact", pk=contact.pk))
    text = clean(request.GET.get("q", ""))[:200]
    context = {"contact": contact, "text": text, "found": find_customers(text, kinds=[Account.kind])}
    if request.htmx:
        return fragment(request, "customers/companies.html", "form", context)
    return render(request, "customers/companies.html", context)


@require_POST
def removal(request: AtendaRequest, pk: int, account: int) -> HttpResponse:
    contact = visible_contact(request, pk)
    company = visible_customer(request, Account.kind, account)
    require(may_edit_customers(request.actor))
    assert isinstance(company, Account)
    linking.unlink(contact, company, by=request.actor, now=timezone.now())
    return go(request, link("customers:contact", pk=contact.pk))
