"""Settings: the addresses customers write to."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.history.deeds import one_deed
from atenda.history.undoing import way_back
from atenda.mailboxes import managing, worklists
from atenda.mailboxes.domains.checking import last_check
from atenda.mailboxes.forms import MailboxForm
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.permissions import may_manage_mailboxes
from atenda.mailboxes.refusals import AddressTaken, NameTaken
from atenda.notices.servers import own_server
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_safe
def mailboxes(request: AtendaRequest) -> HttpResponse:
    require(may_manage_mailboxes(request.actor))
    return render(request, "mailboxes/mailboxes.html", {"rows": worklists.mailboxes()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """The first step of three; the next is where its mail comes from."""
    require(may_manage_mailboxes(request.actor))
    form = MailboxForm.of(None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = managing.add_mailbox(**form.cleaned_data, by=request.actor, now=timezone.now())
        except (NameTaken, AddressTaken) as refusal:
            _beside(form, refusal)
        else:
            is_fetched = "fetched" in request.POST
            return HttpResponseRedirect(link("mailboxes:server-new" if is_fetched else "mailboxes:trial", pk=added.pk))
    return _form(request, form, None)


@require_safe
def mailbox(request: AtendaRequest, pk: int) -> HttpResponse:
    row = worklists.one(mailbox_or_404(request, pk))
    context = {
        "row": row,
        "folders": worklists.folders_of(row.doors),
        "hooks": worklists.hooks_of(row.mailbox),
        "way_out": own_server(row.mailbox),
        "domain": last_check(row.mailbox),
        "ours": settings.ENV.mail_in,
    }
    return render(request, "mailboxes/mailbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AtendaRequest, pk: int) -> HttpResponse:
    there = mailbox_or_404(request, pk)
    form = MailboxForm.of(there, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with one_deed() as doing:
                managing.change(there, by=request.actor, **form.cleaned_data)
        except (NameTaken, AddressTaken) as refusal:
            _beside(form, refusal)
        else:
            say(request, _("Saved."), undo=way_back(doing, by=request.actor, now=timezone.now()))
            return HttpResponseRedirect(link("mailboxes:mailbox", pk=pk))
    return _form(request, form, there)


@require_POST
def retirement(request: AtendaRequest, pk: int) -> HttpResponse:
    there, now = mailbox_or_404(request, pk), timezone.now()
    with one_deed() as doing:
        managing.retire(there, by=request.actor, now=now)
    say(request, _("The mailbox is retired."), undo=way_back(doing, by=request.actor, now=now))
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=pk))


@require_POST
def resumption(request: AtendaRequest, pk: int) -> HttpResponse:
    there, now = mailbox_or_404(request, pk), timezone.now()
    with one_deed() as doing:
        managing.resume(there, by=request.actor, now=now)
    say(request, _("The mailbox is in use again."), undo=way_back(doing, by=request.actor, now=now))
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=pk))


def mailbox_or_404(request: AtendaRequest, pk: int) -> Mailbox:
    require(may_manage_mailboxes(request.actor))
    found: Mailbox | None = Mailbox.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _beside(form: MailboxForm, refusal: NameTaken | AddressTaken) -> None:
    """What is taken is said beside the field where it was typed."""
    if isinstance(refusal, NameTaken):
        form.add_error("name", str(refusal))
        return
    is_main = refusal.address == form.cleaned_data["address"].strip().lower()
    form.add_error("address" if is_main else "aliases", str(refusal))


def _form(request: AtendaRequest, form: MailboxForm, there: Mailbox | None) -> HttpResponse:
    context = {"form": form, "mailbox": there}
    return render(request, "mailboxes/form.html", context, status=422 if form.is_bound else 200)
