"""How deeds on rules of mails are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.intake.models import Rule
from atenda.intake.permissions import may_change_policy
from atenda.intake.rules import events, managing
from atenda.intake.rules.refusals import OtherRules
from atenda.mailboxes.models import Mailbox
from atenda.staff.models import Agent


@undoes(events.ADDED, events.RESTORED, may=may_change_policy)
def unadd(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    rule = _rule(event)
    if rule.removed_at is not None:
        raise ChangedSince
    managing.remove(rule, by=by, now=now)


@undoes(events.REMOVED, may=may_change_policy)
def unremove(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    rule = _rule(event)
    if rule.removed_at is None:
        raise ChangedSince
    managing.restore(rule, by=by)


@undoes(events.CHANGED, may=may_change_policy)
def unchange(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when it was changed again, or removed."""
    rule = _rule(event)
    if rule.removed_at is not None or managing.words(rule) != after:
        raise ChangedSince
    mailbox = Mailbox.objects.filter(pk=before["mailbox"]).first() if before["mailbox"] else None
    values = {name: before[name] for name in managing.FIELDS}
    managing.change(rule, by=by, now=now, mailbox=mailbox, **values)


@undoes(events.SWITCHED_ON, events.SWITCHED_OFF, may=may_change_policy)
def unswitch(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    rule, was_on = _rule(event), event.kind == events.SWITCHED_OFF.name
    if rule.removed_at is not None or rule.is_on == was_on:
        raise ChangedSince
    managing.switch(rule, is_on=was_on, by=by, now=now)


@undoes(events.ORDERED, may=may_change_policy)
def unorder(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    there = Rule.objects.filter(removed_at=None).order_by("position", "pk")
    if list(there.values_list("pk", flat=True)) != after["order"]:
        raise ChangedSince
    try:
        managing.put_in_order(before["order"], by=by, now=now)
    except OtherRules as refusal:
        raise CannotUndo from refusal


def _rule(event: Event) -> Rule:
    found: Rule | None = Rule.objects.filter(pk=event.subject_id).first()
    if found is None:
        raise CannotUndo
    return found
