"""Signatures: one's own, those for whoever has none, and the one a mail from a case would get (B9)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import wholes
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.shapes.signatures import (
    SignatureIn,
    SignatureOut,
    SignaturesAnswer,
    SignedOut,
    signature,
    signed,
)
from atenda.cases.views.finding import visible_case
from atenda.conversations.answered import answered_in
from atenda.conversations.below import signing
from atenda.conversations.permissions import may_write_to_customers
from atenda.history.deeds import one_deed
from atenda.mailboxes.models import Mailbox
from atenda.organizations.revisions import lock_settings
from atenda.signatures.models import Signature
from atenda.signatures.permissions import may_manage_signatures, may_sign
from atenda.signatures.signing import held, sign, sign_for_others
from atenda.staff.models import Agent

router = Router()


@router.get("signatures/", response=SignaturesAnswer, summary=gettext_noop("Signatures"))
@needs(Scope.SETTINGS_READ)
def list_signatures(request: ApiRequest) -> HttpResponse:
    """One’s own, and those for whoever has none."""
    require(may_sign(request.actor))
    rows = Signature.objects.visible_to(request.actor).exclude(texts={}).select_related("mailbox").order_by("pk")
    return wholes.read(request, {"items": [signature(row) for row in rows]})


@router.patch("signatures/own/", response=SignatureOut, summary=gettext_noop("Write one’s own signature"))
@needs(Scope.SETTINGS_WRITE)
def write_own_signature(request: ApiRequest, given: SignatureIn) -> HttpResponse:
    """From the next mail on."""
    require(may_sign(request.actor))
    return _written(request, given, request.actor, sign)


@router.patch(
    "signatures/default/", response=SignatureOut, summary=gettext_noop("Write the signature for whoever has none")
)
@needs(Scope.SETTINGS_WRITE)
def write_default_signature(request: ApiRequest, given: SignatureIn) -> HttpResponse:
    """From the next mail on."""
    require(may_manage_signatures(request.actor))
    return _written(request, given, None, sign_for_others)


@router.get(
    "cases/{int:folio}/signature/",
    response=SignedOut,
    summary=gettext_noop("The signature that a mail from a case gets"),
)
@needs(Scope.CASES_READ)
def get_signature_here(request: ApiRequest, folio: int) -> HttpResponse:
    """By the mailbox and the language of its customer, with its places filled in."""
    case = visible_case(request, folio)
    require(may_write_to_customers(request.actor))
    return said(signed(signing(answered_in(case), by=request.actor)))


def _written(
    request: ApiRequest, given: SignatureIn, agent: Agent | None, write: Callable[..., Signature]
) -> HttpResponse:
    mailbox = _mailbox(given)
    with one_deed():
        lock_settings()
        wholes.still(request, signature(held(agent, mailbox) or Signature(agent=agent, mailbox=mailbox)))
        row = write(mailbox=mailbox, texts=_texts(given), by=request.actor, now=request.now)
    return wholes.shown(signature(row))


def _mailbox(given: SignatureIn) -> Mailbox | None:
    """Raises Problem."""
    if given.mailbox is None:
        return None
    found: Mailbox | None = Mailbox.objects.filter(pk=given.mailbox, retired_at=None).first()
    if found is None:
        raise wholes.wrong(not_there("/mailbox"))
    return found


def _texts(given: SignatureIn) -> dict[str, str]:
    return {language: html or "" for language, html in given.texts.model_dump(exclude_unset=True).items()}
