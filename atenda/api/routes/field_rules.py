"""What a case is asked for, field by field, and how it moves: read by everybody who fills cases in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.shapes.views import (
    MovesAnswer,
    MovesFields,
    RulesAnswer,
    RulesDropped,
    RulesFields,
    moves_whole,
    rules_whole,
)
from atenda.cases import catalogue, field_rules, moving
from atenda.cases.field_rules import STANDARD
from atenda.cases.models import CaseType
from atenda.cases.permissions import may_manage_picklists
from atenda.cases.setting_rules import drop_rules, own_fields, set_rules
from atenda.history.deeds import one_deed
from atenda.organizations.revisions import lock_settings

TYPE = {
    "in": "query",
    "name": "type",
    "required": False,
    "description": "For cases of this type; for all when it is not said.",
    "schema": {"type": "integer", "minimum": 1},
}

router = Router()


@router.get(
    "field-rules/",
    response=RulesAnswer,
    summary=gettext_noop("What cases are asked for"),
    openapi_extra={"parameters": [TYPE]},
)
@needs(Scope.SETTINGS_READ)
def get_field_rules(request: ApiRequest) -> HttpResponse:
    """Of each field whether it is shown, needed and changed."""
    return wholes.read(request, _rules(_asked(request)))


@router.patch("field-rules/", response=RulesAnswer, summary=gettext_noop("Change what cases are asked for"))
@needs(Scope.SETTINGS_WRITE)
def set_field_rules(request: ApiRequest, given: RulesFields) -> HttpResponse:
    """What makes no sense of a field stays as it must be: a case always has a customer."""
    require(may_manage_picklists(request.actor))
    of = _type(given.type)
    said: dict[str, Any] = given.model_dump(exclude_unset=True, exclude_none=True)["rules"]
    with one_deed():
        lock_settings()
        wholes.still(request, _rules(of))
        now = field_rules.rules(of.pk if of else None)
        wanted = {field: replace(now[field], **flags) for field, flags in said.items()}
        set_rules(wanted, type=of, by=request.actor, now=request.now)
    return wholes.shown(_rules(of))


@router.post(
    "field-rules/dropping/", response=RulesAnswer, summary=gettext_noop("Let what holds for all cases hold for a type")
)
@needs(Scope.SETTINGS_WRITE)
def drop_field_rules(request: ApiRequest, given: RulesDropped) -> HttpResponse:
    """For some fields, or for every one."""
    require(may_manage_picklists(request.actor))
    of = _type(given.type)
    assert of is not None
    fields = list(STANDARD) if given.fields is None else given.fields
    drop_rules(fields, type=of, by=request.actor, now=request.now)
    return wholes.shown(_rules(of))


@router.get(
    "barred-moves/",
    response=MovesAnswer,
    summary=gettext_noop("From which state to which no case goes"),
    openapi_extra={"parameters": [TYPE]},
)
@needs(Scope.SETTINGS_READ)
def get_barred_moves(request: ApiRequest) -> HttpResponse:
    """For all cases, or beside that for those of a type. Every other move may be made."""
    return wholes.read(request, _moves(_asked(request)))


@router.put("barred-moves/", response=MovesAnswer, summary=gettext_noop("Bar moves from state to state"))
@needs(Scope.SETTINGS_WRITE)
def set_barred_moves(request: ApiRequest, given: MovesFields) -> HttpResponse:
    """These and no others."""
    require(may_manage_picklists(request.actor))
    of, states = _type(given.type), catalogue.states()
    faults = [
        not_there(f"/barred/{place}/{end}")
        for place, move in enumerate(given.barred)
        for end in ("leaving", "entering")
        if getattr(move, end) not in states
    ]
    if faults:
        raise wholes.wrong(*faults)
    barred = [(move.leaving, move.entering) for move in given.barred]
    with one_deed():
        lock_settings()
        wholes.still(request, _moves(of))
        moving.bar_moves(barred, type=of, by=request.actor, now=request.now)
    return wholes.shown(_moves(of))


def _rules(of: CaseType | None) -> dict[str, Any]:
    pk = of.pk if of else None
    return rules_whole(pk, own_fields(of) if of else [], field_rules.rules(pk))


def _moves(of: CaseType | None) -> dict[str, Any]:
    pk = of.pk if of else None
    return moves_whole(pk, moving.barred_for(pk))


def _asked(request: ApiRequest) -> CaseType | None:
    """The type the address names. Raises Problem."""
    paging.known_parameters(request, "type")
    text = request.GET.get("type")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16) or int(text) not in catalogue.types():
        raise wholes.wrong(Fault("not-there", not_there("").message, parameter="type"))
    return catalogue.row(CaseType, int(text))


def _type(pk: int | None) -> CaseType | None:
    if pk is None:
        return None
    if pk not in catalogue.types():
        raise wholes.wrong(not_there("/type"))
    return catalogue.row(CaseType, pk)
