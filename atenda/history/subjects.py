"""What happened to one thing that is no case: who changed what of a customer, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.history.telling import CUSTOMER_FIELDS, Detail, sentence, tell
from atenda.history.undoing import may_undo
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

SHOWN = 20


@dataclass(frozen=True)
class Entry:
    seq: int
    at: datetime
    sentence: str
    details: list[Detail]
    id: int
    may_undo: bool
    was_undone: bool


@dataclass(frozen=True)
class History:
    """The newest entries first; `has_older` when there are more than are shown."""

    entries: list[Entry]
    has_older: bool


def history_of(subject: OrgModel, *, actor: Agent, now: datetime, size: int = SHOWN) -> History:
    """The stream of one subject, from its end backwards, with what of it this agent may take back."""
    stream = Event.objects.filter(case=None, subject_type=subject._meta.label_lower, subject_id=subject.pk)
    rows = stream.annotate(who=F("actor__name"), before=F("payloads__before"), after=F("payloads__after"))
    found = list(rows.order_by("-seq")[: size + 1])
    undone = {event.cause_id for event in found}  # an undo comes after what it undid
    entries = [
        Entry(
            seq=event.seq,
            at=event.at,
            sentence=sentence(
                event.kind,
                actor=event.who or "Atenda",
                before=event.before,
                after=event.after,
                is_undo=event.cause_id is not None,
            ),
            details=tell(event.before or {}, event.after or {}, CUSTOMER_FIELDS),
            id=event.pk,
            may_undo=event.pk not in undone and may_undo(actor, event, now),
            was_undone=event.pk in undone,
        )
        for event in found[:size]
    ]
    return History(entries, has_older=len(found) > size)


def history_of_customer(
    actor: Agent, *, account: Account | None = None, contact: Contact | None = None
) -> History | None:
    """The block on a customer's page; nothing for one whose beginning was not recorded."""
    subject = account or contact
    history = history_of(subject, actor=actor, now=timezone.now()) if subject else None
    return history if history and history.entries else None
