"""What the fast path knows of a case, an account or a contact while it tells their story, and the rows they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import models

from atenda.cases.describing import word_for
from atenda.cases.models import (
    Campaign,
    Case,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.customers.models import Account, Contact
from atenda.customers.phones import read_phone
from atenda.customers.ways import Phone, Way
from atenda.history.chain import FIRST, digest_of, hash_of
from atenda.importing.fast.copying import Row
from atenda.searching.documents import document
from atenda.staff.models import Agent, Team


@dataclass(slots=True)
class Stream:
    """Where the chain of a case's, an account's or a contact's events ends so far."""

    seq: int = 0
    hash: bytes = FIRST


@dataclass(slots=True)
class Known:
    """An account or a contact the fast path has put on record; or one, or a case, that was there before."""

    model: type[Account] | type[Contact] | type[Case]
    pk: int
    name: str
    stream: Stream = field(default_factory=Stream)
    words: Any = None  # what the event says that it began with

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Told:
    """A case as it stands at this point of its story, in the model's words."""

    pk: int
    folio: int
    reference: str
    description: str
    state: State
    priority: Priority
    category: Category | None
    type: CaseType | None
    importance: Importance | None
    campaign: Campaign | None
    source: Source | None
    solution: str
    closing_reason: ClosingReason | None
    contact: Known | None
    account: Known | None
    team: Team | None
    assignees: list[Agent]
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    first_closed_at: datetime | None = None
    reopen_count: int = 0
    due_at: datetime | None = None
    contacted_at: datetime | None = None
    tags: list[Tag] = field(default_factory=list)
    stream: Stream = field(default_factory=Stream)
    words: Any = None  # what the event says that it began with

    @property
    def responsible(self) -> Agent | None:
        return self.assignees[0] if self.assignees else None

    @property
    def tag_ids(self) -> list[int]:
        return [tag.pk for tag in self.tags]

    @property
    def is_pending(self) -> bool:
        return self.closed_at is None

    def changed_by(self, by: Agent | None, now: datetime) -> None:
        if by is not None:
            self.updated_at = now


def people_in_order(responsible: Agent | None, others: Iterable[Agent]) -> list[Agent]:
    return list(dict.fromkeys([*([responsible] if responsible else []), *others]))


def who(people: Sequence[Agent]) -> dict[str, Any]:
    return {
        "responsible": word_for("responsible", people[0] if people else None),
        "assignees": word_for("assignees", people),
    }


def way_row(way: Way, country: str) -> dict[str, Any]:
    row = {name: getattr(way, name) for name in way.__dataclass_fields__}
    if isinstance(way, Phone):
        row["national"] = read_phone(way.number, country).national
    return row


def case_row(case: Told) -> Row:
    return {
        "id": case.pk,
        "folio": case.folio,
        "reference": case.reference,
        "description": case.description,
        "state_id": case.state.pk,
        "priority_id": case.priority.pk,
        "category_id": _key(case.category),
        "contact_id": _key(case.contact),
        "account_id": _key(case.account),
        "team_id": _key(case.team),
        "responsible_id": case.assignees[0].pk if case.assignees else None,
        "assignee_ids": [agent.pk for agent in case.assignees],
        "type_id": _key(case.type),
        "importance_id": _key(case.importance),
        "campaign_id": _key(case.campaign),
        "source_id": _key(case.source),
        "solution": case.solution,
        "closing_reason_id": _key(case.closing_reason),
        "tag_ids": [tag.pk for tag in case.tags],
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "closed_at": case.closed_at,
        "first_closed_at": case.first_closed_at,
        "reopen_count": case.reopen_count,
        "due_at": case.due_at,
        "contacted_at": case.contacted_at,
        "follows_id": None,
        "merged_into_id": None,
        "has_merged": False,
        "rating": None,
        "binned_at": None,
        "erased_at": None,
    }


def _key(row: Any) -> int | None:
    return row.pk if row is not None else None


def assignee_rows(case: Told) -> list[Row]:
    return [
        {
            "case_id": case.pk,
            "agent_id": agent.pk,
            "folio": case.folio,
            "pending": case.is_pending,
            "created_at": case.created_at,
        }
        for agent in case.assignees
    ]


def text_row(case: Told, notes: Iterable[str]) -> Row:
    names = [customer.name for customer in (case.contact, case.account) if customer is not None]
    words = document(case.reference, names, (case.description, case.solution), notes)
    return {"case_id": case.pk, "folio": case.folio, "words": str(words), "is_stale": False}


def event_row(
    organization_id: int,
    of: Told | Known,
    kind: str,
    by: Agent | None,
    at: datetime,
    *,
    before: Any,
    after: Any,
    subject: tuple[type[models.Model], int] | None,
    cause_id: int | None = None,
) -> dict[str, Any]:
    """The next event of a stream, hashed, but for its id; its payload with it."""
    stream_of = Case if isinstance(of, Told) else of.model
    in_case = stream_of is Case
    model, pk = subject or (stream_of, of.pk)
    of.stream.seq += 1
    event: dict[str, Any] = {
        "kind": kind,
        "actor_id": by.pk if by else None,
        "case_id": of.pk if in_case else None,
        "subject_type": model._meta.label_lower,
        "subject_id": pk,
        "seq": of.stream.seq,
        "at": at,
        "cause_id": cause_id,
        "payload_digest": digest_of(before, after),
        "previous_hash": of.stream.hash,
    }
    words = SimpleNamespace(organization_id=organization_id, **event)
    event["hash"] = of.stream.hash = hash_of(words)  # type: ignore[arg-type]
    return {**event, "payload": {"before": before, "after": after}}
