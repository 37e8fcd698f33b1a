"""Rules of mails: add one, change it, switch it on and off, put them in order, remove one and bring it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake.models import Rule, RuleEnd
from atenda.intake.rules import events, giving
from atenda.intake.rules.refusals import (
    DoesNothing,
    NoConditions,
    NotOffered,
    OtherRules,
    TooManyConditions,
    TooManyRules,
)
from atenda.intake.rules.vocabulary import MOST_CONDITIONS, Condition, condition_of
from atenda.mailboxes.models import Mailbox
from atenda.organizations.revisions import lock_settings, touch
from atenda.staff.models import Agent

MOST = 500
FIELDS = ("name", "match_all", "conditions", "gives", "ends", "overwrites")


def words(rule: Rule) -> dict[str, Any]:
    """All that can be changed of what it asks and does, as history keeps it."""
    return {**{name: getattr(rule, name) for name in FIELDS}, "mailbox": rule.mailbox_id}


@deed
def add_rule(
    *,
    name: str,
    conditions: Sequence[Condition],
    gives: Mapping[str, Any],
    by: Agent,
    now: datetime,
    ends: str = RuleEnd.GOES_ON,
    mailbox: Mailbox | None = None,
    match_all: bool = True,
    overwrites: bool = False,
    is_on: bool = False,
) -> Rule:
    """A rule after all others; off until somebody switches it on. Raises the refusals of this package."""
    lock_settings()
    there = Rule.objects.filter(removed_at=None)
    if there.count() >= MOST:
        raise TooManyRules
    rule = Rule(
        name=name,
        mailbox=mailbox,
        match_all=match_all,
        conditions=[condition.kept() for condition in conditions],
        gives=tidy(gives),
        ends=ends,
        overwrites=overwrites,
        is_on=is_on,
        position=(Rule.objects.aggregate(last=Max("position"))["last"] or 0) + 1,
        created_at=now,
        changed_at=now,
    )
    check(rule)
    rule.save(force_insert=True)
    record(rule, events.ADDED, by=by, after={**words(rule), "is_on": is_on}, at=now, is_first=True)
    touch()
    return rule


@deed
def change(rule: Rule, *, by: Agent, now: datetime, **values: Any) -> None:
    """Set any of FIELDS and `mailbox`. What is as it was changes nothing, else the rule has a new version."""
    rule.lock()
    before = words(rule)
    for name, value in values.items():
        setattr(rule, name, _as_kept(name, value))
    after = words(rule)
    if after == before:
        return
    check(rule, besides=before["gives"])
    rule.version, rule.changed_at = rule.version + 1, now
    rule.save(update_fields=[*FIELDS, "mailbox", "version", "changed_at"])
    record(rule, events.CHANGED, by=by, before=before, after=after, at=now)
    touch()


@deed
def switch(rule: Rule, *, is_on: bool, by: Agent, now: datetime) -> None:
    rule.lock()
    if rule.is_on == is_on or rule.removed_at is not None:
        return
    rule.is_on = is_on
    rule.save(update_fields=["is_on"])
    kind = events.SWITCHED_ON if is_on else events.SWITCHED_OFF
    record(rule, kind, by=by, after={"name": rule.name}, at=now)
    touch()


@deed
def put_in_order(ids: Sequence[int], *, by: Agent, now: datetime) -> None:
    """From now on they are asked in this order. All of them are named, each once; else raises OtherRules."""
    lock_settings()
    rules = {rule.pk: rule for rule in Rule.objects.filter(removed_at=None).order_by("position", "pk")}
    before = list(rules)
    if sorted(ids) != sorted(before):
        raise OtherRules
    if list(ids) == before:
        return
    moved = [pk for pk, was in zip(ids, before, strict=True) if pk != was]
    places = sorted(rule.position for rule in rules.values())
    for place, pk in enumerate(ids):
        rules[pk].position = place + 1 if len(set(places)) < len(places) else places[place]
    Rule.objects.bulk_update(rules.values(), ["position"])
    first = rules[moved[0]]
    first.lock()
    record(first, events.ORDERED, by=by, before={"order": before}, after={"order": list(ids)}, at=now)
    touch()


@deed
def remove(rule: Rule, *, by: Agent, now: datetime) -> None:
    """It is asked no more and stands in no list; it can be brought back."""
    rule.lock()
    if rule.removed_at is not None:
        return
    rule.removed_at = now
    rule.save(update_fields=["removed_at"])
    record(rule, events.REMOVED, by=by, after={"name": rule.name}, at=now)
    touch()


@deed
def restore(rule: Rule, *, by: Agent) -> None:
    rule.lock()
    if rule.removed_at is None:
        return
    rule.removed_at = None
    rule.save(update_fields=["removed_at"])
    record(rule, events.RESTORED, by=by, after={"name": rule.name})
    touch()


def check(rule: Rule, *, besides: Mapping[str, Any] | None = None) -> None:
    """Raises what is wrong with a rule. `besides`: what it gave before may go on to be given, retired or not."""
    if not rule.conditions:
        raise NoConditions
    if len(rule.conditions) > MOST_CONDITIONS:
        raise TooManyConditions
    for each in rule.conditions:
        condition_of(each["field"], each["how"], each["values"])
    if not rule.gives and not rule.ends:
        raise DoesNothing
    for field in giving.GIVEN:
        before = giving.ids_of(besides or {}, field)
        if any(pk not in before and not giving.is_offered(field, pk) for pk in giving.ids_of(rule.gives, field)):
            raise NotOffered


def tidy(gives: Mapping[str, Any]) -> dict[str, Any]:
    """As it is kept: tags as a list, all else one key, nothing that is empty."""
    kept: dict[str, Any] = {}
    for field in giving.GIVEN:
        if ids := giving.ids_of(gives, field):
            kept[field] = sorted(set(ids)) if field == giving.TAGS else ids[0]
    return kept


def _as_kept(name: str, value: Any) -> Any:
    if name == "conditions":
        return kept_conditions(value)
    return tidy(value) if name == "gives" else value


def kept_conditions(given: Iterable[Any]) -> list[dict[str, Any]]:
    return [each.kept() if isinstance(each, Condition) else dict(each) for each in given]
