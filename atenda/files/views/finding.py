"""How every view comes by its file."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404

from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.files.models import Attachment
from atenda.staff.requests import AtendaRequest

LARGEST_KEY = 2**63 - 1


def visible_file(request: AtendaRequest, number: int, pk: int, *, removed: bool = False) -> tuple[Case, Attachment]:
    """A file of a case the person may see; one of another case is not found, whatever its number (3.31)."""
    case = visible_case(request, number)
    found: Attachment | None = None
    if pk <= LARGEST_KEY:
        rows = Attachment.objects.filter(Q(case=case) | Q(message__split_into=case), pk=pk)
        found = (rows if removed else rows.present()).select_related("content").first()
    if found is None:
        raise Http404
    return case, found
