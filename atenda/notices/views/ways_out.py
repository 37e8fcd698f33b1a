"""Settings: by what server or provider the mails of a mailbox go out, and whether it works."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.mailboxes.imap.oauth import way_there
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.mailboxes.views.servers import way_back_of
from atenda.mailboxes.worklists import one
from atenda.notices import ways_out
from atenda.notices.models import MailServer
from atenda.notices.servers import own_server
from atenda.notices.trying import Trial, try_way
from atenda.notices.way_forms import WayForm
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_http_methods(["GET", "HEAD", "POST"])
def way_out(request: AtendaRequest, pk: int) -> HttpResponse:
    mailbox = mailbox_or_404(request, pk)
    there, address = own_server(mailbox), one(mailbox).address
    form = WayForm.of(there, mailbox, address, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ways_out.set_way(mailbox, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(next(iter(refusal.fields), None), str(refusal))
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(link("notices:way-out", pk=pk))
    return way_page(request, mailbox, form=form, status=422 if form.is_bound else 200)


@require_POST
def trial(request: AtendaRequest, pk: int) -> HttpResponse:
    """Try it now, with a mail to oneself."""
    mailbox = mailbox_or_404(request, pk)
    server = own_server(mailbox)
    if server is None:
        raise Http404
    tried = try_way(server, mailbox, to=request.actor, now=timezone.now())
    return way_page(request, mailbox, tried=tried)


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    mailbox = mailbox_or_404(request, pk)
    ways_out.end_way(mailbox, by=request.actor)
    say(request, _("Its mails go out as all others do."))
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=pk))


def way_page(
    request: AtendaRequest,
    mailbox: Mailbox,
    *,
    form: WayForm | None = None,
    tried: Trial | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """`refused`: why Atenda may not send there, as was said when one came back from being asked."""
    server: MailServer | None = own_server(mailbox)
    asks = server is not None and not server.is_by_password
    context = {
        "form": form or WayForm.of(server, mailbox, one(mailbox).address),
        "mailbox": mailbox,
        "server": server,
        "tried": tried,
        "refused": refused,
        "back": way_back_of(),
        "way": way_there(server, by=request.actor, back=way_back_of()) if asks and server else "",
    }
    return render(request, "notices/way_out.html", context, status=status)
