"""By what doors the mails of a mailbox come in: servers they are fetched from, and providers that bring them (B76)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import paging, wholes
from atenda.api.answers import said, written
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.shapes.mail_doors import (
    ConnectionTrial,
    FetchingFields,
    HookOut,
    HooksAnswer,
    HookWithAddress,
    KeyIn,
    NewFetching,
    NewHook,
    ServerOut,
    ServersAnswer,
    connected,
    hook,
    not_connected,
    server,
    server_settings,
)
from atenda.history.deeds import Deed, one_deed
from atenda.mailboxes import fetching_from, hooks, worklists
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.imap.trying import folders_there
from atenda.mailboxes.models import HookDoor, ImapDoor
from atenda.mailboxes.refusals import SignedInElsewhere
from atenda.mailboxes.views.hooks import hook_or_404
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.mailboxes.views.servers import door_or_404

OF_ALL = {"folders", "since", "marks_seen"}  # what may be set however one signs in

router = Router()


@router.get("mailboxes/{int:pk}/servers/", response=ServersAnswer, summary=gettext_noop("Servers of a mailbox"))
@needs(Scope.NOTICES_READ)
def list_servers(request: ApiRequest, pk: int) -> HttpResponse:
    """Those its mail is fetched from by IMAP, and how they stand."""
    paging.known_parameters(request)
    row = worklists.one(mailbox_or_404(request, pk))
    return said({"items": [server(door) for door in row.doors]})


@router.post("mailboxes/{int:pk}/servers/", response={201: ServerOut}, summary=gettext_noop("Fetch mail from a server"))
@needs(Scope.NOTICES_WRITE)
def add_server(request: ApiRequest, pk: int, given: NewFetching) -> HttpResponse:
    """From today on unless it is said; nothing before folders are named. It is not called for this: `trial/` does."""
    there = mailbox_or_404(request, pk)
    values = {"since": timezone.localdate(request.now), **_values(given)}
    with one_deed() as done:
        added = fetching_from.add_door(there, **values, by=request.actor, now=request.now)
    return _shown(request, added, done, status=201, location=f"mailboxes/servers/{added.pk}/")


@router.get("mailboxes/servers/{int:pk}/", response=ServerOut, summary=gettext_noop("One server of a mailbox"))
@needs(Scope.NOTICES_READ)
def get_server(request: ApiRequest, pk: int) -> HttpResponse:
    """Without its password. Its ETag stays while mails are fetched."""
    door = door_or_404(request, pk)
    return wholes.shown(server(door), version=server_settings(door))


@router.patch("mailboxes/servers/{int:pk}/", response=ServerOut, summary=gettext_noop("Change how mail is fetched"))
@needs(Scope.NOTICES_WRITE)
def change_server(request: ApiRequest, pk: int, given: FetchingFields) -> HttpResponse:
    """What is named changes, all else stays. Of a server that is read by leave of Microsoft or Google only the folders,
    the day and the marks are changed here."""
    door = door_or_404(request, pk)
    values = _values(given)
    with one_deed() as done:
        door.lock()
        wholes.still(request, server_settings(door))
        if not door.is_by_password and set(values) - OF_ALL:
            raise SignedInElsewhere
        fetching_from.change(door, **values, by=request.actor)
    return _shown(request, door, done)


@router.post("mailboxes/servers/{int:pk}/pausing/", response=ServerOut, summary=gettext_noop("Pause fetching mail"))
@needs(Scope.NOTICES_WRITE)
def pause_server(request: ApiRequest, pk: int) -> HttpResponse:
    """What comes meanwhile stays on the server."""
    door = door_or_404(request, pk)
    with one_deed() as done:
        fetching_from.pause(door, by=request.actor)
    return _shown(request, door, done)


@router.post("mailboxes/servers/{int:pk}/resuming/", response=ServerOut, summary=gettext_noop("Resume fetching mail"))
@needs(Scope.NOTICES_WRITE)
def resume_server(request: ApiRequest, pk: int) -> HttpResponse:
    """What came meanwhile is fetched."""
    door = door_or_404(request, pk)
    with one_deed() as done:
        fetching_from.resume(door, by=request.actor)
    return _shown(request, door, done)


@router.delete("mailboxes/servers/{int:pk}/", response={204: None}, summary=gettext_noop("Stop fetching mail"))
@needs(Scope.NOTICES_WRITE)
def end_server(request: ApiRequest, pk: int) -> HttpResponse:
    """Its password is forgotten, so this is not taken back. What was fetched stays."""
    fetching_from.end(door_or_404(request, pk), by=request.actor, now=request.now)
    return HttpResponse(status=204)


@router.get(
    "mailboxes/servers/{int:pk}/trial/", response=ConnectionTrial, summary=gettext_noop("Whether a server lets us in")
)
@needs(Scope.NOTICES_WRITE)
def try_server(request: ApiRequest, pk: int) -> HttpResponse:
    """Signs in there now and looks which folders there are. Nothing is fetched or changed."""
    door = door_or_404(request, pk)
    paging.known_parameters(request)
    try:
        return said(connected(folders_there(door)))
    except Trouble as trouble:
        return said(not_connected(trouble.kind, trouble.said))


@router.get("mailboxes/{int:pk}/hooks/", response=HooksAnswer, summary=gettext_noop("Providers that bring mail"))
@needs(Scope.NOTICES_READ)
def list_hooks(request: ApiRequest, pk: int) -> HttpResponse:
    """By webhook, the oldest first."""
    paging.known_parameters(request)
    there = mailbox_or_404(request, pk)
    return said({"items": [hook(door) for door, _provider in worklists.hooks_of(there)]})


@router.post(
    "mailboxes/{int:pk}/hooks/", response={201: HookWithAddress}, summary=gettext_noop("Have a provider bring mail")
)
@needs(Scope.NOTICES_WRITE)
def add_hook(request: ApiRequest, pk: int, given: NewHook) -> HttpResponse:
    """Its address holds a secret and is in this answer and in no other, not even to the same request again."""
    there = mailbox_or_404(request, pk)
    added = hooks.add_hook(there, provider=given.provider, key=given.key, by=request.actor, now=request.now)
    return _with_address(added, 201, {"Location": f"/api/v1/mailboxes/hooks/{added.pk}/"})


@router.get("mailboxes/hooks/{int:pk}/", response=HookOut, summary=gettext_noop("One provider that brings mail"))
@needs(Scope.NOTICES_READ)
def get_hook(request: ApiRequest, pk: int) -> HttpResponse:
    """Without its address."""
    return wholes.read(request, hook(hook_or_404(request, pk)))


@router.post(
    "mailboxes/hooks/{int:pk}/secret/",
    response=HookWithAddress,
    summary=gettext_noop("Give a provider another secret"),
)
@needs(Scope.NOTICES_WRITE)
def renew_hook_secret(request: ApiRequest, pk: int, given: KeyIn) -> HttpResponse:
    """The one before is refused from now on. The address is shown this once."""
    door = hook_or_404(request, pk)
    hooks.change_secret(door, key=given.key, by=request.actor, now=request.now)
    return _with_address(door)


@router.delete(
    "mailboxes/hooks/{int:pk}/", response={204: None}, summary=gettext_noop("End that a provider brings mail")
)
@needs(Scope.NOTICES_WRITE)
def remove_hook(request: ApiRequest, pk: int) -> HttpResponse:
    """Its address leads nowhere any more, so this is not taken back."""
    hooks.remove_hook(hook_or_404(request, pk), by=request.actor, now=request.now)
    return HttpResponse(status=204)


def _values(given: FetchingFields) -> dict[str, Any]:
    """As the verbs take them. Raises Problem."""
    values = given.model_dump(exclude_unset=True)
    if faults := [
        Fault("missing", _("This field is needed."), f"/{name}") for name, value in values.items() if value is None
    ]:
        raise wholes.wrong(*faults)
    if "password" in values:
        values["secret"] = values.pop("password")
    if "folders" in values:
        values["folders"] = [*dict.fromkeys(values["folders"])]
    return values


def _shown(request: ApiRequest, door: ImapDoor, done: Deed, **how: Any) -> HttpResponse:
    return wholes.shown(server(door), version=server_settings(door), headers=undo_of(request, done), **how)


def _with_address(door: HookDoor, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """Shown once: what is kept for a repeated request is without it (1.18)."""
    answer: Any = said({**hook(door), "address": hooks.address_of(door)}, status, headers)
    answer.to_keep = written({**hook(door), "address": ""}).encode()
    return answer  # type: ignore[no-any-return]
