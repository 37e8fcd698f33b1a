"""What happened to one thing that is no case: who changed what of a customer, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.history.telling import CUSTOMER_FIELDS, Detail, sentence, tell
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

SHOWN = 20


@dataclass(frozen=True)
class Entry:
    seq: int
    at: datetime
    sentence: str
    details: list[Detail]


@dataclass(frozen=True)
class History:
    """The newest entries first; `has_older` when there are more than are shown."""

    entries: list[Entry]
    has_older: bool


def history_of(subject: OrgModel, *, size: int = SHOWN) -> History:
    """The stream of one subject, from its end backwards."""
    stream = Event.objects.filter(case=None, subject_type=subject._meta.label_lower, subject_id=subject.pk)
    columns = ("seq", "kind", "at", "actor__name", "payloads__before", "payloads__after")
    found = list(stream.order_by("-seq").values_list(*columns)[: size + 1])
    entries = [
        Entry(
            seq=seq,
            at=at,
            sentence=sentence(kind, actor=who or "Atenda", before=before, after=after),
            details=tell(before or {}, after or {}, CUSTOMER_FIELDS),
        )
        for seq, kind, at, who, before, after in found[:size]
    ]
    return History(entries, has_older=len(found) > size)


def history_of_customer(
    actor: Agent, *, account: Account | None = None, contact: Contact | None = None
) -> History | None:
    """The block on a customer's page; nothing for one whose beginning was not recorded."""
    subject = account or contact
    history = history_of(subject) if subject else None
    return history if history and history.entries else None
