"""How the work behind the pages goes, for whoever watches over it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.health import HealthAnswer, HoldAnswer, Release, hold_whole, whole
from atenda.notices.health import health, run_again
from atenda.notices.permissions import may_manage_notices
from atenda.server.backups import nightly
from atenda.server.holding import hold_now
from atenda.server.models import Hold
from atenda.server.releasing import release, waiting

router = Router()


@router.get("health/", response=HealthAnswer, summary=gettext_noop("Health"))
@needs(Scope.NOTICES_READ)
def get_health(request: ApiRequest) -> HttpResponse:
    """What waits, since when, and what failed, as the page of health says it."""
    require(may_manage_notices(request.actor))
    paging.known_parameters(request)
    backup = nightly.age(settings.ENV, request.now)
    return said(whole(health(request.now), backup, is_held=hold_now() is not None))


@router.post("health/jobs/{int:pk}/retry/", response={204: None}, summary=gettext_noop("Try a failed job again"))
@needs(Scope.NOTICES_WRITE)
def retry_job(request: ApiRequest, pk: int) -> HttpResponse:
    """It waits for the worker once more."""
    require(may_manage_notices(request.actor))
    if pk > LARGEST_ID or not run_again(pk, now=request.now):
        raise Http404
    return HttpResponse(status=204)


@router.get("health/restored-copy/", response=HoldAnswer, summary=gettext_noop("What a restored copy holds back"))
@needs(Scope.NOTICES_READ)
def get_restored_copy(request: ApiRequest) -> HttpResponse:
    """Since when nothing leaves this desk, and how much waits. 404 where nothing is held."""
    require(may_manage_notices(request.actor))
    paging.known_parameters(request)
    hold = _hold()
    return said(hold_whole(hold, waiting(hold.backup_at)))


@router.post(
    "health/restored-copy/release/", response={204: None}, summary=gettext_noop("Let a restored copy send again")
)
@needs(Scope.NOTICES_WRITE)
def release_restored_copy(request: ApiRequest, given: Release) -> HttpResponse:
    """What was written before the moment given is dropped, because the desk that was copied has most likely sent it.
    With null all of it is sent."""
    require(may_manage_notices(request.actor))
    _hold()
    release(drop_before=given.drop_before, by=request.actor, now=request.now)
    return HttpResponse(status=204)


def _hold() -> Hold:
    hold = hold_now()
    if hold is None:
        raise Http404
    return hold
