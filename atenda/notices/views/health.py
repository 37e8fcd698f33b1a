"""The page of health, and trying a failed job again."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.intake.permissions import may_sort_mails
from atenda.notices.health import health, run_again
from atenda.notices.permissions import may_manage_notices
from atenda.organizations.links import link
from atenda.server.backups import nightly
from atenda.server.holding import hold_now
from atenda.staff.requests import AtendaRequest
from atenda.webhooks.permissions import may_manage_webhooks


@require_safe
def page(request: AtendaRequest) -> HttpResponse:
    require(may_manage_notices(request.actor))
    now = timezone.now()
    context = {
        "health": health(now),
        "backup": nightly.age(settings.ENV, now),
        "hold": hold_now(),
        "may_see_hooks": may_manage_webhooks(request.actor),
        "may_sort": may_sort_mails(request.actor),
    }
    return render(request, "notices/health.html", context)


@require_POST
def retry(request: AtendaRequest, pk: int) -> HttpResponse:
    require(may_manage_notices(request.actor))
    if pk >= 2**63 or not run_again(pk, now=timezone.now()):
        raise Http404
    messages.success(request, _("It will be tried again."))
    return HttpResponseRedirect(link("notices:health"))
