"""Settings: the mail server, and a test mail to oneself."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.notices import mail_server
from atenda.notices.forms import MailServerForm
from atenda.notices.models import MailServer
from atenda.notices.permissions import may_manage_notices
from atenda.notices.servers import organizations_server
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest


@require_http_methods(["GET", "HEAD", "POST"])
def server(request: AtendaRequest) -> HttpResponse:
    require(may_manage_notices(request.actor))
    there = organizations_server()
    if request.method != "POST":
        return _page(request, MailServerForm.of(there), there)
    form = MailServerForm.of(there, request.POST)
    if form.is_valid():
        try:
            mail_server.set_server(**form.cleaned_data, by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(f"{link('notices:server')}?saved=1")
    return _page(request, form, there, 422)


@require_POST
def test(request: AtendaRequest) -> HttpResponse:
    """Send oneself a mail by the way every other goes, and watch what becomes of it."""
    require(may_manage_notices(request.actor))
    mail = mail_server.send_test(to=request.actor, now=timezone.now())
    return HttpResponseRedirect(link("notices:mail", pk=mail.pk))


def _page(request: AtendaRequest, form: MailServerForm, there: MailServer | None, status: int = 200) -> HttpResponse:
    context = {"form": form, "server": there, "is_saved": "saved" in request.GET}
    return render(request, "notices/server.html", context, status=status)
