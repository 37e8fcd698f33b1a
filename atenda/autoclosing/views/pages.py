"""Which cases close by themselves; tried before it is switched on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.autoclosing.forms import PolicyForm
from atenda.autoclosing.policy import policy, set_policy
from atenda.autoclosing.waiting import waiting
from atenda.cases.models import Case
from atenda.notices.permissions import may_manage_notices
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AtendaRequest) -> HttpResponse:
    """A GET that brings a form's values shows what they would do now, and saves nothing."""
    require(may_manage_notices(request.actor))
    held = policy()
    if request.method == "POST":
        form = PolicyForm(request.POST, held=held)
        if form.is_valid():
            set_policy(**form.values(), by=request.actor)
            say(request, _("Saved."))
            return go(request, link("autoclosing:settings"))
        return render(request, "autoclosing/settings.html", {"form": form, "tried": None}, status=422)
    is_tried = "days" in request.GET
    form = PolicyForm(request.GET if is_tried else None, held=held)
    shown = form.policy() if is_tried and form.is_valid() else held
    tried: list[Case] | None = None
    if not form.is_bound or form.is_valid():
        found = waiting(shown, now=timezone.now()) if shown.states else Case.objects.none()
        seen = Case.objects.visible_to(request.actor).values("pk")
        tried = list(found.filter(pk__in=seen).select_related("state", "contact", "account")[: SHOWN + 1])
    context = {"form": form, "tried": (tried or [])[:SHOWN], "is_more": len(tried or ()) > SHOWN}
    return render(request, "autoclosing/settings.html", context)
