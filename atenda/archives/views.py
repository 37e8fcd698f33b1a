"""The page from which an administrator takes the whole organization away."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.exporting.asking import ask
from atenda.exporting.models import Form, What
from atenda.exporting.permissions import may_ask_for
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: AtendaRequest) -> HttpResponse:
    """A POST has it made; it is taken from the page of exports, by whoever asked and nobody else."""
    require(may_ask_for(request.actor, What.ARCHIVE))
    if request.method != "POST":
        return render(request, "archives/archive.html", {"key": uuid4()})
    title = request.actor.organization.name
    key = _key(request.POST.get("key", ""))
    try:
        ask(What.ARCHIVE, Form.ZIP, {}, title=title, key=key, by=request.actor, now=timezone.now())
        say(request, _("The archive is being made. The bell tells you when it is ready."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return go(request, link("exporting:exports"))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
