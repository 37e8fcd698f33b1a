"""Tags offered as one types."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from atenda.cases.tagging import suggested
from atenda.staff.requests import AtendaRequest


@require_safe
def tags(request: AtendaRequest) -> HttpResponse:
    """`?q=`: those with a word that begins so; a tag is sent as its word."""
    found = suggested(request.GET.get("q", "")[:60])
    return JsonResponse({"results": [{"value": tag.label, "text": tag.label} for tag in found]})
