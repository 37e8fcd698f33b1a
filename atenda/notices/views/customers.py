"""The customer's page of their case: read without signing in, by a sealed address (B61, S1)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.access.limits import CUSTOMER_PAGE, take
from atenda.access.network import client_address, network_of
from atenda.cases.permissions import may_edit_cases
from atenda.cases.views.finding import visible_case
from atenda.notices.customer_links import NotThere, make, opened, revoke
from atenda.notices.public_fields import facts_of
from atenda.notices.readers import language_of
from atenda.organizations.entering import current_organization
from atenda.staff.requests import AtendaRequest
from atenda.ui.errors import not_found
from atenda.ui.fragments import go, say
from atenda.worklists.views.trails import case_address

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@login_not_required
@require_safe
def case(request: HttpRequest, token: str) -> HttpResponse:
    """What the organization lets customers read of the case, and nothing else. Any other address: the same 404."""
    wait = take(CUSTOMER_PAGE, network_of(client_address(request)), now=timezone.now())
    if wait is not None:
        response = HttpResponse(status=429, headers={"Retry-After": str(int(wait.total_seconds()) + 1)})
        return _closed_to_others(response)
    try:
        return _closed_to_others(_case(request, token))
    except NotThere:
        return _closed_to_others(not_found(request))


def _case(request: HttpRequest, token: str) -> HttpResponse:
    with opened(token, now=timezone.now()) as (found, customer):
        organization = current_organization()
        with translation.override(language_of(customer)), timezone.override(organization.time_zone):
            context = {
                "folio": found.folio,
                "reference": found.reference,
                "facts": facts_of(found),
                "reader": customer.name,
                "desk": organization.name,
            }
            response = render(request, "notices/customer_case.html", context)
            response["Content-Security-Policy"] = POLICY
            response["Content-Language"] = translation.get_language() or organization.language
            return response


def _closed_to_others(response: HttpResponse) -> HttpResponse:
    """Kept by no search engine, no cache, and no other site that is linked from here."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def making(request: AtendaRequest, number: int) -> HttpResponse:
    """A link to hand to the customer."""
    case = visible_case(request, number)
    require(may_edit_cases(request.actor))
    make(case, by=request.actor, now=timezone.now())
    return go(request, case_address(request, case.folio))


@require_POST
def revoking(request: AtendaRequest, number: int) -> HttpResponse:
    """From now on the customer's link leads nowhere."""
    case = visible_case(request, number)
    require(may_edit_cases(request.actor))
    if revoke(case, by=request.actor, now=timezone.now()):
        say(request, _("The customer’s link leads nowhere now."))
    return go(request, case_address(request, case.folio))
