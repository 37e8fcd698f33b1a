"""Views of cases that people saved: their own, those of their teams, those of everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.asking import unreadable
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.views import NewView, ViewFields, ViewsAnswer, ViewWhole, view_whole
from atenda.history.deeds import one_deed
from atenda.staff.models import Team
from atenda.worklists import saving
from atenda.worklists.models import Reach, SavedView
from atenda.worklists.permissions import may_change_view
from atenda.worklists.question import read_question
from atenda.worklists.saved import READY_MADE, as_saved, views_of
from atenda.worklists.table import known

router = Router()


@router.get("views/", response=ViewsAnswer, summary=gettext_noop("Views of cases"))
@needs(Scope.SETTINGS_READ)
def list_views(request: ApiRequest) -> HttpResponse:
    """The ready-made ones, and those people saved that one sees."""
    paging.known_parameters(request)
    return wholes.read(
        request, {"items": [view_whole(view) for view in (*READY_MADE.values(), *views_of(request.actor))]}
    )


@router.post("views/", response={201: ViewWhole}, summary=gettext_noop("Save a view"))
@needs(Scope.SETTINGS_WRITE)
def save_view(request: ApiRequest, given: NewView) -> HttpResponse:
    """One’s own, unless its reach says more."""
    values = _values(given)
    view = saving.save(by=request.actor, **values)
    return wholes.shown(view_whole(as_saved(view)), status=201, location=f"views/{view.pk}/")


@router.get("views/{int:pk}/", response=ViewWhole, summary=gettext_noop("One view"))
@needs(Scope.SETTINGS_READ)
def get_view(request: ApiRequest, pk: int) -> HttpResponse:
    """Whatever it asks by now."""
    return wholes.read(request, view_whole(as_saved(_view(request, pk))))


@router.patch("views/{int:pk}/", response=ViewWhole, summary=gettext_noop("Change a view"))
@needs(Scope.SETTINGS_WRITE)
def change_view(request: ApiRequest, pk: int, given: ViewFields) -> HttpResponse:
    """Its name, whose it is, what it asks, its columns."""
    view = _changeable(request, pk)
    values = _values(given)
    with one_deed():
        view.lock()
        wholes.still(request, view_whole(as_saved(view)))
        saving.change(view, by=request.actor, **values)
    return wholes.shown(view_whole(as_saved(view)))


@router.delete("views/{int:pk}/", response={204: None}, summary=gettext_noop("Remove a view"))
@needs(Scope.SETTINGS_WRITE)
def remove_view(request: ApiRequest, pk: int) -> HttpResponse:
    """It is offered no more."""
    saving.remove(_changeable(request, pk), by=request.actor, now=request.now)
    return HttpResponse(status=204)


def _view(request: ApiRequest, pk: int) -> SavedView:
    view: SavedView | None = None
    if pk <= LARGEST_ID:
        view = SavedView.objects.visible_to(request.actor).filter(pk=pk, removed_at=None).first()
    if view is None:
        raise Http404
    return view


def _changeable(request: ApiRequest, pk: int) -> SavedView:
    view = _view(request, pk)
    require(may_change_view(request.actor, as_saved(view)))
    return view


def _values(given: ViewFields) -> dict[str, Any]:
    """What the verbs take. Raises Problem, naming what of the question makes no sense."""
    values: dict[str, Any] = given.model_dump(exclude_unset=True, exclude_none=True)
    if "asked" in values:
        if faults := unreadable(values["asked"], "/asked"):
            raise wholes.wrong(*faults)
        values["asked"] = read_question(values["asked"]).asked
    if "columns" in values:
        values["columns"] = list(known(values["columns"]))
    if "team" in values:
        values["team"] = Team.objects.filter(pk=values["team"]).first()
        if values["team"] is None:
            raise wholes.wrong(not_there("/team"))
        values.setdefault("reach", Reach.TEAM)
    return values
