"""Which events somebody may know of: those of the cases they see and, if they see customers, of them and their tags.

Packages further down say of their own rows who sees them: `know(Subjects(…))`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact, Tag
from atenda.customers.permissions import may_see_customers
from atenda.history.models import Event
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

CUSTOMERS: dict[str, type[Account] | type[Contact]] = {model._meta.label_lower: model for model in (Account, Contact)}
TAGS = Tag._meta.label_lower


@dataclass(frozen=True)
class Subjects:
    """Rows that are no cases and no customers, and have a history; `seen_by` those an agent sees, gone ones too."""

    model: type[OrgModel]
    seen_by: Callable[[Agent], Any]


_OTHERS: dict[str, Subjects] = {}


def know(subjects: Subjects) -> None:
    _OTHERS[subjects.model._meta.label_lower] = subjects


def in_sight(actor: Agent) -> Q:
    seen = Q(case__in=Case.objects.in_sight_of(actor))
    for label, others in _OTHERS.items():
        seen |= Q(case=None, subject_type=label, subject_id__in=others.seen_by(actor).values("pk"))
    return seen | Q(case=None, subject_type__in=[*CUSTOMERS, TAGS]) if may_see_customers(actor) else seen


def subject_of(event: Event) -> OrgModel | None:
    """What an event without a case is of: an account, a contact, a tag of theirs, or a row of another package."""
    if event.case_id is None and event.subject_type in _OTHERS:
        row: OrgModel | None = _OTHERS[event.subject_type].model.objects.filter(pk=event.subject_id).first()
        return row
    if event.case_id is None and event.subject_type == TAGS:
        tag: Tag | None = Tag.objects.filter(pk=event.subject_id).first()
        return tag
    return customer_of(event)


def customer_of(event: Event) -> Account | Contact | None:
    """The account or contact that an event without a case is of."""
    model = CUSTOMERS.get(event.subject_type) if event.case_id is None else None
    found: Account | Contact | None = model.objects.filter(pk=event.subject_id).first() if model else None
    return found
