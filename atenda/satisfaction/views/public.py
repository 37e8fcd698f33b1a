"""Where a face of the mail leads: a page that asks to press once more.

So programs that open every link of a mail rate nothing.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from atenda.notices.readers import language_of
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES
from atenda.portal.doors import POLICY, closed_to_others
from atenda.portal.limiting import wait_to_do, wait_to_look
from atenda.portal.views.page import too_often
from atenda.satisfaction.addresses import opened
from atenda.satisfaction.faces import faces_of
from atenda.satisfaction.forms import RatingForm
from atenda.satisfaction.models import Survey
from atenda.satisfaction.rating import rate
from atenda.staff.models import Agent


@login_not_required
@csrf_exempt  # the seal in the address is all the right there is: no cookie adds to it
@require_http_methods(["GET", "HEAD", "POST"])
@closed_to_others
def rating(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows the face that was pressed and changes nothing; POST keeps it, and may come again until it ends."""
    now = timezone.now()
    if wait := wait_to_look(request, now=now):
        return too_often(request, wait)
    chosen = request.GET.get("language", "")
    with opened(token, now=now) as survey:
        language = chosen if chosen in LANGUAGES else language_of(survey.customer) if survey.customer else "es"
        with translation.override(language), timezone.override(current_organization().time_zone):
            if _works_here(request):
                return _page(request, survey, token, is_own=True, status=403 if request.method == "POST" else 200)
            if request.method != "POST":
                return _page(request, survey, token, mark=_pressed(request, survey))
            if wait := wait_to_do(request, now=now):
                return too_often(request, wait)
            form = RatingForm(request.POST)
            if not form.is_valid() or form.cleaned_data["mark"] > survey.faces:
                words = _("Choose one of the faces.")
                return _page(request, survey, token, status=422, refused=words, comment=request.POST.get("comment", ""))
            rate(survey, **form.cleaned_data, now=now)
            return _page(request, survey, token, is_done=True, mark=survey.mark or 0)


def _works_here(request: HttpRequest) -> bool:
    """Nobody rates their own house, even by a customer's address."""
    user = request.user
    return user.is_authenticated and Agent.objects.active().filter(identity=user.pk).exists()


def _pressed(request: HttpRequest, survey: Survey) -> int:
    said = request.GET.get("mark", "")
    mark = int(said) if said in {"1", "2", "3", "4", "5"} else 0
    return mark if 1 <= mark <= survey.faces else survey.mark or 0


def _page(
    request: HttpRequest,
    survey: Survey,
    token: str,
    *,
    mark: int = 0,
    status: int = 200,
    refused: str = "",
    comment: str | None = None,
    is_done: bool = False,
    is_own: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "folio": survey.case.folio,
        "reference": survey.case.reference,
        "desk": current_organization().name,
        "faces": faces_of(survey.faces),
        "mark": mark,
        "comment": survey.comment if comment is None else comment,
        "until": survey.expires_at,
        "refused": refused,
        "is_done": is_done,
        "is_own": is_own,
        "token": token,
        "languages": LANGUAGES,
    }
    response = render(request, "satisfaction/rating.html", context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = translation.get_language() or "es"
    return response
