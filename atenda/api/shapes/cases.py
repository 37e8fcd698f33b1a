"""Cases as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from atenda.api.shapes import Answer, Id, Moment, Named, Ref, Shape, ref
from atenda.cases import catalogue
from atenda.cases.merging import merged_into
from atenda.cases.models import Case
from atenda.cases.tagging import LONGEST, MOST
from atenda.staff import directory
from atenda.worklists.rows import Row

TagName = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^,]*[^,\s][^,]*$")]
Text = Annotated[str, Field(max_length=50_000)]


class CaseFields(Shape):
    """What can be said of a case. What is not named stays as it is; null empties it."""

    reference: Annotated[str, Field(max_length=200)] | None = None
    description: Text | None = None
    contact: Id | None = None
    account: Id | None = None
    type: Named | None = None
    category: Named | None = None
    priority: Named | None = None
    importance: Named | None = None
    campaign: Named | None = None
    source: Named | None = None
    state: Named | None = None
    closing_reason: Named | None = None
    solution: Text | None = None
    responsible: Id | None = None
    assignees: Annotated[list[Id], Field(max_length=50)] | None = None
    team: Id | None = None
    due_at: Moment | None = None
    tags: Annotated[list[TagName], Field(max_length=MOST)] | None = None
    quietly: bool = Field(default=False, description="Nobody is told of it.")


class StateRef(Ref):
    lifecycle: str = Field(description="new, working, waiting, closed or cancelled.")


class CaseRow(Answer):
    """A case in a list."""

    folio: int
    reference: str
    state: StateRef
    priority: Ref
    category: Ref | None
    type: Ref | None
    importance: Ref | None
    campaign: Ref | None
    source: Ref | None
    closing_reason: Ref | None
    contact: Ref | None
    account: Ref | None
    responsible: Ref | None
    assignees: list[Ref]
    team: Ref | None
    tags: list[Ref]
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    contacted_at: datetime
    closed_at: datetime | None
    reopen_count: int
    rating: int | None = Field(description="By the customer, from 1 to 5: that of the last closing which has one.")


class CaseWhole(CaseRow):
    """A case with everything it has."""

    description: str
    solution: str
    first_closed_at: datetime | None
    merged_into: int | None = Field(description="The folio of the case that goes on for this one.")
    merged: list[int] = Field(description="The folios of the cases merged into this one.")
    version: int = Field(description="Grows with every change; the ETag is made of it.")


class CasePage(Answer):
    items: list[CaseRow]
    next: str | None = Field(description="The address of what follows, if anything does.")


def row(case: Row) -> dict[str, Any]:
    """A row of the list."""
    return {
        "folio": case.folio,
        "reference": case.reference,
        "state": _state(case.state),
        "priority": ref(case.priority),
        "category": ref(case.category),
        "type": ref(case.type),
        "importance": ref(case.importance),
        "campaign": ref(case.campaign),
        "source": ref(case.source),
        "closing_reason": ref(catalogue.closing_reasons().get(case.closing_reason_id or 0)),
        "contact": {"id": case.contact_id, "name": case.contact} if case.contact_id else None,
        "account": {"id": case.account_id, "name": case.account} if case.account_id else None,
        "responsible": ref(case.responsible),
        "assignees": _people(case.assignee_ids),
        "team": ref(case.team),
        "tags": [ref(tag) for tag in case.tags],
        "due_at": case.due_at,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "contacted_at": case.contacted_at,
        "closed_at": case.closed_at,
        "reopen_count": case.reopen_count,
        "rating": case.rating_id,
    }


def whole(case: Case, version: int) -> dict[str, Any]:
    """A case with its customer read."""
    tags = catalogue.tags()
    values = {
        name: ref(values().get(getattr(case, f"{name}_id") or 0))
        for name, values in catalogue.OF_FIELD.items()
        if name != "state"
    }
    return {
        "folio": case.folio,
        "reference": case.reference,
        "state": _state(catalogue.states()[case.state_id]),
        **values,
        "contact": _customer(case.contact),
        "account": _customer(case.account),
        "responsible": ref(directory.agents().get(case.responsible_id or 0)),
        "assignees": _people(case.assignee_ids),
        "team": ref(directory.teams().get(case.team_id or 0)),
        "tags": [ref(tags[pk]) for pk in case.tag_ids if pk in tags],
        "due_at": case.due_at,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "contacted_at": case.last_contact_at,
        "closed_at": case.closed_at,
        "reopen_count": case.reopen_count,
        "rating": case.rating,
        "description": case.description,
        "solution": case.solution,
        "first_closed_at": case.first_closed_at,
        "merged_into": case.survivor.folio if case.merged_into_id else None,
        "merged": [other.folio for other in merged_into(case)],
        "version": version,
    }


def _state(state: catalogue.Value) -> dict[str, Any]:
    return {"id": state.id, "name": state.label, "lifecycle": str(state.lifecycle)}


def _customer(customer: Any) -> dict[str, Any] | None:
    return {"id": customer.pk, "name": customer.name} if customer else None


def _people(ids: list[int]) -> list[dict[str, Any] | None]:
    known = directory.agents()
    return [ref(known[pk]) for pk in ids if pk in known]


class CaseInBatch(CaseFields):
    """A row of a batch: of the case of this folio, or of a new one."""

    folio: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
