"""Saying where a person works, and that they no longer do."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.customers import linking
from atenda.customers.models import Account, Contact
from atenda.customers.naming import clean
from atenda.customers.permissions import may_edit_customers
from atenda.customers.search import customer_of, find_customers
from atenda.customers.views.finding import visible_contact, visible_customer
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go


@require_http_methods(["GET", "HEAD", "POST"])
def companies(request: AtendaRequest, pk: int) -> HttpResponse:
    """Look for a company (`?q=`) and say that this person works there: POST `account=account:7`, `position`."""
    return _link(request, visible_contact(request, pk), Account.kind)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: AtendaRequest, pk: int) -> HttpResponse:
    """Look for a person (`?q=`) and say that they work here: POST `contact=contact:7`, `position`."""
    return _link(request, visible_customer(request, Account.kind, pk), Contact.kind)


@require_POST
def removal(request: AtendaRequest, pk: int, account: int) -> HttpResponse:
    contact = visible_contact(request, pk)
    company = visible_customer(request, Account.kind, account)
    require(may_edit_customers(request.actor))
    assert isinstance(company, Account)
    try:
        linking.unlink(contact, company, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return go(request, link("customers:contact", pk=contact.pk))


def _link(request: AtendaRequest, customer: Account | Contact, kind: str) -> HttpResponse:
    """Look for a customer of the other kind, and link the two."""
    require(may_edit_customers(request.actor))
    if request.method == "POST":
        other = customer_of(request.POST.get(kind, ""))
        if other is None or other.kind != kind:
            raise Http404
        contact, account = (customer, other) if isinstance(customer, Contact) else (other, customer)
        assert isinstance(contact, Contact)
        assert isinstance(account, Account)
        position = clean(request.POST.get("position", ""))[:120]
        try:
            linking.link(contact, account, position=position, by=request.actor, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return go(request, link(f"customers:{customer.kind}", pk=customer.pk))
    text = clean(request.GET.get("q", ""))[:200]
    context = {"customer": customer, "kind": kind, "text": text, "found": find_customers(text, kinds=[kind])}
    if request.htmx:
        return fragment(request, "customers/linking.html", "form", context)
    return render(request, "customers/linking.html", context)
