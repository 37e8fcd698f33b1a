"""Who is probably on record twice, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Id, Shape
from atenda.api.shapes.customers import CustomerRow, row
from atenda.customers.duplicates.listing import Proposal
from atenda.customers.duplicates.weighing import Share
from atenda.customers.models import DuplicateSearch
from atenda.customers.search import KINDS


class Apart(Shape):
    """The other record."""

    other: Id


class Looking(Shape):
    kind: Literal[*KINDS]  # type: ignore[valid-type]


class ProposalAnswer(Answer):
    id: int
    first: CustomerRow = Field(description="The one that has been on record longer.")
    second: CustomerRow
    shares: list[Literal[*Share]] = Field(description="What the two have in common.")  # type: ignore[valid-type]
    weight: int = Field(description="How much that says, the more the likelier.")


class ProposalPage(Answer):
    items: list[ProposalAnswer]
    next: str | None = Field(description="The address of what follows, if anything does.")


class ToldApart(Answer):
    """The event with which it can be taken back for thirty days; none where somebody had said it before."""

    id: int
    event: int | None


class LookingAnswer(Answer):
    kind: str
    asked_at: datetime | None
    looked_at: datetime | None = Field(description="When all of them were last compared.")
    is_under_way: bool


def proposal(one: Proposal) -> dict[str, Any]:
    first, second = one.cards
    shares = [str(share) for share in one.shares]
    return {"id": one.id, "first": row(first), "second": row(second), "shares": shares, "weight": one.weight}


def looking(kind: str, search: DuplicateSearch | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "asked_at": search.asked_at if search else None,
        "looked_at": search.looked_at if search else None,
        "is_under_way": search.is_under_way if search else False,
    }
