"""The mails of a case: what they say, as they came, and who wrote them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.filling_in import read_values
from atenda.api.mails import ORIGINAL, contact_named
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import UNDO, deed_on, shown, undo_of
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.cases import CaseWhole
from atenda.api.shapes.deeds import Splitting
from atenda.api.shapes.mails import (
    AgainIn,
    MessageIn,
    MessageOut,
    MessagePage,
    SenderIn,
    message,
)
from atenda.cases import catalogue
from atenda.cases.lifecycle import move
from atenda.cases.views.finding import visible_case
from atenda.conversations.afterwards import may_put
from atenda.conversations.answered import answered_in
from atenda.conversations.enclosing import waits_in
from atenda.conversations.events import SPLIT
from atenda.conversations.models import Direction, Message, in_case
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.replying import Readers, reply
from atenda.conversations.sending_again import send_again
from atenda.conversations.splitting import may_split, split
from atenda.files.attaching import uploads_of
from atenda.files.models import Attachment
from atenda.history.deeds import one_deed
from atenda.history.merging import last_seq
from atenda.intake.permissions import may_recognise_senders
from atenda.intake.recognising import recognise
from atenda.intake.senders import contacts_of
from atenda.intake.views.one import eml, raw_of

router = Router()


@router.get(
    "cases/{int:folio}/messages/",
    response=MessagePage,
    summary=gettext_noop("The mails of a case"),
    openapi_extra={"parameters": paging.PARAMETERS},
)
@needs(Scope.CASES_READ)
def list_messages(request: ApiRequest, folio: int) -> HttpResponse:
    """The newest first."""
    case = visible_case(request, folio)
    paging.known_parameters(request, "limit", "cursor")
    kind = f"messages.{case.pk}"
    size, before = paging.limit_of(request), paging.cursor_of(request, kind)
    rows: Any = Message.objects.filter(in_case(case)).order_by("-pk")
    found = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    last = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, told(found[:size]), kind=kind, end=last)


@router.post("cases/{int:folio}/messages/", response={201: MessageOut}, summary=gettext_noop("Write to the customer"))
@needs(Scope.CASES_WRITE)
def write_message(request: ApiRequest, folio: int, given: MessageIn) -> HttpResponse:
    """A mail from the case, by the mailbox they wrote to. For ten seconds it can be taken back, by undoing.

    Without `to` it goes to whoever wrote last, or to the customer; without `subject` it answers.
    """
    case = visible_case(request, folio)
    require(may_write_to_customers(request.actor))
    answered = answered_in(case)
    to = [(one.name, one.address) for one in given.to] or ([answered.to] if answered.to else [])
    cc, bcc = ([(one.name, one.address) for one in each] for each in (given.cc, given.bcc))
    state = read_values(request.actor, {"state": given.state}, case)["state"] if given.state is not None else None
    require(state is None or may_put(request.actor, case, catalogue.states()[state.pk]))
    files = uploads_of(given.files, by=request.actor, submission=waits_in(case))
    with deed_on(request, case) as done:
        written = reply(
            case,
            readers=Readers(to, cc, bcc),
            subject=given.subject or answered.subject,
            text=given.text,
            html=given.html,
            answered=answered,
            files=files,
            leaves_at=given.leaves_at,
            signed=given.signed,
            quotes=given.quotes,
            by=request.actor,
            now=request.now,
        )
        if state is not None:
            move(case, to=state, by=request.actor, now=request.now)
    headers = {"Location": f"/api/v1/cases/{folio}/messages/{written.pk}/", **undo_of(request, done)}
    return said(told([written])[0], 201, headers)


@router.post(
    "cases/{int:folio}/messages/{int:pk}/split/",
    response={201: CaseWhole},
    summary=gettext_noop("Make a case of a mail"),
)
@needs(Scope.CASES_WRITE)
def split_message(request: ApiRequest, folio: int, pk: int, given: Splitting) -> HttpResponse:
    """It is read in both, and whoever answers it writes into the new one, which is for whoever wrote it."""
    case = visible_case(request, folio)
    found = list(Message.objects.filter(case=case, pk=pk)) if pk <= LARGEST_ID else []
    if not found:
        raise Http404
    require(may_split(request.actor))
    with one_deed() as done:
        done.is_quiet = done.is_quiet or given.quietly
        new = split(found[0], reference=given.reference, by=request.actor, now=request.now)
    undo = next(event.pk for event in done.events if event.kind == SPLIT.name)
    headers = {"Location": f"/api/v1/cases/{new.folio}/", UNDO: str(undo)}
    return shown(new, last_seq(new), status=201, headers=headers)


@router.get("cases/{int:folio}/messages/{int:pk}/", response=MessageOut, summary=gettext_noop("One mail of a case"))
@needs(Scope.CASES_READ)
def get_message(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """What it says, without its files: `files` names them."""
    case = visible_case(request, folio)
    found = list(Message.objects.filter(in_case(case), pk=pk)) if pk <= LARGEST_ID else []
    if not found:
        raise Http404
    return said(told(found)[0])


@router.post(
    "cases/{int:folio}/messages/{int:pk}/sending/",
    response=MessageOut,
    summary=gettext_noop("Send a mail again that did not arrive"),
)
@needs(Scope.CASES_WRITE)
def send_message_again(request: ApiRequest, folio: int, pk: int, given: AgainIn) -> HttpResponse:
    """To those it did not reach, at the address given for theirs or at the same. Who has it has it: 409 where that is
    everybody."""
    case = visible_case(request, folio)
    rows = Message.objects.select_related("case").filter(case=case, direction=Direction.OUT)
    found: Message | None = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    require(may_write_to_customers(request.actor))
    send_again(found, addresses=given.addresses, by=request.actor, now=request.now)
    return said(told([Message.objects.get(pk=pk)])[0])


@router.post(
    "cases/{int:folio}/messages/{int:pk}/sender/",
    response=MessageOut,
    summary=gettext_noop("Say who wrote a mail of a case"),
)
@needs(Scope.CUSTOMERS_WRITE)
def recognise_sender_here(request: ApiRequest, folio: int, pk: int, given: SenderIn) -> HttpResponse:
    """Its address is kept with the contact."""
    also_needs(request, Scope.CASES_READ)
    case = visible_case(request, folio)
    rows = Message.objects.select_related("case").filter(case=case, direction=Direction.IN)
    found: Message | None = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    require(may_recognise_senders(request.actor))
    recognise(found, contact=contact_named(given), name=given.name, by=request.actor, now=request.now)
    return said(told([found])[0])


@router.get(
    "cases/{int:folio}/messages/{int:pk}/original/",
    summary=gettext_noop("A mail of a case as it came"),
    openapi_extra=ORIGINAL,
)
@needs(Scope.CASES_READ)
def get_original_here(request: ApiRequest, folio: int, pk: int) -> HttpResponseBase:
    """Byte for byte, to be kept or read by another program."""
    return eml(raw_of(visible_case(request, folio), pk))


def told(messages: list[Message]) -> list[dict[str, Any]]:
    """Each as it is answered, with its files and whose address it came from."""
    files = defaultdict(list)
    ids = [each.pk for each in messages]
    rows = Attachment.objects.present().filter(message_id__in=ids).order_by("pk") if ids else ()
    for row in rows:
        files[row.message_id].append(row.pk)
    known = contacts_of({each.sender_address for each in messages if each.direction == Direction.IN})
    return [message(each, files[each.pk], known.get(each.sender_address)) for each in messages]
