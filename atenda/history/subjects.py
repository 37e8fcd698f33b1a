"""What happened to one thing that is no case: who changed what of a customer, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from atenda.customers import events
from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.history.telling import CUSTOMER_FIELDS, Detail, sentence, tell
from atenda.history.undoing import may_undo
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

SHOWN = 20
MERGED = {events.ACCOUNT_MERGED.name, events.CONTACT_MERGED.name}


@dataclass(frozen=True)
class Entry:
    at: datetime
    sentence: str
    details: list[Detail]
    id: int
    may_undo: bool
    was_undone: bool
    of: str = ""  # the record it happened to, where that is another one, merged into this


@dataclass(frozen=True)
class History:
    """The newest entries first; `has_older` when there are more than are shown."""

    entries: list[Entry]
    has_older: bool


def history_of(subject: OrgModel, *, actor: Agent, now: datetime, size: int = SHOWN) -> History:
    """The stream of one subject, from its end backwards, with what of it this agent may take back.

    Of a customer also what happened to the records that are part of it now.
    """
    names: dict[int, str] = {subject.pk: ""}
    found = _newest(subject, names, size)
    while more := {pk: name for pk, name in _merged_into_it(found) if pk not in names}:
        names |= more
        found = _newest(subject, names, size)
    undone = _undone(found)
    entries = [
        Entry(
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
            may_undo=event.pk not in undone and event.subject_id == subject.pk and may_undo(actor, event, now),
            was_undone=event.pk in undone,
            of=names[event.subject_id],
        )
        for event in found[:size]
    ]
    return History(entries, has_older=len(found) > size)


def _newest(subject: OrgModel, names: Mapping[int, str], size: int) -> list[Any]:
    streams = Event.objects.filter(case=None, subject_type=subject._meta.label_lower, subject_id__in=list(names))
    rows = streams.annotate(who=F("actor__name"), before=F("payloads__before"), after=F("payloads__after"))
    return list(rows.order_by("-seq" if len(names) == 1 else "-pk")[: size + 1])


def _undone(found: Sequence[Any]) -> set[int]:
    return {event.cause_id for event in found}  # an undo comes after what it undid


def _merged_into_it(found: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """The keys of other records, and what they were called, whose merging stands."""
    undone = _undone(found)
    for event in found:
        if event.kind in MERGED and event.pk not in undone and event.after:
            pk, name = event.after["other"]
            yield pk, name


def history_of_customer(
    actor: Agent, *, account: Account | None = None, contact: Contact | None = None
) -> History | None:
    """The block on a customer's page; nothing for one whose beginning was not recorded."""
    subject = account or contact
    history = history_of(subject, actor=actor, now=timezone.now()) if subject else None
    return history if history and history.entries else None
