"""Mails that came in: what became of each, and what a person decides about those held."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.parameters import one_of, parameter
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.mails import (
    BlockIn,
    BlockOut,
    BlocksAnswer,
    DroppingIn,
    FilingIn,
    IntakeAnswer,
    IntakeFields,
    LookedAt,
    MessageOut,
    MessagePage,
    PeriodIn,
    RawMailOut,
    RawMailPage,
    SenderIn,
    block_row,
    intake,
    message,
    raw_mail,
)
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.conversations.models import Direction, Message
from atenda.customers.models import Contact
from atenda.files.models import Attachment
from atenda.history.deeds import one_deed
from atenda.intake import blocking, by_hand, keeping, policy
from atenda.intake.models import Block, End, RawMail, Why
from atenda.intake.permissions import may_block_senders, may_change_policy, may_recognise_senders, may_sort_mails
from atenda.intake.recognising import recognise
from atenda.intake.senders import contacts_of
from atenda.intake.showing_one import read_again
from atenda.intake.views.one import eml, raw_of
from atenda.intake.views.policy import LONGEST_PERIOD, BlockForm
from atenda.organizations.revisions import lock_settings

WHYS = [why.value for why in Why if why]
END = parameter("end", "Only these.", enum=End.values)
WHY = parameter("why", "Only those that ended for this reason.", enum=WHYS)
RAW = {
    "responses": {
        200: {
            "description": "The mail as it came, byte for byte.",
            "content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}

router = Router()


@router.get(
    "mails/",
    response=RawMailPage,
    summary=gettext_noop("Mails that came in"),
    openapi_extra={"parameters": [END, WHY, *paging.PARAMETERS]},
)
@needs(Scope.NOTICES_READ)
def list_raw_mails(request: ApiRequest) -> HttpResponse:
    """Each with what became of it and why, the newest first."""
    require(may_sort_mails(request.actor))
    paging.known_parameters(request, "end", "why", "limit", "cursor")
    end = one_of(request, "end", End.values) if "end" in request.GET else ""
    why = one_of(request, "why", WHYS) if "why" in request.GET else ""
    kind = f"mails.{end}.{why}"
    size, before = paging.limit_of(request), paging.cursor_of(request, kind)
    rows: Any = _rows().order_by("-pk")
    rows = rows.filter(end=end) if end else rows
    rows = rows.filter(why=why) if why else rows
    found = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    last = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, [raw_mail(each) for each in found[:size]], kind=kind, end=last)


@router.get("mails/{int:pk}/", response=RawMailOut, summary=gettext_noop("One mail that came in"))
@needs(Scope.NOTICES_READ)
def get_raw_mail(request: ApiRequest, pk: int) -> HttpResponse:
    """What became of it. What it says is in its original, or in the message of its case."""
    return said(raw_mail(_mail(request, pk)))


@router.get("mails/{int:pk}/original/", summary=gettext_noop("A mail as it came"), openapi_extra=RAW)
@needs(Scope.NOTICES_READ)
def get_original(request: ApiRequest, pk: int) -> HttpResponseBase:
    """Byte for byte, to be kept or read by another program. What it says may be all of a case: `cases:read`, too."""
    also_needs(request, Scope.CASES_READ)
    mail = _mail(request, pk)
    if not keeping.path_of(mail.organization_id, mail.digest).exists():
        raise Http404
    return eml(mail)


@router.post("mails/{int:pk}/filing/", response=RawMailOut, summary=gettext_noop("File a held mail"))
@needs(Scope.NOTICES_WRITE)
def file_raw_mail(request: ApiRequest, pk: int, given: FilingIn) -> HttpResponse:
    """Into a case, or into a new one, so it needs `cases:write`, too. Who wrote it takes part in it from then on."""
    also_needs(request, Scope.CASES_WRITE)
    mail, case = _mail(request, pk), None
    if given.case is not None:
        case = Case.objects.visible_to(request.actor).filter(folio=given.case).first()
        if case is None:
            raise wholes.wrong(not_there("/case"))
    with read_again(mail) as (read, parts):
        if read is None or read.sender is None:
            raise Problem("conflict", _("It cannot be read: open a case by hand, and put the original beside it."))
        by_hand.file_into(mail, read, parts, case=case, by=request.actor, now=request.now)
    return said(raw_mail(_mail(request, pk)))


@router.post("mails/{int:pk}/sender/", response=RawMailOut, summary=gettext_noop("Say who wrote a mail"))
@needs(Scope.NOTICES_WRITE)
def recognise_sender(request: ApiRequest, pk: int, given: SenderIn) -> HttpResponse:
    """Its address is kept with the contact. What was held because nobody knew its sender is looked at anew."""
    also_needs(request, Scope.CUSTOMERS_WRITE)
    mail = _mail(request, pk)
    require(may_recognise_senders(request.actor))
    recognise(mail, contact=_contact(given), name=given.name, by=request.actor, now=request.now)
    return said(raw_mail(_mail(request, pk)))


@router.post("mails/{int:pk}/dropping/", response=RawMailOut, summary=gettext_noop("Drop a held mail"))
@needs(Scope.NOTICES_WRITE)
def drop_raw_mail(request: ApiRequest, pk: int, given: DroppingIn) -> HttpResponse:
    """Nothing becomes of it; it can be brought back."""
    mail = _mail(request, pk)
    with one_deed():
        by_hand.drop(mail, is_spam=given.is_spam, by=request.actor, now=request.now)
        if given.blocks_sender and mail.sender:
            blocking.block(mail.sender, by=request.actor, now=request.now)
    return said(raw_mail(_mail(request, pk)))


@router.post("mails/{int:pk}/restoring/", response=RawMailOut, summary=gettext_noop("Hold a dropped mail again"))
@needs(Scope.NOTICES_WRITE)
def restore_raw_mail(request: ApiRequest, pk: int) -> HttpResponse:
    """Said again, it changes nothing."""
    by_hand.bring_back(_mail(request, pk), by=request.actor, now=request.now)
    return said(raw_mail(_mail(request, pk)))


@router.post("mails/{int:pk}/again/", response={202: RawMailOut}, summary=gettext_noop("Look at a mail anew"))
@needs(Scope.NOTICES_WRITE)
def look_again_at_mail(request: ApiRequest, pk: int) -> HttpResponse:
    """As if it came now. What is filed stays where it is."""
    by_hand.look_again(_mail(request, pk))
    return said(raw_mail(_mail(request, pk)), 202, {"Location": f"/api/v1/mails/{pk}/"})


@router.post("mails/again/", response={202: LookedAt}, summary=gettext_noop("Look at the mails of a period anew"))
@needs(Scope.NOTICES_WRITE)
def look_again_at_mails(request: ApiRequest, given: PeriodIn) -> HttpResponse:
    """Those that are held, and those that were dropped by themselves."""
    require(may_sort_mails(request.actor))
    if not timedelta(0) <= given.until - given.since <= LONGEST_PERIOD:
        message_ = _("Choose up to three months, the end after the beginning.")
        raise Problem("invalid", message_, [Fault("value", message_, pointer="/until")])
    zone = timezone.get_current_timezone()
    since = datetime.combine(given.since, time(), tzinfo=zone)
    until = datetime.combine(given.until + timedelta(days=1), time(), tzinfo=zone)
    return said({"mails": by_hand.look_again_at_all(since=since, until=until, only=given.why or "")}, 202)


@router.get("intake-policy/", response=IntakeAnswer, summary=gettext_noop("What becomes of mails"))
@needs(Scope.NOTICES_READ)
def get_intake_policy(request: ApiRequest) -> HttpResponse:
    """Who writes for the first time, and who answers late."""
    require(may_change_policy(request.actor))
    return wholes.read(request, intake(policy.policy()))


@router.patch("intake-policy/", response=IntakeAnswer, summary=gettext_noop("Change what becomes of mails"))
@needs(Scope.NOTICES_WRITE)
def set_intake_policy(request: ApiRequest, given: IntakeFields) -> HttpResponse:
    """For mails that come in from now on."""
    require(may_change_policy(request.actor))
    with one_deed():
        lock_settings()
        held = policy.policy()
        wholes.still(request, intake(held))
        held = policy.set_policy(
            new_senders=given.new_senders or held.new_senders,
            reopen_days=held.reopen_days if given.reopen_days is None else given.reopen_days,
            by=request.actor,
        )
    return wholes.shown(intake(held))


@router.get("blocked-senders/", response=BlocksAnswer, summary=gettext_noop("Blocked senders"))
@needs(Scope.NOTICES_READ)
def list_blocks(request: ApiRequest) -> HttpResponse:
    """Addresses and domains of which nothing is taken, up to five hundred."""
    require(may_block_senders(request.actor))
    paging.known_parameters(request)
    return said({"items": [block_row(one) for one in Block.objects.order_by("sender")[:500]]})


@router.post("blocked-senders/", response={201: BlockOut}, summary=gettext_noop("Block a sender"))
@needs(Scope.NOTICES_WRITE)
def block_sender(request: ApiRequest, given: BlockIn) -> HttpResponse:
    """Said again, it changes nothing."""
    require(may_block_senders(request.actor))
    form = BlockForm({"sender": given.sender})
    if not form.is_valid():
        sentence = str(form.errors["sender"][0])
        raise Problem("invalid", sentence, [Fault("value", sentence, pointer="/sender")])
    return said(block_row(blocking.block(form.cleaned_data["sender"], by=request.actor, now=request.now)), 201)


@router.delete("blocked-senders/{int:pk}/", response={204: None}, summary=gettext_noop("Take a sender’s mails again"))
@needs(Scope.NOTICES_WRITE)
def unblock_sender(request: ApiRequest, pk: int) -> HttpResponse:
    """Those that come from now on."""
    require(may_block_senders(request.actor))
    row = Block.objects.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if row is None:
        raise Http404
    blocking.unblock(row, by=request.actor, now=request.now)
    return HttpResponse(status=204)


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
    rows: Any = Message.objects.filter(case=case).order_by("-pk")
    found = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    last = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, _told(found[:size]), kind=kind, end=last)


@router.get("cases/{int:folio}/messages/{int:pk}/", response=MessageOut, summary=gettext_noop("One mail of a case"))
@needs(Scope.CASES_READ)
def get_message(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """What it says, without its files: `files` names them."""
    case = visible_case(request, folio)
    found = list(Message.objects.filter(case=case, pk=pk)) if pk <= LARGEST_ID else []
    if not found:
        raise Http404
    return said(_told(found)[0])


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
    recognise(found, contact=_contact(given), name=given.name, by=request.actor, now=request.now)
    return said(_told([found])[0])


@router.get(
    "cases/{int:folio}/messages/{int:pk}/original/",
    summary=gettext_noop("A mail of a case as it came"),
    openapi_extra=RAW,
)
@needs(Scope.CASES_READ)
def get_original_here(request: ApiRequest, folio: int, pk: int) -> HttpResponseBase:
    """Byte for byte, to be kept or read by another program."""
    return eml(raw_of(visible_case(request, folio), pk))


def _contact(given: SenderIn) -> Contact | None:
    """The one named, or the one it was merged into."""
    if given.contact is None:
        return None
    found: Contact | None = Contact.objects.filter(pk=given.contact).first()
    if found is None:
        raise wholes.wrong(not_there("/contact"))
    survivor: Contact = found.survivor
    return survivor


def _told(messages: list[Message]) -> list[dict[str, Any]]:
    files = defaultdict(list)
    ids = [each.pk for each in messages]
    rows = Attachment.objects.present().filter(message_id__in=ids).order_by("pk") if ids else ()
    for row in rows:
        files[row.message_id].append(row.pk)
    known = contacts_of({each.sender_address for each in messages if each.direction == Direction.IN})
    return [message(each, files[each.pk], known.get(each.sender_address)) for each in messages]


def _rows() -> Any:
    return RawMail.objects.select_related("mailbox", "case", "proposed", "ended_by").defer("evidence", "origin", "said")


def _mail(request: ApiRequest, pk: int) -> RawMail:
    require(may_sort_mails(request.actor))
    found: RawMail | None = _rows().filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    return found
