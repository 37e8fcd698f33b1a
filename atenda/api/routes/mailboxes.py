"""Mailboxes: list, read, add, change, retire, take into use again, and whether they receive (B76)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.filling_in import read_values
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import moment, parameter
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.shapes.mailboxes import (
    ArrivalTrial,
    MailboxesAnswer,
    MailboxFields,
    MailboxOut,
    NewMailbox,
    arrival,
    mailbox,
    settings_of,
)
from atenda.cases import catalogue
from atenda.history.deeds import Deed, one_deed
from atenda.mailboxes import managing, worklists
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.permissions import may_manage_mailboxes
from atenda.mailboxes.refusals import AddressTaken
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.organizations.entering import current_organization

NEVER_NULL = ("name", "address", "aliases", "language", "new_senders", "trusted")
SINCE = parameter("since", "What came from this moment on; for an hour unless it is said.", format="date-time")
USUAL_TRIAL = timedelta(hours=1)

router = Router()


@router.get("mailboxes/", response=MailboxesAnswer, summary=gettext_noop("Mailboxes"))
@needs(Scope.NOTICES_READ)
def list_mailboxes(request: ApiRequest) -> HttpResponse:
    """All of them by name, those in use first."""
    require(may_manage_mailboxes(request.actor))
    paging.known_parameters(request)
    return said({"items": [mailbox(row.mailbox) for row in worklists.mailboxes()]})


@router.post("mailboxes/", response={201: MailboxOut}, summary=gettext_noop("Add a mailbox"))
@needs(Scope.NOTICES_WRITE)
def add_mailbox(request: ApiRequest, given: NewMailbox) -> HttpResponse:
    """Our own mail server takes mails for it at once. In the language of the organization, and with its source for
    mails, unless others are named."""
    require(may_manage_mailboxes(request.actor))
    values = _values(request, given)
    values.setdefault("language", current_organization().language)
    if "source" not in values and (keyed := catalogue.source_keyed("email")):
        values["source_id"] = keyed.id
    with _about_addresses(values["address"], values.get("aliases", [])), one_deed() as done:
        added = managing.add_mailbox(**values, by=request.actor, now=request.now)
    return _shown(request, added, done, status=201, location=f"mailboxes/{added.pk}/")


@router.get("mailboxes/{int:pk}/", response=MailboxOut, summary=gettext_noop("One mailbox"))
@needs(Scope.NOTICES_READ)
def get_mailbox(request: ApiRequest, pk: int) -> HttpResponse:
    """Its ETag stays while mails come in."""
    there = mailbox_or_404(request, pk)
    return wholes.shown(mailbox(there), version=settings_of(there))


@router.patch("mailboxes/{int:pk}/", response=MailboxOut, summary=gettext_noop("Change a mailbox"))
@needs(Scope.NOTICES_WRITE)
def change_mailbox(request: ApiRequest, pk: int, given: MailboxFields) -> HttpResponse:
    """What is named changes, all else stays."""
    there = mailbox_or_404(request, pk)
    with one_deed() as done:
        there.lock()
        wholes.still(request, settings_of(there))
        values = _values(request, given, there)
        address, *aliases = managing.addresses_of(there) or [""]
        values = {"address": address, "aliases": aliases, **values}
        with _about_addresses(values["address"], values["aliases"]):
            managing.change(there, **values, by=request.actor)
    return _shown(request, there, done)


@router.post("mailboxes/{int:pk}/retirement/", response=MailboxOut, summary=gettext_noop("Retire a mailbox"))
@needs(Scope.NOTICES_WRITE)
def retire_mailbox(request: ApiRequest, pk: int) -> HttpResponse:
    """It takes nothing any more. What came by it stays, and its addresses stay its own."""
    there = mailbox_or_404(request, pk)
    with one_deed() as done:
        managing.retire(there, by=request.actor, now=request.now)
    return _shown(request, there, done)


@router.post(
    "mailboxes/{int:pk}/resumption/", response=MailboxOut, summary=gettext_noop("Take a mailbox into use again")
)
@needs(Scope.NOTICES_WRITE)
def resume_mailbox(request: ApiRequest, pk: int) -> HttpResponse:
    """It takes mails again; what is fetched goes on where it was left."""
    there = mailbox_or_404(request, pk)
    with one_deed() as done:
        managing.resume(there, by=request.actor, now=request.now)
    return _shown(request, there, done)


@router.get(
    "mailboxes/{int:pk}/trial/",
    response=ArrivalTrial,
    summary=gettext_noop("Whether a mailbox receives"),
    openapi_extra={"parameters": [SINCE]},
)
@needs(Scope.NOTICES_READ)
def try_mailbox(request: ApiRequest, pk: int) -> HttpResponse:
    """What came since, as the trial on its page says it: send a mail to its address and ask again."""
    there = mailbox_or_404(request, pk)
    paging.known_parameters(request, "since")
    since = moment(request, "since", request.now - USUAL_TRIAL)
    row = worklists.one(there)
    return said(arrival(row.address, since, worklists.arrived(there, since), row.doors))


def _values(request: ApiRequest, given: MailboxFields, there: Mailbox | None = None) -> dict[str, Any]:
    """As the verbs take them. What it has already may be named again, though it is retired. Raises Problem."""
    values = given.model_dump(exclude_unset=True)
    if faults := [
        Fault("missing", _("This field is needed."), f"/{name}")
        for name in NEVER_NULL
        if name in values and values[name] is None
    ]:
        raise wholes.wrong(*faults)
    chosen = {name: values.pop(name) for name in managing.KNOWN if name in values}
    if there is not None:
        chosen = {name: value for name, value in chosen.items() if value != getattr(there, f"{name}_id")}
    return {**values, **read_values(request.actor, chosen)}


@contextmanager
def _about_addresses(main: str, aliases: Sequence[str]) -> Iterator[None]:
    """One that is taken is named where it stands."""
    try:
        yield
    except AddressTaken as refusal:
        places = {alias.strip().lower(): f"/aliases/{place}" for place, alias in enumerate(aliases)}
        pointer = "/address" if refusal.address == main.strip().lower() else places[refusal.address]
        raise Problem("refused", str(refusal), [Fault("refused", str(refusal), pointer=pointer)]) from None


def _shown(request: ApiRequest, there: Mailbox, done: Deed, **how: Any) -> HttpResponse:
    return wholes.shown(mailbox(there), version=settings_of(there), headers=undo_of(request, done), **how)
