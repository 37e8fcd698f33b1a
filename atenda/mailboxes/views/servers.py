"""Settings: from which servers the mail of a mailbox is fetched. What is saved was tried: a form that is right connects
first, and says in plain words what is wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.history.deeds import one_deed
from atenda.history.undoing import way_back
from atenda.mailboxes import fetching_from
from atenda.mailboxes.forms import FoldersForm, ServerForm
from atenda.mailboxes.imap.oauth import way_there
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.imap.trying import folders_there
from atenda.mailboxes.models import ImapDoor, Mailbox, SignIn, TroubleKind
from atenda.mailboxes.permissions import may_manage_mailboxes
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.mailboxes.worklists import one
from atenda.notices.sealed import unsealed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say

BESIDE = {  # what went wrong, and the field that is to be looked at
    TroubleKind.NAME: "host",
    TroubleKind.CLOSED: "host",
    TroubleKind.REFUSED: "port",
    TroubleKind.SILENT: "host",
    TroubleKind.CERTIFICATE: "host",
    TroubleKind.TLS: "security",
    TroubleKind.NOT_IMAP: "port",
    TroubleKind.PASSWORD: "secret",
    TroubleKind.NO_PASSWORDS: "security",
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest, pk: int) -> HttpResponse:
    mailbox = mailbox_or_404(request, pk)
    form = ServerForm.of(None, request.POST if request.method == "POST" else None, address=one(mailbox).address)
    if form.is_valid():
        values = {**form.cleaned_data, "since": timezone.localdate()}
        try:
            _try(ImapDoor(mailbox=mailbox, **_plain(values)), form.cleaned_data["secret"])
            door = fetching_from.add_door(mailbox, by=request.actor, now=timezone.now(), **values)
        except (Refused, Trouble) as refusal:
            _beside(form, refusal)
        else:
            return HttpResponseRedirect(link("mailboxes:folders", pk=door.pk))
    return _form(request, form, mailbox, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AtendaRequest, pk: int) -> HttpResponse:
    door = door_or_404(request, pk)
    form = ServerForm.of(door, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _try(ImapDoor(mailbox=door.mailbox, **_plain(form.cleaned_data)), form.cleaned_data["secret"], door)
            fetching_from.change(door, by=request.actor, **form.cleaned_data)
        except (Refused, Trouble) as refusal:
            _beside(form, refusal)
        else:
            say(request, _("Saved."))
            if door.folders:
                return HttpResponseRedirect(link("mailboxes:mailbox", pk=door.mailbox_id))
            return HttpResponseRedirect(link("mailboxes:folders", pk=pk))
    return _form(request, form, door.mailbox, door)


@require_http_methods(["GET", "HEAD", "POST"])
def folders(request: AtendaRequest, pk: int) -> HttpResponse:
    """What there is on the server, and what of it is fetched."""
    return folders_page(request, door_or_404(request, pk))


def folders_page(request: AtendaRequest, door: ImapDoor, *, refused: str = "") -> HttpResponse:
    """`refused`: why Atenda may not read there, as was said when one came back from being asked."""
    trouble, there = None, list(door.folders)
    try:
        there = folders_there(door)
    except Trouble as found:
        trouble = found
    form = FoldersForm.of(door, there, request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_new = not door.folders
        fetching_from.choose_folders(door, by=request.actor, **form.cleaned_data)
        if is_new:
            return HttpResponseRedirect(link("mailboxes:trial", pk=door.mailbox_id))
        say(request, _("Saved."))
        return HttpResponseRedirect(link("mailboxes:mailbox", pk=door.mailbox_id))
    asks = trouble is not None and not door.is_by_password
    way = way_there(door, by=request.actor, back=way_back_of()) if asks else ""
    context = {"form": form, "door": door, "trouble": trouble, "way": way, "refused": refused}
    return render(request, "mailboxes/folders.html", context, status=422 if form.is_bound else 200)


def way_back_of() -> str:
    """The address one comes back to, as it is registered with the provider."""
    return f"{settings.PUBLIC_URL}{link('mailboxes:oauth')}"


@require_POST
def pausing(request: AtendaRequest, pk: int) -> HttpResponse:
    door = door_or_404(request, pk)
    with one_deed() as doing:
        fetching_from.pause(door, by=request.actor)
    back = way_back(doing, by=request.actor, now=timezone.now())
    say(request, _("Nothing is fetched from there until you resume it."), undo=back)
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=door.mailbox_id))


@require_POST
def resuming(request: AtendaRequest, pk: int) -> HttpResponse:
    door = door_or_404(request, pk)
    with one_deed() as doing:
        fetching_from.resume(door, by=request.actor)
    back = way_back(doing, by=request.actor, now=timezone.now())
    say(request, _("Mail is fetched from there again."), undo=back)
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=door.mailbox_id))


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    door = door_or_404(request, pk)
    fetching_from.end(door, by=request.actor, now=timezone.now())
    say(request, _("Mail is not fetched from there any more."))
    return HttpResponseRedirect(link("mailboxes:mailbox", pk=door.mailbox_id))


def door_or_404(request: AtendaRequest, pk: int) -> ImapDoor:
    require(may_manage_mailboxes(request.actor))
    doors = ImapDoor.objects.filter(pk=pk, ended_at=None).select_related("mailbox") if pk < 2**63 else None
    found: ImapDoor | None = doors.first() if doors is not None else None
    if found is None:
        raise Http404
    return found


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in {"secret", "client_secret"}}


def _try(door: ImapDoor, password: str, kept: ImapDoor | None = None) -> None:
    """Whether it can be signed in there; where one signs in elsewhere, that comes next.

    The password that is kept is only shown to the server that it was typed for.
    """
    names = ("host", "port", "username", "sign_in")
    if kept is not None and not password and all(getattr(door, name) == getattr(kept, name) for name in names):
        password = unsealed(kept.secret)
    if door.sign_in == SignIn.PASSWORD and password:
        fetching_from.check_server(door)
        folders_there(door, password)


def _beside(form: ServerForm, refusal: Refused | Trouble) -> None:
    if isinstance(refusal, Trouble):
        said = f" «{refusal.said}»" if refusal.said else ""
        form.add_error(BESIDE.get(refusal.kind), f"{refusal.kind.label}{said}")
        return
    fields = {"password": "secret"}
    name = next(iter(refusal.fields), None)
    form.add_error(fields.get(name, name) if name else None, str(refusal))


def _form(request: AtendaRequest, form: ServerForm, mailbox: Mailbox, door: ImapDoor | None) -> HttpResponse:
    context = {"form": form, "mailbox": mailbox, "door": door, "back": way_back_of()}
    return render(request, "mailboxes/server.html", context, status=422 if form.is_bound else 200)
