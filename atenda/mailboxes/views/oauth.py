"""Coming back from where one was asked whether Atenda may read, or send, the mail of a mailbox."""

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
from atenda.notices import ways_out
from atenda.notices.models import MailServer
from atenda.notices.views.ways_out import way_page
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_safe
def back(request: AtendaRequest) -> HttpResponse:
    """What comes is believed only if it was sealed for this very person a moment ago."""
    require(may_manage_mailboxes(request.actor))
    try:
        protocol, pk, verifier = oauth.came_back(request.GET.get("state", ""), by=request.actor)
    except oauth.Denied as denied:
        raise Http404 from denied
    if protocol == MailServer.protocol:
        return _may_send(request, pk, verifier)
    door = door_or_404(request, pk)
    tokens, refused = _tokens(request, door, verifier)
    if tokens is None:
        return folders_page(request, door, refused=refused)
    fetching_from.grant(door, refresh_token=tokens.refresh, by=request.actor)
    say(request, _("Atenda may read the mail now."))
    return HttpResponseRedirect(link("mailboxes:folders", pk=pk))


def _may_send(request: AtendaRequest, pk: int, verifier: str) -> HttpResponse:
    server = MailServer.objects.filter(pk=pk, mailbox__isnull=False).select_related("mailbox").first()
    if server is None:
        raise Http404
    tokens, refused = _tokens(request, server, verifier)
    if tokens is None:
        return way_page(request, server.mailbox, refused=refused)
    ways_out.grant(server, refresh_token=tokens.refresh, by=request.actor)
    say(request, _("Atenda may send the mails now."))
    return HttpResponseRedirect(link("notices:way-out", pk=server.mailbox_id))


def _tokens(request: AtendaRequest, door: oauth.Door, verifier: str) -> tuple[oauth.Tokens | None, str]:
    """What was brought back is good for these; without them why not."""
    code = request.GET.get("code", "")
    if not code:
        return None, _said(request.GET.get("error", ""))
    try:
        return oauth.exchanged(door, code, verifier, back=way_back_of()), ""
    except oauth.Denied as denied:
        return None, _said(str(denied))
    except Trouble as trouble:
        return None, _said(trouble.said)


def _said(words: str) -> str:
    return _("It was not allowed there: %(said)s") % {"said": words[:200] or "—"}
