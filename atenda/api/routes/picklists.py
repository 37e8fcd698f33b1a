"""Picklists of cases: read by everybody, looked after by whoever looks after their page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import wholes
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.picklists import (
    EXTRAS,
    FARTHEST,
    ChangedValue,
    NewValue,
    Order,
    PicklistsAnswer,
    ReplacementAnswer,
    ReplacementsAnswer,
    Replacing,
    UseAnswer,
    ValueFields,
    ValuesAnswer,
    ValueWhole,
    replacement_whole,
    value_whole,
)
from atenda.cases import picklists, replacing
from atenda.cases.differing import differences
from atenda.cases.models import Picklist, Replacement
from atenda.cases.permissions import may_manage_picklists
from atenda.cases.successors import FIELD_OF, values_of
from atenda.cases.views.naming import model_named, value_named
from atenda.history.deeds import one_deed

LATEST = 50

router = Router()


@router.get("picklists/", response=PicklistsAnswer, summary=gettext_noop("Every picklist of cases"))
@needs(Scope.SETTINGS_READ)
def list_picklists(request: ApiRequest) -> HttpResponse:
    """With all their values, those no longer offered too: cases may still have them. Everybody may read them."""
    lists = [
        {"kind": kind, "field": FIELD_OF[model], "values": _values(kind)} for kind, model in picklists.KINDS.items()
    ]
    return wholes.read(request, {"items": lists})


@router.get("picklist-replacements/", response=ReplacementsAnswer, summary=gettext_noop("How far values are replaced"))
@needs(Scope.SETTINGS_READ)
def list_replacements(request: ApiRequest) -> HttpResponse:
    """The latest fifty, the newest first."""
    require(may_manage_picklists(request.actor))
    return said({"items": [replacement_whole(row) for row in Replacement.objects.order_by("-pk")[:LATEST]]})


@router.get("picklists/{slug:kind}/", response=ValuesAnswer, summary=gettext_noop("One picklist"))
@needs(Scope.SETTINGS_READ)
def list_values(request: ApiRequest, kind: str) -> HttpResponse:
    """Its values in their order; tags by their word."""
    model_named(kind)
    return wholes.read(request, {"items": _values(kind)})


@router.post("picklists/{slug:kind}/", response={201: ValueWhole}, summary=gettext_noop("Add a value"))
@needs(Scope.SETTINGS_WRITE)
def add_value(request: ApiRequest, kind: str, given: NewValue) -> HttpResponse:
    """After the others, unless a place is said."""
    model = model_named(kind)
    require(may_manage_picklists(request.actor))
    values = {"position": min(model.objects.count(), FARTHEST), **_fitting(kind, given)}
    if hasattr(model, "lifecycle") and "lifecycle" not in values:
        raise wholes.wrong(Fault("missing", _("This field is needed."), pointer="/lifecycle"))
    value = picklists.add(kind, by=request.actor, now=request.now, **values)
    return wholes.shown(value_whole(kind, value), status=201, location=f"picklists/{kind}/{value.pk}/")


@router.put("picklists/{slug:kind}/order/", response=ValuesAnswer, summary=gettext_noop("Put a picklist in order"))
@needs(Scope.SETTINGS_WRITE)
def order_values(request: ApiRequest, kind: str, given: Order) -> HttpResponse:
    """All of it or nothing. Tags stand by their word, whatever their place."""
    model = model_named(kind)
    require(may_manage_picklists(request.actor))
    rows: dict[int, Picklist] = {row.pk: row for row in model.objects.order_by("position", "pk")}
    wholes.each_there(given.values, rows, "values")
    ordered = list(dict.fromkeys([*given.values, *rows]))
    with one_deed():
        for place, pk in enumerate(ordered):
            picklists.change(rows[pk], position=min(place, FARTHEST), by=request.actor, now=request.now)
    return wholes.shown({"items": [value_whole(kind, rows[pk]) for pk in ordered]})


@router.get("picklists/{slug:kind}/{int:pk}/", response=ValueWhole, summary=gettext_noop("One value"))
@needs(Scope.SETTINGS_READ)
def get_value(request: ApiRequest, kind: str, pk: int) -> HttpResponse:
    """Its labels in every language."""
    return wholes.read(request, value_whole(kind, _value(kind, pk)))


@router.patch("picklists/{slug:kind}/{int:pk}/", response=ValueWhole, summary=gettext_noop("Change a value"))
@needs(Scope.SETTINGS_WRITE)
def change_value(request: ApiRequest, kind: str, pk: int, given: ChangedValue) -> HttpResponse:
    """What is named changes: labels language by language, all else stays."""
    value = _value(kind, pk)
    require(may_manage_picklists(request.actor))
    values = _fitting(kind, given)
    with one_deed():
        value.lock()
        wholes.still(request, value_whole(kind, value))
        if "labels" in values:
            values["labels"] = {**value.labels, **values["labels"]}
        picklists.change(value, by=request.actor, now=request.now, **values)
    return wholes.shown(value_whole(kind, value))


@router.post("picklists/{slug:kind}/{int:pk}/retirement/", response=ValueWhole, summary=gettext_noop("Retire a value"))
@needs(Scope.SETTINGS_WRITE)
def retire_value(request: ApiRequest, kind: str, pk: int) -> HttpResponse:
    """It is offered no more; cases that have it keep it."""
    value = _value(kind, pk)
    require(may_manage_picklists(request.actor))
    picklists.retire(value, by=request.actor, now=request.now)
    return wholes.shown(value_whole(kind, value))


@router.post(
    "picklists/{slug:kind}/{int:pk}/restoration/", response=ValueWhole, summary=gettext_noop("Bring a value back")
)
@needs(Scope.SETTINGS_WRITE)
def restore_value(request: ApiRequest, kind: str, pk: int) -> HttpResponse:
    """Cases on which another took its place keep that one."""
    value = _value(kind, pk)
    require(may_manage_picklists(request.actor))
    picklists.restore(value, by=request.actor, now=request.now)
    return wholes.shown(value_whole(kind, value))


@router.get(
    "picklists/{slug:kind}/{int:pk}/use/", response=UseAnswer, summary=gettext_noop("How many cases have a value")
)
@needs(Scope.SETTINGS_READ)
def use_of_value(request: ApiRequest, kind: str, pk: int) -> HttpResponse:
    """Asked before it is replaced."""
    value = _value(kind, pk)
    require(may_manage_picklists(request.actor))
    use = replacing.use_of(value)
    return said({"pending": use.pending, "cases": use.cases})


@router.post(
    "picklists/{slug:kind}/{int:pk}/replacement/",
    response={202: ReplacementAnswer},
    summary=gettext_noop("Replace a value"),
)
@needs(Scope.SETTINGS_WRITE)
def replace_value(request: ApiRequest, kind: str, pk: int, given: Replacing) -> HttpResponse:
    """Another value takes its place on every case, bit by bit. Where other rules hold for that one, the answer is 422
    with each difference, until it is `agreed`."""
    value = _value(kind, pk)
    require(may_manage_picklists(request.actor))
    to = model_named(kind).objects.filter(pk=given.to).first()
    if to is None:
        raise wholes.wrong(not_there("/to"))
    try:
        row = replacing.replace(value, to=to, agreed=given.agreed, by=request.actor, now=request.now)
    except replacing.OtherRules as refusal:
        faults = [
            Fault("differs", f"{each.what}: {each.before} → {each.after}", pointer="/agreed")
            for each in differences(value, to)
        ]
        raise Problem("refused", str(refusal), faults) from None
    return said(replacement_whole(row), 202)


def _values(kind: str) -> list[dict[str, Any]]:
    return [value_whole(kind, value) for value in values_of(FIELD_OF[picklists.KINDS[kind]]).values()]


def _value(kind: str, pk: int) -> Picklist:
    if pk > LARGEST_ID:
        raise Http404
    return value_named(kind, pk)


def _fitting(kind: str, given: ValueFields) -> dict[str, Any]:
    """What was said, when this list has it. Raises Problem."""
    values, model = given.values(), picklists.KINDS[kind]
    strange = [name for name in EXTRAS if name in values and not hasattr(model, name)]
    if strange:
        raise wholes.wrong(*(Fault("unknown", _("There is no such field."), pointer=f"/{name}") for name in strange))
    return values
