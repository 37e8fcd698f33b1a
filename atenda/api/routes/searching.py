"""Find cases and customers by anything, as the palette does."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import paging
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import parameter, refuse
from atenda.api.requests import ApiRequest
from atenda.api.shapes.searching import SearchOut, case, customer
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import find_customers
from atenda.organizations.patience import at_most
from atenda.searching.asking import understand
from atenda.searching.finding import PATIENCE, find_cases

MOST, USUAL = 20, 6
PARAMETERS = [
    parameter("q", "Words, a folio, a name, a phone number, an e-mail address.", required=True, minLength=1),
    parameter("limit", "How many of each.", type="integer", minimum=1, maximum=MOST, default=USUAL),
]

router = Router()


@router.get(
    "search/",
    response=SearchOut,
    summary=gettext_noop("Search cases and customers"),
    openapi_extra={"parameters": PARAMETERS},
)
@needs(Scope.CASES_READ)
def search(request: ApiRequest) -> HttpResponse:
    """The few that fit best. Customers come with the scope customers:read, for who may see them."""
    paging.known_parameters(request, "q", "limit")
    size, typed = paging.limit_of(request, MOST, USUAL), request.GET.get("q", "").strip()
    if not 0 < len(typed) <= paging.LONGEST:
        refuse("q", _("Say what to look for, in up to {most} characters.").format(most=paging.LONGEST))
    with_customers = may_see_customers(request.actor)
    with at_most(PATIENCE):
        meant, cases = find_cases(request.actor, understand(typed, with_customers=with_customers), size)
    may_read = with_customers and request.token.allows(Scope.CUSTOMERS_READ) and len(typed) > 1
    customers = find_customers(typed, limit=size) if may_read else []
    return said(
        {
            "cases": [case(found) for found in cases],
            "customers": [customer(card) for card in customers],
            "meant": meant.text if meant.instead_of else None,
        }
    )
