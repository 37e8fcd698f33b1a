"""Settings: the sandbox, in which no mail reaches a customer."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.notices.models import Mail, MailState, Reason, Sandbox
from atenda.notices.permissions import may_manage_notices
from atenda.notices.sandbox import set_sandbox, walls_now
from atenda.notices.sandbox_forms import SandboxForm
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox(request: AtendaRequest) -> HttpResponse:
    require(may_manage_notices(request.actor))
    form = SandboxForm.of(Sandbox.objects.first(), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_sandbox(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("open_to", str(refusal))
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(link("notices:sandbox"))
    kept = Mail.objects.filter(state=MailState.HELD, reason=Reason.SANDBOX).count()
    context = {"form": form, "walls": walls_now(), "kept": kept}
    return render(request, "notices/sandbox.html", context, status=422 if form.is_bound else 200)
