"""See Atenda as another role, and end it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.access.models import Role
from atenda.organizations.links import link
from atenda.staff import seeing
from atenda.staff.permissions import may_manage_roles, may_see_as
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_POST
def begin(request: AtendaRequest) -> HttpResponse:
    require(may_manage_roles(request.actor))
    role = Role.objects.filter(kind=request.POST.get("role", "")).first()
    if role is None:
        raise Http404
    require(may_see_as(request.actor, role))
    seeing.begin(request.session, role, by=request.actor, now=timezone.now())
    return HttpResponseRedirect(link("worklists:cases"))


@require_POST
def end(request: AtendaRequest) -> HttpResponse:
    """Again, or when it is over already, it changes nothing."""
    if request.seeing is None:
        return HttpResponseRedirect(link("worklists:cases"))
    seeing.end(request.session, request.seeing, now=timezone.now())
    say(request, _("You see Atenda as yourself again."))
    return HttpResponseRedirect(link("access:roles"))
