"""Macros: kept through the machines' door, shown and run on a case: all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.filling_in import read_values
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import deed_on, done_to, undo_of
from atenda.api.routes.kept import ASKED, kept_page, kept_values
from atenda.api.shapes.cases import CaseWhole
from atenda.api.shapes.macros import (
    ForeseenOut,
    MacroFields,
    MacroOut,
    MacroPage,
    NewMacro,
    Running,
    foreseen,
    macro,
    what_counts,
)
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.history.deeds import Deed, one_deed
from atenda.macros import macros
from atenda.macros.models import Macro
from atenda.macros.offered import macros_for
from atenda.macros.permissions import may_use_macros
from atenda.macros.running import Ending, foresee, run, said_ending
from atenda.macros.views.finding import changeable, macro_or_404

router = Router()


@router.get("macros/", response=MacroPage, summary=gettext_noop("Macros that can be run"), openapi_extra=ASKED)
@needs(Scope.SETTINGS_READ)
def list_macros(request: ApiRequest) -> HttpResponse:
    """One’s own, those of one’s teams and everybody’s; the newest first."""
    require(may_use_macros(request.actor))
    return kept_page(request, Macro, macros_for, macro)


@router.post("macros/", response={201: MacroOut}, summary=gettext_noop("Add a macro"))
@needs(Scope.SETTINGS_WRITE)
def add_macro(request: ApiRequest, given: NewMacro) -> HttpResponse:
    """One’s own, unless its reach says more."""
    require(may_use_macros(request.actor))
    values = kept_values(given)
    with one_deed() as done:
        kept = macros.add(**values, by=request.actor, now=request.now)
    return _shown(request, kept, done, status=201, location=f"macros/{kept.pk}/")


@router.get("macros/{int:pk}/", response=MacroOut, summary=gettext_noop("One macro"))
@needs(Scope.SETTINGS_READ)
def get_macro(request: ApiRequest, pk: int) -> HttpResponse:
    """What it does, retired or not."""
    whole = macro(macro_or_404(request.actor, pk))
    return wholes.shown(whole, version=what_counts(whole))


@router.patch("macros/{int:pk}/", response=MacroOut, summary=gettext_noop("Change a macro"))
@needs(Scope.SETTINGS_WRITE)
def change_macro(request: ApiRequest, pk: int, given: MacroFields) -> HttpResponse:
    """What is named changes; `does` takes the place of all it did."""
    kept = changeable(request.actor, macro_or_404(request.actor, pk))
    values = kept_values(given)
    with one_deed() as done:
        kept.lock()
        wholes.still(request, what_counts(macro(kept)))
        macros.change(kept, **values, by=request.actor, now=request.now)
    return _shown(request, kept, done)


@router.delete("macros/{int:pk}/", response={204: None}, summary=gettext_noop("Retire a macro"))
@needs(Scope.SETTINGS_WRITE)
def retire_macro(request: ApiRequest, pk: int) -> HttpResponse:
    """It is offered no more; it can be brought back."""
    kept = changeable(request.actor, macro_or_404(request.actor, pk))
    with one_deed() as done:
        macros.retire(kept, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.post("macros/{int:pk}/restoration/", response=MacroOut, summary=gettext_noop("Bring a macro back"))
@needs(Scope.SETTINGS_WRITE)
def restore_macro(request: ApiRequest, pk: int) -> HttpResponse:
    """Offered again."""
    kept = changeable(request.actor, macro_or_404(request.actor, pk))
    with one_deed() as done:
        macros.restore(kept, by=request.actor, now=request.now)
    return _shown(request, kept, done)


@router.get(
    "cases/{int:folio}/macros/{int:pk}/", response=ForeseenOut, summary=gettext_noop("What a macro would do to a case")
)
@needs(Scope.CASES_READ)
def foresee_macro(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """Step by step, by the very verbs; nothing of it stays."""
    case, kept = _here(request, folio, pk)
    paging.known_parameters(request)
    return said(foreseen(foresee(kept, case, by=request.actor, now=request.now)))


@router.post("cases/{int:folio}/macros/{int:pk}/", response=CaseWhole, summary=gettext_noop("Run a macro on a case"))
@needs(Scope.CASES_WRITE)
def run_macro(request: ApiRequest, folio: int, pk: int, given: Running) -> HttpResponse:
    """All of it or nothing: where one step is refused, the reason is that step’s. What the case lacks to end is filled
    in before, with `PATCH cases/{folio}/`."""
    case, kept = _here(request, folio, pk)
    values = read_values(request.actor, given.model_dump(include={"closing_reason"}, exclude_none=True), case)
    with deed_on(request, case) as done:
        run(kept, case, by=request.actor, now=request.now, ending=_ending(kept, case, given, values))
    return done_to(request, case, done)


def _here(request: ApiRequest, folio: int, pk: int) -> tuple[Case, Macro]:
    case = visible_case(request, folio)
    kept = macro_or_404(request.actor, pk)
    if kept.retired_at is not None:
        raise Http404
    return case, kept


def _ending(kept: Macro, case: Case, given: Running, values: dict[str, Any]) -> Ending | None:
    """What is said stands in place of what the macro says, each for itself; None where nothing is said."""
    if not values and given.solution is None:
        return None
    usual = said_ending(kept.does, case)
    reason = values.get("closing_reason", usual.reason)
    return Ending(reason, usual.solution if given.solution is None else given.solution)


def _shown(request: ApiRequest, kept: Macro, done: Deed, *, status: int = 200, location: str = "") -> HttpResponse:
    whole = macro(kept)
    return wholes.shown(
        whole, status=status, location=location, headers=undo_of(request, done), version=what_counts(whole)
    )
