"""The page on which a restored copy is released."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.notices.permissions import may_manage_notices
from atenda.organizations.links import link
from atenda.server.forms import ReleaseForm
from atenda.server.holding import hold_now
from atenda.server.releasing import release, waiting
from atenda.staff.requests import AtendaRequest


@require_http_methods(["GET", "HEAD", "POST"])
def held(request: AtendaRequest) -> HttpResponse:
    """What waits, and the deed that lets it go. Where nothing is held there is no such page."""
    require(may_manage_notices(request.actor))
    hold = hold_now()
    if hold is None:
        raise Http404
    form = ReleaseForm(request.POST if request.method == "POST" else None, backup_at=hold.backup_at)
    if request.method == "POST" and form.is_valid():
        if release(drop_before=form.drop_before, by=request.actor, now=timezone.now()):
            messages.success(request, _("Released: this desk sends again."))
        return HttpResponseRedirect(link("notices:outbox"))
    context = {"form": form, "hold": hold, "waiting": waiting(hold.backup_at)}
    return render(request, "server/held.html", context, status=422 if form.errors else 200)
