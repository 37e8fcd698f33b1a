"""The links by which customers look at their cases: made, and ended, one or all (B61)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.cases.permissions import may_edit_cases
from atenda.cases.views.finding import visible_case
from atenda.notices.customer_links import make, revoke, revoke_all
from atenda.notices.permissions import may_manage_notices
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say
from atenda.worklists.views.trails import case_address


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


@require_POST
def revoking_all(request: AtendaRequest) -> HttpResponse:
    """From now on no link that a customer has leads anywhere."""
    require(may_manage_notices(request.actor))
    ended = revoke_all(by=request.actor, now=timezone.now())
    words = ngettext("%(number)s link leads nowhere now.", "%(number)s links lead nowhere now.", ended)
    say(request, words % {"number": ended})
    return go(request, link("notices:policy"))
