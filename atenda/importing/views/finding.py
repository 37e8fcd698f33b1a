"""The import an address names."""

from __future__ import annotations

from django.http import Http404

from atenda.access.abilities import require
from atenda.importing.models import Import
from atenda.importing.permissions import may_import
from atenda.staff.requests import AtendaRequest

LARGEST_KEY = 2**63 - 1


def the_import(request: AtendaRequest, pk: int) -> Import:
    """To whoever may import, every import of the organization; to others none."""
    require(may_import(request.actor))
    found: Import | None = (
        Import.objects.select_related("by", "undone_by").filter(pk=pk).first() if pk <= LARGEST_KEY else None
    )
    if found is None:
        raise Http404
    return found
