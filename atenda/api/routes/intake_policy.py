"""What becomes of mails that come in: the policy, and senders of whom nothing is taken."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.mails import (
    BlockIn,
    BlockOut,
    BlocksAnswer,
    IntakeAnswer,
    IntakeFields,
    block_row,
    intake,
)
from atenda.history.deeds import one_deed
from atenda.intake import blocking, policy
from atenda.intake.models import Block
from atenda.intake.permissions import may_block_senders, may_change_policy
from atenda.intake.views.policy import BlockForm
from atenda.organizations.revisions import lock_settings

router = Router()


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
