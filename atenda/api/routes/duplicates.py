"""Duplicates among accounts and contacts: what is proposed, looking anew, saying that two are two."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import one_of, parameter
from atenda.api.problems import Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes.duplicates import Apart, Looking, LookingAnswer, ProposalPage, ToldApart, looking, proposal
from atenda.customers.duplicates import looking as finding
from atenda.customers.duplicates.listing import page_of
from atenda.customers.duplicates.telling_apart import tell_apart
from atenda.customers.duplicates.weighing import Share
from atenda.customers.models import Account, Contact, DuplicateSearch
from atenda.customers.permissions import may_merge_customers
from atenda.customers.search import KINDS, MODELS
from atenda.customers.views.finding import visible_contact, visible_customer

KIND = parameter("kind", "Of people or of companies.", enum=list(KINDS), default=Contact.kind)
SHARES = [str(share) for share in Share]

router = Router()


@router.get(
    "duplicates/",
    response=ProposalPage,
    summary=gettext_noop("Duplicates"),
    openapi_extra={
        "parameters": [
            KIND,
            parameter("share", "Those that have this in common.", enum=SHARES),
            parameter("limit", "How many at once.", type="integer", minimum=1, maximum=paging.MOST, default=50),
            parameter("cursor", "From `next` of the page before."),
        ]
    },
)
@needs(Scope.CUSTOMERS_READ)
def list_duplicates(request: ApiRequest) -> HttpResponse:
    """Records that are probably the same customer, the likeliest first. Nothing is merged by itself."""
    require(may_merge_customers(request.actor))
    paging.known_parameters(request, "kind", "share", "limit", "cursor")
    kind = one_of(request, "kind", KINDS, Contact.kind)
    share = one_of(request, "share", SHARES) if "share" in request.GET else ""
    place = f"duplicates.{kind}.{share}"
    size, after = paging.limit_of(request), paging.cursor_of(request, place)
    found = page_of(kind, seen_by=request.actor, share=share, after=int(after) if after else None, size=size)
    return paging.page(request, [proposal(one) for one in found.proposals], kind=place, end=str(found.after or ""))


@router.get(
    "duplicates/looking/",
    response=LookingAnswer,
    summary=gettext_noop("When duplicates were looked for"),
    openapi_extra={"parameters": [KIND]},
)
@needs(Scope.CUSTOMERS_READ)
def get_looking(request: ApiRequest) -> HttpResponse:
    """It is done every night, after an import, and when somebody asks for it."""
    require(may_merge_customers(request.actor))
    paging.known_parameters(request, "kind")
    return _looking(one_of(request, "kind", KINDS, Contact.kind))


@router.post("duplicates/looking/", response={202: LookingAnswer}, summary=gettext_noop("Look for duplicates"))
@needs(Scope.CUSTOMERS_WRITE)
def look_for_duplicates(request: ApiRequest, said: Looking) -> HttpResponse:
    """All of them are compared, which takes some seconds; ask the same address when it is done."""
    require(may_merge_customers(request.actor))
    finding.ask(said.kind, now=request.now)
    return _looking(said.kind, status=202)


@router.post(
    "contacts/{int:pk}/telling-apart/", response=ToldApart, summary=gettext_noop("Say that two contacts are two")
)
@needs(Scope.CUSTOMERS_WRITE)
def tell_contact_apart(request: ApiRequest, pk: int, said: Apart) -> HttpResponse:
    """They are proposed as duplicates no more."""
    return _tell_apart(request, visible_contact(request, pk), said)


@router.post(
    "accounts/{int:pk}/telling-apart/", response=ToldApart, summary=gettext_noop("Say that two accounts are two")
)
@needs(Scope.CUSTOMERS_WRITE)
def tell_account_apart(request: ApiRequest, pk: int, said: Apart) -> HttpResponse:
    """They are proposed as duplicates no more."""
    return _tell_apart(request, visible_customer(request, Account.kind, pk), said)


def _tell_apart(request: ApiRequest, one: Account | Contact, said_: Apart) -> HttpResponse:
    require(may_merge_customers(request.actor))
    other: Any = MODELS[one.kind].objects.visible_to(request.actor).filter(pk=said_.other).first()
    if other is None:
        raise Problem("invalid", (fault := not_there("/other")).message, [fault])
    event = tell_apart(one, other, by=request.actor, now=request.now)
    return said({"id": one.pk, "event": event.pk if event else None})


def _looking(kind: str, status: int = 200) -> HttpResponse:
    headers = {"Location": f"/api/v1/duplicates/looking/?kind={kind}"} if status == 202 else {}
    return said(looking(kind, DuplicateSearch.objects.filter(kind=kind).first()), status, headers)
