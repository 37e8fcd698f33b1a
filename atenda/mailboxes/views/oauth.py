"""Coming back from where one was asked whether Atenda may read the mail."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atenda.access.abilities import require
from atenda.mailboxes import fetching_from
from atenda.mailboxes.imap import oauth
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.permissions import may_manage_mailboxes
from atenda.mailboxes.views.servers import door_or_404, folders_page, way_back_of
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_safe
def back(request: AtendaRequest) -> HttpResponse:
    """What comes is believed only if it was sealed for this very person a moment ago."""
    require(may_manage_mailboxes(request.actor))
    try:
        pk, verifier = oauth.came_back(request.GET.get("state", ""), by=request.actor)
    except oauth.Denied as denied:
        raise Http404 from denied
    door = door_or_404(request, pk)
    code = request.GET.get("code", "")
    if not code:
        return folders_page(request, door, refused=_said(request.GET.get("error", "")))
    try:
        tokens = oauth.exchanged(door, code, verifier, back=way_back_of())
    except oauth.Denied as denied:
        return folders_page(request, door, refused=_said(str(denied)))
    except Trouble as trouble:
        return folders_page(request, door, refused=_said(trouble.said))
    fetching_from.grant(door, refresh_token=tokens.refresh, by=request.actor)
    say(request, _("Atenda may read the mail now."))
    return HttpResponseRedirect(link("mailboxes:folders", pk=pk))


def _said(words: str) -> str:
    return _("It was not allowed there: %(said)s") % {"said": words[:200] or "—"}
