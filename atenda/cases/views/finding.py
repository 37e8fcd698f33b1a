"""How every view comes by its case."""

from __future__ import annotations

from django.http import Http404

from atenda.cases.models import Case
from atenda.staff.requests import AtendaRequest

MOST = 2_147_483_647


def visible_case(request: AtendaRequest, number: int) -> Case:
    """The case of this folio among those the person may see; any other is not found."""
    case: Case | None = None
    if number <= MOST:
        case = Case.objects.visible_to(request.actor).select_related("contact", "account").filter(folio=number).first()
    if case is None:
        raise Http404
    return case
