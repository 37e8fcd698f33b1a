"""Let one value of a picklist take the place of another on every case (B83). Merging two tags is the same deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from atenda.cases import events
from atenda.cases.differing import differences, uncovered
from atenda.cases.field_rules import OnFields
from atenda.cases.models import Campaign, Case, CurrentCampaign, Picklist, Replacement
from atenda.cases.refusals import RetiredValue
from atenda.cases.successors import FIELD_OF, refuse_while_replacing
from atenda.cases.waking import wake
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.refusals import Refused
from atenda.organizations.revisions import touch
from atenda.organizations.tenancy import OrgQuerySet
from atenda.staff.models import Agent


class NotOfItsKind(Refused):
    sentence = _("Only another value that means the same can take its place.")


class OtherRules(Refused):
    sentence = _("Other rules hold for that value. Read below what changes, and say that it is to be so.")


class WouldBeRead(OnFields):
    sentence = _(
        "Customers would read what is hidden on these cases: %(fields)s. Hide it for the other type as well, "
        "or let customers read it no longer; then replace the value."
    )


@dataclass(frozen=True)
class Use:
    """How many cases have a value, those in the bin included."""

    pending: int
    cases: int


@deed
def replace(value: Picklist, *, to: Picklist, agreed: bool = False, by: Agent | None, now: datetime) -> Replacement:
    """Retire the value and let `to` take its place: where new cases start, in campaigns people work in, on all cases.

    The cases are changed by the worker, batch by batch (`swapping.advance`); nobody is told by mail. From then on the
    rules of `to` hold for them: where those differ it must be `agreed`, and nothing that was hidden gets to customers.
    Raises NotOfItsKind, RetiredValue, BeingReplaced, WouldBeRead, OtherRules.
    """
    for one in sorted((value, to), key=lambda one: one.pk):
        one.lock()
    if not can_replace(value, to):
        raise NotOfItsKind
    if to.retired_at is not None:
        raise RetiredValue
    refuse_while_replacing(value, to)
    if fields := uncovered(value, to):
        raise WouldBeRead(fields)
    if not agreed and differences(value, to):
        raise OtherRules
    field, n = FIELD_OF[type(value)], use_of(value).cases
    _hand_over(value, to)
    value.retired_at = value.retired_at or now
    value.save(update_fields=["retired_at"])
    after = {"labels": to.labels, "cases": n}
    event = record(value, events.PICKLIST_REPLACED, by=by, before={"labels": value.labels}, after=after, at=now)
    begun: Replacement = Replacement.objects.create(
        field=field,
        leaving_id=value.pk,
        entering_id=to.pk,
        by=by,
        event_id=event.pk,
        begun_at=now,
        advanced_at=now,
        cases=n,
    )
    touch()
    transaction.on_commit(lambda: wake(begun))
    return begun


def can_replace(value: Picklist, to: Picklist) -> bool:
    """Another one of the same picklist; a state of the same life cycle, a reason for the same end.

    So no case is closed or reopened by it.
    """
    same = all(getattr(value, name, None) == getattr(to, name, None) for name in ("lifecycle", "cancels"))
    return type(value) is type(to) and value.pk != to.pk and same


def candidates(value: Picklist) -> list[Picklist]:
    """What may take its place."""
    offered = type(value).objects.filter(retired_at=None).order_by("position", "pk")
    return [to for to in offered if can_replace(value, to)]


def having(field: str, pk: int) -> OrgQuerySet:
    """The cases with a value, in the bin or not. Of an erased case nothing is left to change."""
    cases: OrgQuerySet = Case.objects.filter(erased_at=None)
    if field == "tags":  # the index of tags holds the cases that have some
        return cases.exclude(tag_ids=[]).filter(tag_ids__contains=[pk])
    return cases.filter(**{f"{field}_id": pk})


def use_of(value: Picklist) -> Use:
    """How many cases have the value."""
    counted: dict[str, Any] = having(FIELD_OF[type(value)], value.pk).aggregate(
        cases=Count("pk"), pending=Count("pk", filter=Q(closed_at=None))
    )
    return Use(**counted)


def _hand_over(value: Picklist, to: Picklist) -> None:
    """What is not on a case: the value new cases start with, and the campaign people work in."""
    if isinstance(value, Campaign):
        CurrentCampaign.objects.filter(campaign=value).update(campaign=to)
    if getattr(value, "is_initial", False):
        for one, is_initial in ((value, False), (to, True)):
            type(one).objects.filter(pk=one.pk).update(is_initial=is_initial)
