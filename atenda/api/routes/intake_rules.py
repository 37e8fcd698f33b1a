"""Rules of mails that come in: what a mail says decides what its case is at first (U6, U7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.shapes.intake_rules import (
    ConditionIn,
    IntakeRuleFields,
    NewRule,
    RuleOrder,
    RuleOut,
    Rules,
    TrialOut,
    rule,
    trial,
)
from atenda.history.deeds import one_deed
from atenda.intake.models import Rule
from atenda.intake.permissions import may_change_policy
from atenda.intake.rules import managing, trying
from atenda.intake.rules.judging import ready
from atenda.intake.rules.vocabulary import BadCondition, Condition, condition_of
from atenda.intake.views.rules import rule_or_404
from atenda.mailboxes.models import Mailbox

router = Router()


@router.get("intake-rules/", response=Rules, summary=gettext_noop("Intake rules"))
@needs(Scope.NOTICES_READ)
def list_intake_rules(request: ApiRequest) -> HttpResponse:
    """All there are, in the order they are asked."""
    require(may_change_policy(request.actor))
    paging.known_parameters(request)
    return said(_all())


@router.post("intake-rules/", response={201: RuleOut}, summary=gettext_noop("Add an intake rule"))
@needs(Scope.NOTICES_WRITE)
def add_intake_rule(request: ApiRequest, given: NewRule) -> HttpResponse:
    """After all others, and off unless `is_on` says otherwise."""
    require(may_change_policy(request.actor))
    values = {"gives": {}, "ends": "", **_values(given)}
    with one_deed() as done:
        added = managing.add_rule(**values, by=request.actor, now=request.now)
    return wholes.shown(rule(added), status=201, location=f"intake-rules/{added.pk}/", headers=undo_of(request, done))


@router.put("intake-rules/order/", response=Rules, summary=gettext_noop("Put intake rules in order"))
@needs(Scope.NOTICES_WRITE)
def order_intake_rules(request: ApiRequest, given: RuleOrder) -> HttpResponse:
    """All of them, each named once."""
    require(may_change_policy(request.actor))
    with one_deed() as done:
        managing.put_in_order(given.ids, by=request.actor, now=request.now)
    return said(_all(), headers=undo_of(request, done))


@router.get("intake-rules/{int:pk}/", response=RuleOut, summary=gettext_noop("One intake rule"))
@needs(Scope.NOTICES_READ)
def get_intake_rule(request: ApiRequest, pk: int) -> HttpResponse:
    """What it asks and what it does."""
    return wholes.read(request, rule(rule_or_404(request, pk)))


@router.patch("intake-rules/{int:pk}/", response=RuleOut, summary=gettext_noop("Change an intake rule"))
@needs(Scope.NOTICES_WRITE)
def change_intake_rule(request: ApiRequest, pk: int, given: IntakeRuleFields) -> HttpResponse:
    """What is named changes, all else stays. `is_on` switches it on or off."""
    there = rule_or_404(request, pk)
    values = _values(given)
    with one_deed() as done:
        there.lock()
        wholes.still(request, rule(there))
        is_on = values.pop("is_on", there.is_on)
        managing.change(there, **values, by=request.actor, now=request.now)
        managing.switch(there, is_on=is_on, by=request.actor, now=request.now)
    return wholes.shown(rule(there), headers=undo_of(request, done))


@router.delete("intake-rules/{int:pk}/", response={204: None}, summary=gettext_noop("Remove an intake rule"))
@needs(Scope.NOTICES_WRITE)
def remove_intake_rule(request: ApiRequest, pk: int) -> HttpResponse:
    """It is asked no more. It can be taken back."""
    there = rule_or_404(request, pk)
    with one_deed() as done:
        managing.remove(there, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.get("intake-rules/{int:pk}/trial/", response=TrialOut, summary=gettext_noop("Try an intake rule"))
@needs(Scope.NOTICES_READ)
def try_intake_rule(request: ApiRequest, pk: int) -> HttpResponse:
    """What it would make of the last 1 000 mails. Nothing changes; it takes two seconds at most."""
    return said(trial(trying.try_out(ready(rule_or_404(request, pk)))))


def _all() -> dict[str, Any]:
    return {"items": [rule(one) for one in Rule.objects.filter(removed_at=None).order_by("position", "pk")]}


def _values(given: IntakeRuleFields) -> dict[str, Any]:
    """As the verbs take them. Of all but the mailbox, null says nothing. Raises Problem."""
    values = given.model_dump(exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name == "mailbox"}
    if given.conditions is not None:
        values["conditions"] = _conditions(given.conditions)
    if values.get("mailbox") is not None:
        found = Mailbox.objects.filter(pk=values["mailbox"]).first()
        if found is None:
            raise wholes.wrong(not_there("/mailbox"))
        values["mailbox"] = found
    return values


def _conditions(given: Sequence[ConditionIn]) -> list[Condition]:
    found, faults = [], []
    for place, one in enumerate(given):
        try:
            found.append(condition_of(one.field, one.how, one.values))
        except BadCondition as refusal:
            faults.append(Fault("invalid", str(refusal), f"/conditions/{place}/{refusal.part}"))
    if faults:
        raise wholes.wrong(*faults)
    return found
