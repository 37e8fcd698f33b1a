"""The page of an account and of a contact."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.customers import neighbours
from atenda.customers.countries import country_name
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_edit_customers, may_merge_customers
from atenda.customers.phones import dial_address, shown_phone
from atenda.customers.reaching import ways_of
from atenda.customers.tags import names_of
from atenda.customers.time_zones import clock_there, zone_name
from atenda.customers.views.finding import visible_customer
from atenda.customers.ways import WAYS
from atenda.customers.worklists import PEOPLE_SHOWN, companies_of, people_of
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest


@require_safe
def account(request: AtendaRequest, pk: int) -> HttpResponse:
    return _page(request, visible_customer(request, Account.kind, pk), pk)


@require_safe
def contact(request: AtendaRequest, pk: int) -> HttpResponse:
    return _page(request, visible_customer(request, Contact.kind, pk), pk)


def _page(request: AtendaRequest, customer: Account | Contact, asked: int) -> HttpResponse:
    if customer.pk != asked:  # merged into another record, for as long as nobody takes that back
        return redirect(link(f"customers:{customer.kind}", pk=customer.pk))
    blocks, last_blocks, values = neighbours.blocks_for(request.actor, customer)
    context: dict[str, Any] = {
        "customer": customer,
        "kind": customer.kind,
        **{field: ways_of(customer, field) for field in WAYS},
        "companies": companies_of(customer) if isinstance(customer, Contact) else [],
        "people": people_of(customer) if isinstance(customer, Account) else [],
        "people_shown": PEOPLE_SHOWN,
        "may_edit": may_edit_customers(request.actor),
        "may_merge": may_merge_customers(request.actor),
        "dial": dial_address,
        "shown_phone": shown_phone,
        "country_name": country_name,
        "tags": names_of(customer.tag_ids),
        "zone_name": zone_name,
        "clock_there": clock_there(customer.time_zone, timezone.localtime()),
        "blocks": blocks,
        "last_blocks": last_blocks,
        **values,
    }
    return render(request, "customers/customer.html", context)
