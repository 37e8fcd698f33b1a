"""The outbox: every mail, what became of it, and how it looks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.notices import outbox as mails
from atenda.notices.leaving import leaving
from atenda.notices.models import Mail, MailState, Reason
from atenda.notices.permissions import may_manage_notices
from atenda.notices.servers import server_in_use
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@require_safe
def outbox(request: AtendaRequest) -> HttpResponse:
    require(may_manage_notices(request.actor))
    state = request.GET.get("state", "")
    state = state if state in MailState.values else ""
    rows, older = mails.page_of_mails(state, _number(request.GET.get("before", "")))
    context = {
        "mails": rows,
        "older": older,
        "state": state,
        "counts": mails.counts(),
        "states": list(MailState),
        "done": mails.DONE,
        "server": server_in_use(),
    }
    return render(request, "notices/outbox.html", context)


@require_safe
def mail(request: AtendaRequest, pk: int) -> HttpResponse:
    require(may_manage_notices(request.actor))
    found = _mail(pk)
    context = {"mail": found, "stuck": mails.STUCK, "leaving": leaving(found, now=timezone.now())}
    return render(request, "notices/mail.html", context)


@require_safe
def original(request: AtendaRequest, pk: int) -> HttpResponse:
    """All of a mail as it leaves, or would."""
    require(may_manage_notices(request.actor))
    found = _mail(pk)
    whole = leaving(found, now=timezone.now())
    if whole is None:
        raise Http404
    response = HttpResponse(whole.bytes, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{found.pk}.eml"'
    return response


@require_safe
def mail_html(request: AtendaRequest, pk: int) -> HttpResponse:
    """The HTML part alone, at an address of its own, with a policy that lets nothing run and nothing load (3.25)."""
    require(may_manage_notices(request.actor))
    return sandboxed(_mail(pk).html)


@require_POST
def sending(request: AtendaRequest, pk: int) -> HttpResponse:
    """Let a failed or held mail wait to be sent anew."""
    require(may_manage_notices(request.actor))
    if mails.send_again(_mail(pk), now=timezone.now()):
        messages.success(request, _("The mail waits to be sent."))
    return HttpResponseRedirect(link("notices:mail", pk=pk))


@require_POST
def release(request: AtendaRequest) -> HttpResponse:
    """Send every mail that was held because there was no server."""
    require(may_manage_notices(request.actor))
    released = mails.release_held(Reason.NO_SERVER, now=timezone.now())
    sentence = ngettext("%(n)s mail waits to be sent.", "%(n)s mails wait to be sent.", released) % {"n": released}
    messages.success(request, sentence)
    return HttpResponseRedirect(link("notices:outbox"))


def sandboxed(html: str) -> HttpResponse:
    """A page for an iframe of ours."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = POLICY
    return response


def _mail(pk: int) -> Mail:
    found: Mail | None = Mail.objects.select_related("case").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
