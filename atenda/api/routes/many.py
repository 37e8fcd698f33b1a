"""Deeds on many cases: foretold, begun, followed, stopped, gone on with, taken back (U25)."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import Ability, require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.asking_many import asked_of, check, chosen_of
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes.many import ForetoldOut, ManyOut, ManyPage, ManyRows, OnMany, foretold, line, many
from atenda.history.deeds import one_deed
from atenda.worklists.bulk import running
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.foretelling import foretell
from atenda.worklists.bulk.results import deeds_on_many, page_of_rows
from atenda.worklists.bulk.undoing import may_continue, may_see, may_undo_all
from atenda.worklists.bulk.waking import wake
from atenda.worklists.models import BulkDeed, Outcome

OUTCOME = {
    "in": "query",
    "name": "outcome",
    "required": False,
    "description": "Only these.",
    "schema": {"type": "string", "enum": Outcome.values},
}
CURSOR = paging.PARAMETERS[1]

router = Router()


@router.post("cases/many/foretelling/", response=ForetoldOut, summary=gettext_noop("Foretell a deed on many cases"))
@needs(Scope.CASES_WRITE)
def foretell_many(request: ApiRequest, given: OnMany) -> HttpResponse:
    """How many cases would change, and why others would not. Nothing is done."""
    check(request.actor, given)
    chosen = _chosen(request, given)
    found = foretell(
        lambda: asked_of(given, by=request.actor, now=request.now), chosen, by=request.actor, now=request.now
    )
    return said(foretold(found))


@router.post("cases/many/", response={202: ManyOut}, summary=gettext_noop("Do something to many cases"))
@needs(Scope.CASES_WRITE)
def begin_many(request: ApiRequest, given: OnMany) -> HttpResponse:
    """To all that are meant at this moment, each by itself. It goes on after the answer: ask for it at `Location`."""
    check(request.actor, given)
    chosen = _chosen(request, given)
    with one_deed():
        asked = asked_of(given, by=request.actor, now=request.now)
        bulk = running.begin(asked, chosen, key=uuid4(), is_quiet=given.quietly, by=request.actor, now=request.now)
        _wake_for_few(bulk, bulk.cases)
    return _shown(request, bulk, 202, {"Location": f"/api/v1/cases/many/{bulk.pk}/"})


@router.get(
    "cases/many/",
    response=ManyPage,
    summary=gettext_noop("Deeds on many cases"),
    openapi_extra={"parameters": [CURSOR]},
)
@needs(Scope.CASES_READ)
def list_many(request: ApiRequest) -> HttpResponse:
    """One's own, the latest first; everybody's, for who may undo what others did."""
    paging.known_parameters(request, "cursor")
    before = int(paging.cursor_of(request, "many") or 0)
    everybodys = request.actor.can(Ability.UNDO_OTHERS)
    found, older = deeds_on_many(None if everybodys else request.actor, before)
    return paging.page(request, [_told(request, bulk) for bulk in found], kind="many", end=str(older or ""))


@router.get("cases/many/{int:pk}/", response=ManyOut, summary=gettext_noop("One deed on many cases"))
@needs(Scope.CASES_READ)
def get_many(request: ApiRequest, pk: int) -> HttpResponse:
    """How far it has come."""
    return _shown(request, _seen(request, pk))


@router.get(
    "cases/many/{int:pk}/rows/",
    response=ManyRows,
    summary=gettext_noop("What became of each case"),
    openapi_extra={"parameters": [OUTCOME, CURSOR]},
)
@needs(Scope.CASES_READ)
def list_many_rows(request: ApiRequest, pk: int) -> HttpResponse:
    """By folio, fifty at a time; kept for ninety days."""
    bulk = _seen(request, pk)
    paging.known_parameters(request, "outcome", "cursor")
    outcome = request.GET.get("outcome", "")
    if "outcome" in request.GET and outcome not in Outcome.values:
        message = _("It must be one of: {expected}.").format(expected=", ".join(Outcome.values))
        raise Problem("invalid", message, [Fault("not-one-of", message, parameter="outcome")])
    kind = f"many.{pk}.{outcome}"
    after = int(paging.cursor_of(request, kind) or 0)
    found, end = page_of_rows(bulk, request.actor, outcome=outcome, after=after)
    return paging.page(request, [line(each) for each in found], kind=kind, end=str(end or ""))


@router.post("cases/many/{int:pk}/stopping/", response=ManyOut, summary=gettext_noop("Stop a deed on many cases"))
@needs(Scope.CASES_WRITE)
def stop_many(request: ApiRequest, pk: int) -> HttpResponse:
    """No more is done of it. What is done stays, and can be undone; one that is over stays as it is."""
    bulk = _seen(request, pk)
    require(may_undo_all(request.actor, bulk))
    running.stop(bulk, now=request.now)
    return _shown(request, bulk)


@router.post(
    "cases/many/{int:pk}/continuing/", response={202: ManyOut}, summary=gettext_noop("Continue a deed on many cases")
)
@needs(Scope.CASES_WRITE)
def continue_many(request: ApiRequest, pk: int) -> HttpResponse:
    """With the cases it never came to, for a day after it was stopped; by who began it."""
    bulk = _seen(request, pk)
    require(may_continue(request.actor, bulk))
    with one_deed():
        running.resume(bulk, now=request.now)
        _wake_for_few(bulk, bulk.figures[Outcome.WAITING])
    return _shown(request, bulk, 202)


@router.post("cases/many/{int:pk}/undoing/", response={202: ManyOut}, summary=gettext_noop("Undo a deed on many cases"))
@needs(Scope.CASES_WRITE)
def undo_many(request: ApiRequest, pk: int) -> HttpResponse:
    """On every case that nobody changed since, for a day."""
    bulk = _seen(request, pk)
    require(may_undo_all(request.actor, bulk))
    with one_deed():
        running.undo_all(bulk, by=request.actor, now=request.now)
        _wake_for_few(bulk, bulk.figures[Outcome.CHANGED])
    return _shown(request, bulk, 202)


def _wake_for_few(bulk: BulkDeed, cases: int) -> None:
    """A page does a few cases itself; here the worker does them too, so that every answer comes at once, and each case
    has a transaction of its own whether or not the answer is kept with one (1.18)."""
    if cases <= running.AT_ONCE:
        transaction.on_commit(lambda: wake(bulk))


def _chosen(request: ApiRequest, given: OnMany) -> Chosen:
    """An earlier deed whose rest is meant is one that this person sees."""
    chosen = chosen_of(given)
    if chosen.rest_of:
        _seen(request, chosen.rest_of)
    return chosen


def _seen(request: ApiRequest, pk: int) -> BulkDeed:
    bulk: BulkDeed | None = BulkDeed.objects.select_related("by", "undone_by").filter(pk=pk).first()
    if bulk is None or not may_see(request.actor, bulk):
        raise Http404
    return bulk


def _shown(
    request: ApiRequest, bulk: BulkDeed, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    return said(_told(request, bulk), status, headers)


def _told(request: ApiRequest, bulk: BulkDeed) -> dict[str, object]:
    figures = running.figures_of(bulk) if bulk.is_moving else bulk.figures
    return many(
        bulk,
        figures,
        request.actor,
        can_be_undone=may_undo_all(request.actor, bulk) and bulk.can_be_undone(request.now),
        can_be_continued=may_continue(request.actor, bulk) and bulk.can_be_continued(request.now),
    )
