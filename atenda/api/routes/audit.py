"""The audit log of administration: read, searched, taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import parameter
from atenda.api.requests import ApiRequest
from atenda.api.shapes.audit import AuditPage, audit_row
from atenda.files.views.serving import guarded
from atenda.history.audit import Question, audit, may_read_audit
from atenda.history.audit_file import as_csv, note_taken
from atenda.history.audited import AREAS
from atenda.history.forms import AuditForm

ASKED = ("words", "area", "person", "since", "until", "address")
PARAMETERS = [
    parameter("words", "Words of the sentence, of a name or of what was changed.", maxLength=100),
    parameter("area", "What it is about.", enum=[*AREAS]),
    parameter("person", "Who did it, or whom it is about.", type="integer", minimum=1),
    parameter("since", "From this day on.", format="date"),
    parameter("until", "To this day.", format="date"),
    parameter("address", "The network address, of who signed in."),
]
DESCRIBED = {"parameters": [*PARAMETERS, *paging.PARAMETERS]}
CSV: dict[str, Any] = {
    "parameters": PARAMETERS,
    "responses": {200: {"description": "CSV.", "content": {"text/csv": {"schema": {"type": "string"}}}}},
}

router = Router()


@router.get("audit/", response=AuditPage, summary=gettext_noop("The audit log"), openapi_extra=DESCRIBED)
@needs(Scope.AUDIT_READ)
def list_audit(request: ApiRequest) -> HttpResponse:
    """Who changed what of the settings, who signed in, what was taken away: the latest first."""
    require(may_read_audit(request.actor))
    paging.known_parameters(request, *ASKED, "limit", "cursor")
    size, before = paging.limit_of(request), paging.cursor_of(request, "audit")
    found = audit(replace(_asked(request), before=int(before or 0)), size=size)
    return paging.page(request, [audit_row(one) for one in found.rows], kind="audit", end=str(found.older or ""))


@router.get("audit/file/", summary=gettext_noop("The audit log as a file"), openapi_extra=CSV)
@needs(Scope.AUDIT_READ)
def get_audit_file(request: ApiRequest) -> HttpResponseBase:
    """Up to 20 000 rows as CSV. That it was taken away is in the log itself."""
    require(may_read_audit(request.actor))
    paging.known_parameters(request, *ASKED)
    question = _asked(request)
    if not request.is_only_asked:
        note_taken(question, by=request.actor, now=request.now)
    response = HttpResponse(as_csv(question), content_type="text/csv; charset=utf-8")
    return guarded(response, _("audit-log") + ".csv", ranges=False)


def _asked(request: ApiRequest) -> Question:
    """What is asked for; what cannot be read is refused, or it would answer with everything. Raises Problem."""
    form = AuditForm(request.GET)
    form.is_valid()
    understood = [name for name in ASKED if form.cleaned_data.get(name)]
    paging.refuse_unread(request, ASKED, understood)
    return form.question
