"""The tags of customers, for whoever looks after them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.customer_tags import (
    TagFields,
    TagReplaced,
    TagReplacing,
    TagsAnswer,
    TagWhole,
    tag_fields,
    tag_whole,
)
from atenda.customers import retagging
from atenda.customers.models import Tag
from atenda.customers.permissions import may_manage_tags
from atenda.customers.tag_lists import line_of, lines
from atenda.history.deeds import one_deed

router = Router()


@router.get("customer-tags/", response=TagsAnswer, summary=gettext_noop("Tags of customers"))
@needs(Scope.SETTINGS_READ)
def list_customer_tags(request: ApiRequest) -> HttpResponse:
    """With how many accounts and contacts have each."""
    paging.known_parameters(request)
    require(may_manage_tags(request.actor))
    return said({"items": [tag_whole(line) for line in lines()]})


@router.get("customer-tags/{int:pk}/", response=TagWhole, summary=gettext_noop("One tag of customers"))
@needs(Scope.SETTINGS_READ)
def get_customer_tag(request: ApiRequest, pk: int) -> HttpResponse:
    """With how many accounts and contacts have it."""
    return _shown(_tag(request, pk))


@router.patch("customer-tags/{int:pk}/", response=TagWhole, summary=gettext_noop("Rename a tag of customers"))
@needs(Scope.SETTINGS_WRITE)
def rename_customer_tag(request: ApiRequest, pk: int, given: TagFields) -> HttpResponse:
    """Whoever has it has it under its new name."""
    tag = _tag(request, pk)
    with one_deed():
        tag.lock()
        wholes.still(request, tag_fields(tag))
        retagging.rename(tag, to=given.name, by=request.actor, now=request.now)
    return _shown(tag)


@router.post("customer-tags/{int:pk}/retirement/", response=TagWhole, summary=gettext_noop("Retire a tag of customers"))
@needs(Scope.SETTINGS_WRITE)
def retire_customer_tag(request: ApiRequest, pk: int) -> HttpResponse:
    """Whoever has it keeps it."""
    tag = _tag(request, pk)
    retagging.retire(tag, by=request.actor, now=request.now)
    return _shown(tag)


@router.post(
    "customer-tags/{int:pk}/restoration/", response=TagWhole, summary=gettext_noop("Bring a tag of customers back")
)
@needs(Scope.SETTINGS_WRITE)
def restore_customer_tag(request: ApiRequest, pk: int) -> HttpResponse:
    """It is offered again."""
    tag = _tag(request, pk)
    retagging.restore(tag, by=request.actor, now=request.now)
    return _shown(tag)


@router.post(
    "customer-tags/{int:pk}/replacement/", response=TagReplaced, summary=gettext_noop("Replace a tag of customers")
)
@needs(Scope.SETTINGS_WRITE)
def replace_customer_tag(request: ApiRequest, pk: int, given: TagReplacing) -> HttpResponse:
    """Another one takes its place; with very many customers bit by bit."""
    tag = _tag(request, pk)
    other = Tag.objects.filter(pk=given.other).first()
    if other is None:
        raise wholes.wrong(not_there("/other"))
    is_all, event = retagging.replace(tag, by_tag=other, by=request.actor, now=request.now)
    return said({"is_done": is_all, "event": event.pk})


def _shown(tag: Tag) -> HttpResponse:
    """Its ETag is of what can be changed, whoever has it."""
    return said(tag_whole(line_of(tag)), headers={"ETag": wholes.etag_of(tag_fields(tag))})


def _tag(request: ApiRequest, pk: int) -> Tag:
    tag: Tag | None = Tag.objects.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if tag is None:
        raise Http404
    require(may_manage_tags(request.actor))
    return tag
