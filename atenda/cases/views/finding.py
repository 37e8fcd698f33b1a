"""How every view comes by its case."""

from __future__ import annotations

from django.http import Http404

from atenda.access.abilities import Sees
from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.organizations.entering import current_organization
from atenda.organizations.joined import Joined
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest

MOST = 2_147_483_647
CASE_AND_CUSTOMER = Joined(
    "FROM cases_case c"
    " LEFT JOIN customers_contact p ON p.organization_id = c.organization_id AND p.id = c.contact_id"
    " LEFT JOIN customers_account a ON a.organization_id = c.organization_id AND a.id = c.account_id"
    " WHERE c.organization_id = %s AND c.folio = %s AND c.binned_at IS NULL",
    c=Case,
    p=Contact,
    a=Account,
)


def visible_case(request: AtendaRequest, number: int) -> Case:
    """The case of this folio among those the person may see; any other is not found."""
    case = (_found(request.actor, number) or _merged(request.actor, number)) if number <= MOST else None
    if case is None:
        raise Http404
    return case


def _merged(actor: Agent, number: int) -> Case | None:
    """One that was merged into a case they see, whose timeline tells all of it."""
    if actor.role.sees == Sees.ALL:
        return None
    found = Case.objects.filter(folio=number, merged_into__isnull=False, binned_at=None)
    case: Case | None = found.select_related("contact", "account").first()
    is_seen = case is not None and Case.objects.visible_to(actor).filter(pk=case.survivor.pk).exists()
    return case if is_seen else None


def _found(actor: Agent, number: int) -> Case | None:
    if actor.role.sees != Sees.ALL:
        seen = Case.objects.visible_to(actor).select_related("contact", "account")
        case: Case | None = seen.filter(folio=number).first()
        return case
    found = CASE_AND_CUSTOMER.one(current_organization().pk, number)
    if found is None:
        return None
    case, case.contact, case.account = found
    return case
