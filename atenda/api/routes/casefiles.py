"""The case file, to take away: streamed."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import limits, paging
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.parameters import one_of, parameter
from atenda.api.requests import ApiRequest
from atenda.casefiles.document import as_json
from atenda.casefiles.downloading import note_download
from atenda.casefiles.drawing import as_pdf
from atenda.casefiles.gathering import gather
from atenda.casefiles.packing import packed
from atenda.cases.views.finding import visible_case
from atenda.files.views.serving import guarded

FORMS = {"zip": "application/zip", "pdf": "application/pdf", "json": "application/json"}
NOTES = ("yes", "no")
DESCRIBED = {
    "parameters": [
        parameter("form", "Everything as a zip, or a part of it.", enum=[*FORMS], default="zip"),
        parameter("notes", "Whether the internal notes and their files are in it.", enum=[*NOTES], default="yes"),
    ],
    "responses": {
        200: {
            "description": "The file.",
            "content": {
                kind: {"schema": {"type": "object"} if form == "json" else {"type": "string", "format": "binary"}}
                for form, kind in FORMS.items()
            },
        }
    },
}

router = Router()


@router.get("cases/{int:folio}/casefile/", summary=gettext_noop("The case file"), openapi_extra=DESCRIBED)
@needs(Scope.CASES_READ)
def get_casefile(request: ApiRequest, folio: int) -> HttpResponseBase:
    """As a PDF, as its data, or a zip of both with the files and a verifier. It stands in the case's history. It says
    how to reach the customer: the scope customers:read is needed too."""
    also_needs(request, Scope.CUSTOMERS_READ)
    found = visible_case(request, folio)
    paging.known_parameters(request, "form", "notes")
    form, with_notes = one_of(request, "form", [*FORMS], "zip"), one_of(request, "notes", NOTES, "yes") == "yes"
    limits.refuse_more(request.organization.pk, limits.CASEFILES, request.now, str(request.actor.pk))
    file = gather(found, by=request.actor, now=request.now, with_notes=with_notes)
    response: HttpResponseBase
    match form:
        case "pdf":
            response = HttpResponse(as_pdf(file), content_type=FORMS[form])
        case "json":
            response = HttpResponse("".join(as_json(file)).encode("utf-8", "surrogatepass"), content_type=FORMS[form])
        case _:
            response = StreamingHttpResponse(packed(file), content_type=FORMS[form])
    if not request.is_only_asked:
        note_download(found, form=form, with_notes=with_notes, by=request.actor, now=request.now)
    return guarded(response, _("case-file") + f"-{folio}.{form}", ranges=False)
