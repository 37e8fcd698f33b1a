"""On a customer's page: an address that mail did not reach is right again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.customers.search import customer_of
from atenda.intake.dead_addresses import dead_of, say_right
from atenda.intake.permissions import may_recognise_senders
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@require_POST
def right_again(request: AtendaRequest, pk: int) -> HttpResponse:
    """POST `customer=contact:7`, who has the address."""
    require(may_recognise_senders(request.actor))
    customer = customer_of(request.POST.get("customer", ""))
    if customer is None:
        raise Http404
    row = next((row for row in dead_of(customer) if row.pk == pk), None)
    if row is None:
        raise Http404
    say_right(customer, row, by=request.actor, now=timezone.now())
    say(request, _("Mail goes to %(address)s as before.") % {"address": row.address})
    return go(request, link(f"customers:{customer.kind}", pk=customer.pk))
