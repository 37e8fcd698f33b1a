"""One’s own notices, and what one wants to hear: everybody’s own, whatever their role."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.notices import (
    CHANNELS,
    BellAnswer,
    CountAnswer,
    PreferenceAnswer,
    PreferenceFields,
    notice_whole,
    preference_whole,
)
from atenda.notices import bell
from atenda.notices.preferences import prefer, preference_of

router = Router()


@router.get(
    "bell/", response=BellAnswer, summary=gettext_noop("One’s notices"), openapi_extra={"parameters": paging.PARAMETERS}
)
@needs(Scope.NOTICES_READ)
def list_notices(request: ApiRequest) -> HttpResponse:
    """The newest first. A case one sees no more takes its notices along."""
    paging.known_parameters(request, "limit", "cursor")
    size, before = paging.limit_of(request), paging.cursor_of(request, "bell")
    rows = bell.own_lines(request.actor).select_related("case").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: size + 1])
    end = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, [notice_whole(row) for row in found[:size]], kind="bell", end=end)


@router.get("bell/count/", response=CountAnswer, summary=gettext_noop("How many notices are new"))
@needs(Scope.NOTICES_READ)
def count_notices(request: ApiRequest) -> HttpResponse:
    """What stands beside the bell."""
    return said({"unread": bell.unread(request.actor)})


@router.post("bell/reading/", response=CountAnswer, summary=gettext_noop("All notices have been read"))
@needs(Scope.NOTICES_WRITE)
def read_notices(request: ApiRequest) -> HttpResponse:
    """Said again, it changes nothing."""
    bell.read(request.actor, now=request.now)
    return said({"unread": bell.unread(request.actor)})


@router.post("bell/{int:pk}/reading/", response=CountAnswer, summary=gettext_noop("One notice has been read"))
@needs(Scope.NOTICES_WRITE)
def read_notice(request: ApiRequest, pk: int) -> HttpResponse:
    """One’s own alone."""
    if pk > LARGEST_ID or bell.own(request.actor, pk) is None:
        raise Http404
    bell.read(request.actor, now=request.now, pk=pk)
    return said({"unread": bell.unread(request.actor)})


@router.get("me/notices/", response=PreferenceAnswer, summary=gettext_noop("What one wants to hear"))
@needs(Scope.NOTICES_READ)
def get_preferences(request: ApiRequest) -> HttpResponse:
    """By which channel, and when."""
    return wholes.read(request, preference_whole(preference_of(request.actor)))


@router.patch("me/notices/", response=PreferenceAnswer, summary=gettext_noop("Say what one wants to hear"))
@needs(Scope.NOTICES_WRITE)
def set_preferences(request: ApiRequest, given: PreferenceFields) -> HttpResponse:
    """Of kinds and channels those that are wanted are said whole."""
    with transaction.atomic():
        request.actor.lock()
        before = preference_whole(preference_of(request.actor))
        wholes.still(request, before)
        values = {**before, **_said(given)}
        if (values["quiet_from"] is None) != (values["quiet_until"] is None):
            message = _("Say both when they begin and when they end.")
            raise wholes.wrong(Fault("missing", message, pointer="/quiet_until"))
        prefer(
            request.actor,
            off=[one for one in CHANNELS if one not in values["wanted"]],
            quiet_from=_clock(values["quiet_from"]),
            quiet_until=_clock(values["quiet_until"]),
            digest=values["digest"],
            digest_at=time.fromisoformat(values["digest_at"]),
            now=request.now,
        )
    return wholes.shown(preference_whole(preference_of(request.actor)))


def _said(given: PreferenceFields) -> dict[str, Any]:
    """Null ends the quiet hours, and says nothing of anything else."""
    said_: dict[str, Any] = given.model_dump(exclude_unset=True)
    return {name: value for name, value in said_.items() if value is not None or name.startswith("quiet")}


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
