"""What a colleague wants to be told, by the link in the head of a mail: no sign-in, and nothing else behind it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from atenda.notices.forms import PreferenceForm
from atenda.notices.preferences import prefer, preference_of
from atenda.notices.unsubscribing import Nobody, no_more_mails, opened
from atenda.notices.views.bell import wishes_page
from atenda.staff.models import Agent

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@login_not_required
@csrf_exempt  # the seal in the address is all the right there is: no cookie adds to it
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, token: str) -> HttpResponse:
    """`List-Unsubscribe=One-Click` from a mail program ends all mails at once (RFC 8058); people get the form."""
    try:
        with opened(token) as agent, translation.override(agent.identity.language):
            return _told(request, agent)
    except Nobody as nobody:
        raise Http404 from nobody


def _told(request: HttpRequest, agent: Agent) -> HttpResponse:
    now = timezone.now()
    if request.POST.dict() == ONE_CLICK:
        no_more_mails(agent, now=now)
        return HttpResponse(status=200)
    preference = preference_of(agent)
    form = PreferenceForm.of(preference, request.POST if "wishes" in request.POST else None)
    if "none" in request.POST:
        no_more_mails(agent, now=now)
        return HttpResponseRedirect(f"{request.path}?saved=1")
    if form.is_valid():
        prefer(agent, **form.values(preference), now=now)
        return HttpResponseRedirect(f"{request.path}?saved=1")
    context = {**wishes_page(form), "name": agent.name, "desk": agent.organization.name}
    context["is_saved"] = "saved" in request.GET
    response = render(request, "notices/told.html", context, status=422 if request.method == "POST" else 200)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
