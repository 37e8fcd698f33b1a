"""Settings: which providers bring mails of a mailbox by webhook."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.mailboxes import hooks
from atenda.mailboxes.hook_forms import HookForm, KeyForm
from atenda.mailboxes.models import HookDoor
from atenda.mailboxes.permissions import may_manage_mailboxes
from atenda.mailboxes.providers import Provider
from atenda.mailboxes.refusals import NoKey
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest, pk: int) -> HttpResponse:
    mailbox = mailbox_or_404(request, pk)
    form = HookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            door = hooks.add_hook(mailbox, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("key" if isinstance(refusal, NoKey) else None, str(refusal))
        else:
            return _page(request, door, address=hooks.address_of(door))
    context = {"form": form, "mailbox": mailbox}
    return render(request, "mailboxes/hook_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: AtendaRequest, pk: int) -> HttpResponse:
    """A change of its secret shows the address anew, this once."""
    door = hook_or_404(request, pk)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, door, form=form, status=422 if form.is_bound else 200)
    try:
        hooks.change_secret(door, **form.cleaned_data, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("key", str(refusal))
        return _page(request, door, form=form, status=422)
    return _page(request, door, address=hooks.address_of(door))


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    door = hook_or_404(request, pk)
    hooks.remove_hook(door, by=request.actor, now=timezone.now())
    say(request, _("Its address leads nowhere any more: take it out at the provider, too."))
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=door.mailbox_id))


def _page(
    request: AtendaRequest, door: HookDoor, *, form: KeyForm | None = None, address: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "door": door,
        "provider": Provider(door.provider),
        "form": form or KeyForm(),
        "address": address,
    }
    return render(request, "mailboxes/hook.html", context, status=status)


def hook_or_404(request: AtendaRequest, pk: int) -> HookDoor:
    require(may_manage_mailboxes(request.actor))
    rows = HookDoor.objects.select_related("mailbox")
    found: HookDoor | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
