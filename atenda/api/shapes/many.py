"""Deeds on many cases as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Id, Moment, Named, Ref, Shape, ref
from atenda.api.shapes.cases import TagName, Text
from atenda.cases.tagging import MOST
from atenda.staff.models import Agent
from atenda.worklists.bulk.asking import said as in_words
from atenda.worklists.bulk.choosing import MOST_MARKED
from atenda.worklists.bulk.foretelling import Foretold
from atenda.worklists.bulk.results import Told
from atenda.worklists.models import BulkDeed, Outcome

Folio = Annotated[int, Field(ge=1, le=2_147_483_647)]
DEEDS = Literal[
    "state",
    "responsible",
    "assignees",
    "priority",
    "tags",
    "category",
    "type",
    "importance",
    "due_at",
    "team",
    "campaign",
    "source",
    "closing_reason",
    "customer",
    "account",
    "reference",
    "description",
    "solution",
    "bin",
]


class Ending(Shape):
    """What goes with an end: written where a case has none yet."""

    description: Text | None = None
    type: Named | None = None
    category: Named | None = None
    importance: Named | None = None
    campaign: Named | None = None
    source: Named | None = None
    responsible: Id | None = None
    team: Id | None = None
    due_at: Moment | None = None
    tags: Annotated[list[TagName], Field(max_length=MOST)] | None = None


class OnMany(Shape):
    """One deed, and the cases it is for: one of `folios`, `of_list` and `rest_of`."""

    deed: DEEDS = Field(description="The field to change, or `bin`.")
    to: Any = Field(
        default=None,
        description="What the field becomes, as when one case is edited; `null` empties it. A `customer` is written "
        "`contact:12` or `account:7`.",
    )
    how: Literal["add", "remove", "set"] | None = Field(default=None, description="With `tags` and `assignees`.")
    tags: Annotated[list[TagName], Field(max_length=MOST)] | None = None
    assignees: Annotated[list[Id], Field(max_length=50)] | None = None
    closing_reason: Named | None = Field(default=None, description="With a state that ends cases.")
    solution: Text | None = Field(default=None, description="With a state that closes; where a case has none yet.")
    also: Ending | None = Field(default=None, description="With a state that closes: what cases may lack for it.")
    folios: Annotated[list[Folio], Field(min_length=1, max_length=MOST_MARKED)] | None = None
    of_list: Annotated[dict[str, str], Field(max_length=40)] | None = Field(
        default=None,
        description="All cases of a list, by the parameters of `GET cases/` (`view`, filters, `q`); `{}` is all.",
    )
    rest_of: Id | None = Field(default=None, description="What an earlier deed refused, or did not come to.")
    quietly: bool = Field(default=False, description="Nobody is told of it.")


class WouldRefuse(Answer):
    reason: str
    cases: int
    folios: list[int] = Field(description="Some of them.")


class ForetoldOut(Answer):
    """What would come of it, as the cases are now."""

    cases: int
    changed: int
    unchanged: int
    refused: int
    unknown: int = Field(description="Not looked at: too many kinds of cases.")
    refusals: list[WouldRefuse]
    lacking: list[str] = Field(description="Fields that some cases lack to end so; say them in `also`.")


class ManyOut(Answer):
    id: int
    deed: str
    said: str = Field(description="The deed in words.")
    stage: Literal["running", "stopped", "done", "undoing", "undone"]
    cases: int
    done: int
    to_do: int
    figures: dict[str, int] = Field(description="How many cases came to what.")
    quietly: bool
    by: Ref | None
    undone_by: Ref | None
    begun_at: datetime
    ended_at: datetime | None
    can_be_undone: bool
    can_be_continued: bool


class ManyPage(Answer):
    items: list[ManyOut]
    next: str | None


class ManyRow(Answer):
    folio: int
    reference: str | None = Field(description="Where the case is seen.")
    outcome: Literal["waiting", "changed", "unchanged", "refused", "undone", "kept"]
    reason: str


class ManyRows(Answer):
    items: list[ManyRow]
    next: str | None


def foretold(found: Foretold) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "refused": found.refused,
        "unknown": found.unknown,
        "refusals": [{"reason": each.sentence, "cases": each.number, "folios": each.folios} for each in found.refusals],
        "lacking": sorted(found.lacking),
    }


def many(bulk: BulkDeed, figures: dict[str, int], actor: Agent, **may: bool) -> dict[str, Any]:
    """`may`: what this person may still do with it."""
    return {
        "id": bulk.pk,
        "deed": bulk.asked["deed"],
        "said": in_words(bulk, actor),
        "stage": str(bulk.stage),
        "cases": bulk.cases,
        "done": bulk.done,
        "to_do": bulk.to_do,
        "figures": {str(outcome): figures.get(outcome, 0) for outcome in Outcome},
        "quietly": bulk.is_quiet,
        "by": ref(bulk.by),
        "undone_by": ref(bulk.undone_by),
        "begun_at": bulk.begun_at,
        "ended_at": bulk.ended_at,
        **may,
    }


def line(told: Told) -> dict[str, Any]:
    return {
        "folio": told.folio,
        "reference": told.reference,
        "outcome": str(told.outcome),
        "reason": str(told.reason),
    }
