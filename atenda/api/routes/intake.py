"""Mails that came in: what became of each, and what a person decides about those held."""

from __future__ import annotations

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
from atenda.api.mails import ORIGINAL, contact_named
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.parameters import one_of, parameter
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.mails import (
    DroppingIn,
    FilingIn,
    LookedAt,
    PeriodIn,
    RawMailOut,
    RawMailPage,
    SenderIn,
    raw_mail,
)
from atenda.cases.models import Case
from atenda.history.deeds import one_deed
from atenda.intake import blocking, by_hand, keeping
from atenda.intake.models import End, RawMail, Why
from atenda.intake.permissions import may_recognise_senders, may_sort_mails
from atenda.intake.recognising import recognise
from atenda.intake.showing_one import read_again
from atenda.intake.views.one import eml
from atenda.intake.views.policy import LONGEST_PERIOD

WHYS = [why.value for why in Why if why]
END = parameter("end", "Only these.", enum=End.values)
WHY = parameter("why", "Only those that ended for this reason.", enum=WHYS)
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


@router.get("mails/{int:pk}/original/", summary=gettext_noop("A mail as it came"), openapi_extra=ORIGINAL)
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
    recognise(mail, contact=contact_named(given), name=given.name, by=request.actor, now=request.now)
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


def _rows() -> Any:
    return RawMail.objects.select_related("mailbox", "case", "proposed", "ended_by").defer("evidence", "origin", "said")


def _mail(request: ApiRequest, pk: int) -> RawMail:
    require(may_sort_mails(request.actor))
    found: RawMail | None = _rows().filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    return found
